using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Grpc;
using Secure.Gateway.Storage;
using Secure.Interop.Health.V1;
using Secure.Signatures;
using Secure.TransparencyLog;
using Secure.V1;
using ServingStatus = Secure.Interop.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Secure.Gateway.Tests.Audit;

public sealed class WitnessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secure-witness-").FullName;
    private readonly Ed25519PrivateKey _witnessKey = TestWitness.KeyOf("agent-1");
    private readonly TestKeys _keys;
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(60));

    public WitnessTests() => _keys = new TestKeys(("agent-1", _witnessKey));

    public void Dispose()
    {
        _keys.Dispose();
        _witnessKey.Dispose();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Until_the_witness_has_spoken_only_the_way_to_it_is_open_and_then_everything_is()
    {
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        RpcException shut = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.GetCheckpointAsync(new GetCheckpointRequest(), AuditServer.As("officer")));
        Assert.Equal((StatusCode.Unavailable, "waiting_for_witness"), (shut.StatusCode, shut.ToRefusal()!.Code));
        Assert.Equal([ServingStatus.NotServing, ServingStatus.Serving, ServingStatus.Serving], await HealthAsync(server));

        using TestWitness witness = new("agent-1", server.Keys.Signer.VerifierKey);
        Task running = witness.RunAsync(server, _end.Token);
        await server.Gate.Opened.WaitAsync(_end.Token);

        Assert.Equal([ServingStatus.Serving, ServingStatus.Serving, ServingStatus.Serving], await HealthAsync(server));
        await server.RecordAsync(20);
        PublishedLog latest = await server.PublishedAsync(cosigners: 1);
        Assert.Equal(CheckpointVerdict.Good, SignedCheckpoint.Open(latest.Note.ToBytes(), server.Keys.Signer.VerifierKey, [witness.VerifierKey], 1, out _));
        GetCheckpointResponse answer = await server.Client.GetCheckpointAsync(new GetCheckpointRequest(), AuditServer.As("officer"));
        Assert.Equal(1u, answer.Cosignatures);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "log", "checkpoint")), answer.Checkpoint.ToByteArray());
        await StopAsync(running);
    }

    [Fact]
    public async Task After_a_restart_the_witness_goes_on_from_where_it_was()
    {
        await CosignAsync(20);
        WitnessRecord first = _remembered!;
        await CosignAsync(300);

        Assert.True(_remembered!.Size >= first.Size + 300);
    }

    [Fact]
    public async Task That_a_witness_has_cosigned_is_written_down_with_the_next_checkpoint_where_it_was_not_with_the_first()
    {
        await CosignAsync(5);
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        using TestWitness witness = new("agent-1", server.Keys.Signer.VerifierKey) { Remembered = _remembered };
        // As a process that was killed at the first leaves it.
        await server.Store.CommitAsync(new StoreChange { Rows = [new RowWrite(WitnessDesk.Table, witness.VerifierKey.Name, null)] }, _end.Token);
        Task running = witness.RunAsync(server, _end.Token);
        await server.Gate.Opened.WaitAsync(_end.Token);
        await server.RecordAsync(5);
        await server.PublishedAsync(cosigners: 1);

        await TestKit.Eventually.True(() => server.Store.ReadRowAsync(WitnessDesk.Table, witness.VerifierKey.Name, CancellationToken.None).AsTask().Result is not RowRead.Absent);
        await StopAsync(running);
    }

    [Fact]
    public async Task A_stream_that_was_opened_before_ends_once_the_log_is_proved_to_be_another()
    {
        using OpenGate gate = new(new HealthBoard());
        gate.Arm(0);
        OpenGateInterceptor interceptor = new(gate);
        using StreamCall call = new("/secure.v1.Authorization/Watch"), witness = new("/secure.v1.Audit/Witness");
        Task watching = interceptor.ServerStreamingServerHandler<object, object>(new object(), null!, call, (_, _, _) => call.Endless);
        Task witnessing = interceptor.DuplexStreamingServerHandler<object, object>(null!, null!, witness, (_, _, _) => witness.Endless);
        Assert.False(watching.IsCompleted);

        gate.Condemn();

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => watching);
        Assert.Equal(StatusCode.Unavailable, refused.Refusal.Status);
        Assert.False(witnessing.IsCompleted);
    }

    [Fact]
    public async Task A_gateway_put_back_to_an_older_state_stays_shut_and_raises_an_alarm()
    {
        await CosignAsync(20);
        string old = _folder + "-old";
        Copy(_folder, old);
        await CosignAsync(20);
        Directory.Delete(_folder, recursive: true);
        Directory.Move(old, _folder);

        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        await RefusedAsync(server, w => w.Remembered = _remembered, "bad_hello");

        await AlarmedAsync(server, "log.rolled_back");
        Assert.False(server.Gate.IsOpen);
        await RefusedAsync(server, w => w.Remembered = null, "bad_hello"); // and no other word opens it any more
        Assert.False(server.Gate.IsOpen);
        // Nothing more is signed: it would be a second history under the same name.
        long signed = server.Publisher.Current!.Size;
        await server.RecordAsync(5);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.Equal(signed, server.Publisher.Current!.Size);
    }

    [Fact]
    public async Task After_a_new_origin_an_older_state_goes_on_with_a_witness_that_has_heard_of_it()
    {
        await CosignAsync(20);
        string old = _folder + "-old";
        Copy(_folder, old);
        await CosignAsync(20);
        Directory.Delete(_folder, recursive: true);
        Directory.Move(old, _folder);
        _keys.BeginNextLog();

        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        // It has not heard of it yet, and shows what it cosigned of the log before: no alarm, and no gate opened by that.
        await RefusedAsync(server, w => w.Remembered = _remembered, "bad_hello");
        Assert.False(server.Gate.IsOpen);
        Assert.Empty((await server.Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Kind: "alarm") }, CancellationToken.None)).Entries);
        using TestWitness witness = new("agent-1", server.Keys.Signer.VerifierKey);
        Task running = witness.RunAsync(server, _end.Token);
        await server.Gate.Opened.WaitAsync(_end.Token);
        PublishedLog published = await server.PublishedAsync(cosigners: 1);

        Assert.True(server.Gate.IsOpen);
        Assert.Equal("site/log-2", published.Checkpoint.Origin);
        await StopAsync(running);
    }

    [Fact]
    public async Task A_gateway_with_another_history_of_the_same_length_stays_shut()
    {
        await CosignAsync(20);
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        await server.RecordAsync(40);
        await server.PublishedAsync(cosigners: 0);

        await RefusedAsync(server, w => w.Remembered = _remembered, "bad_hello");

        await AlarmedAsync(server, "log.rolled_back");
        Assert.False(server.Gate.IsOpen);
    }

    [Fact]
    public async Task A_witness_that_has_forgotten_or_invents_its_checkpoint_does_not_open_the_gate()
    {
        await CosignAsync(5);
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);

        await RefusedAsync(server, w => w.Remembered = null, "bad_hello");
        await RefusedAsync(server, w => w.Lie = "site/log\n9\nAAAA\n\n— x y\n"u8.ToArray(), "bad_hello");
        await RefusedAsync(server, w => w.Lie = SignedNote.Create(_remembered!.Note.Text, _remembered.Note.Signatures[0]).ToBytes(), "bad_hello"); // without its own cosignature

        await AlarmedAsync(server, "witness.refused");
        Assert.False(server.Gate.IsOpen);
    }

    [Fact]
    public async Task Only_an_agent_that_the_key_list_names_may_be_a_witness()
    {
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        foreach (string? who in new[] { null, "officer", "agent-2" })
        {
            using AsyncDuplexStreamingCall<WitnessMessage, WitnessRequest> call = server.Client.Witness(who is null ? [] : AuditServer.As(who), cancellationToken: _end.Token);
            RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(_end.Token));
            Assert.Equal("not_a_witness", refused.ToRefusal()!.Code);
        }
    }

    [Fact]
    public async Task Without_witnesses_the_gate_opens_and_the_log_itself_says_so()
    {
        using TestKeys none = new();
        await using AuditServer server = await AuditServer.StartAsync(_folder, none);

        Assert.True(server.Gate.IsOpen);
        LogPage opened = await server.Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Kind: "log.opened") }, CancellationToken.None);
        Assert.Contains("\"witnesses_needed\":\"0\"", System.Text.Encoding.UTF8.GetString(Assert.Single(opened.Entries).Entry), StringComparison.Ordinal);
    }

    /// <summary>A call that goes on until it is let go.</summary>
    private sealed class StreamCall(string method) : ServerCallContext, IDisposable
    {
        private readonly TaskCompletionSource _endless = new();

        public Task Endless => _endless.Task;

        protected override string MethodCore => method;

        protected override string HostCore => "";

        protected override string PeerCore => "";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => [];

        protected override CancellationToken CancellationTokenCore => CancellationToken.None;

        protected override Metadata ResponseTrailersCore => [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => new(null, []);

        public void Dispose() => _endless.TrySetResult();

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }

    private WitnessRecord? _remembered;

    private async Task CosignAsync(int entries)
    {
        await using AuditServer server = await AuditServer.StartAsync(_folder, _keys);
        using TestWitness witness = new("agent-1", server.Keys.Signer.VerifierKey) { Remembered = _remembered };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        Task running = witness.RunAsync(server, stop.Token);
        await server.Gate.Opened.WaitAsync(_end.Token);
        await server.RecordAsync(entries);
        await server.PublishedAsync(cosigners: 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        _remembered = witness.Remembered;
    }

    private async Task StopAsync(Task running)
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
    }

    private async Task RefusedAsync(AuditServer server, Action<TestWitness> set, string code)
    {
        using TestWitness witness = new("agent-1", server.Keys.Signer.VerifierKey);
        set(witness);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => witness.RunAsync(server, _end.Token));
        Assert.Equal(code, refused.ToRefusal()?.Code);
    }

    private static async Task AlarmedAsync(AuditServer server, string code)
    {
        LogPage alarms = await server.Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Kind: "alarm") }, CancellationToken.None);
        Assert.Contains(alarms.Entries, e => System.Text.Encoding.UTF8.GetString(e.Entry).Contains($"\"reasons\":[\"{code}\"]", StringComparison.Ordinal));
    }

    private async Task<ServingStatus[]> HealthAsync(AuditServer server)
    {
        Health.HealthClient health = new(server.Channel);
        List<ServingStatus> states = [];
        foreach (string service in new[] { "", "secure.v1.Fleet", "secure.v1.Audit" })
        {
            states.Add((await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: _end.Token)).Status);
        }
        return [.. states];
    }

    private static void Copy(string from, string to)
    {
        foreach (string folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from)) { Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal)); }
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) { File.Copy(file, file.Replace(from, to, StringComparison.Ordinal)); }
    }
}
