using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.Signatures;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

/// <summary>The gateway's side of gRPC as an agent meets it: a real server with real certificates, its answers chosen by the test.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    // Making one takes most of a second: every gateway has a copy of the same.
    private static readonly Lazy<RSAParameters> Evidence = new(() =>
    {
        using RSA made = RSA.Create(3072);
        return made.ExportParameters(includePrivateParameters: true);
    });

    private readonly TestAuthority _authority;
    private readonly X509Certificate2 _certificate;
    private WebApplication? _server;

    public FakeGateway(TestAuthority authority)
    {
        _authority = authority;
        _certificate = authority.Issue("gateway", server: true);
        Code = new EnrollmentCode(RandomNumberGenerator.GetBytes(EnrollmentCode.CodeLength), authority.RootFingerprint);
        SignedKeyList = KeyListOf(1);
    }

    public int Port { get; } = TestBroker.FreePort();

    public EnrollmentCode Code { get; set; }

    public Ed25519PrivateKey CommandKey { get; } = Ed25519PrivateKey.Generate();

    public Ed25519PrivateKey LogKey { get; } = Ed25519PrivateKey.Generate();

    public byte[] SignedKeyList { get; set; }

    public Ed25519PublicKey? AgentKey { get; private set; }

    public Ed25519PublicKey? WitnessKey { get; private set; }

    /// <summary>End of the certificates that are issued; null: 30 days ahead.</summary>
    public DateTimeOffset? CertificateEnd { get; set; }

    /// <summary>Says that the caller's certificate has expired, to everything but its renewal.</summary>
    public bool SaysExpired { get; set; }

    public int Enrolments;

    public int Renewals;

    public ConcurrentQueue<byte[]> Presentations { get; } = new();

    /// <summary>Names in the client certificates of the entry requests.</summary>
    public ConcurrentQueue<string> Callers { get; } = new();

    public Func<RequestEntryRequest, RequestEntryResponse> Entry { get; set; } =
        _ => new RequestEntryResponse { Refused = new EntryRefused { Reason = "no_permission" } };

    /// <summary>Captures, as they came.</summary>
    public ConcurrentQueue<SendEntrySampleRequest> Samples { get; } = new();

    public Func<SendEntrySampleRequest, SendEntrySampleResponse> Sample { get; set; } =
        _ => new SendEntrySampleResponse { Refused = new EntryRefused { Reason = "not_proved" } };

    /// <summary>Clips that were handed over.</summary>
    public ConcurrentQueue<(ClipHeader Header, byte[] Clip)> Clips { get; } = new();

    /// <summary>Agents that asked about their sensors; they get no answer.</summary>
    public int SensorsAsked;

    /// <summary>Why no clip is taken; null: they are.</summary>
    public StatusCode? RefusesClips { get; set; }

    /// <summary>Of the evidence key.</summary>
    public RSA EvidenceKey { get; } = RSA.Create(Evidence.Value);

    public Func<ByteString, EnrollResponse> ControllerEnrolment { get; set; } = _ => throw new RpcException(new Status(StatusCode.PermissionDenied, "no such code"));

    /// <summary>Takes nobody for a witness.</summary>
    public volatile bool RefusesWitnesses;

    /// <summary>Streams that were refused.</summary>
    public int RefusedWitnesses;

    /// <summary>Each stream that a witness opened.</summary>
    public Channel<WitnessStream> Witnesses { get; } = Channel.CreateUnbounded<WitnessStream>();

    /// <summary>A list with command, log and evidence key, and an evidence key from before that still counts, signed by the site's root.</summary>
    /// <param name="nextLogKey">The log's next key, listed beside the present one.</param>
    public byte[] KeyListOf(ulong number, ECDsa? root = null, int log = 1, Ed25519PublicKey? nextLogKey = null)
    {
        long end = TimeProvider.System.GetUtcNow().AddDays(300).ToUnixTimeMilliseconds();
        return new KeyList(number, "test", 1, [
            new ListedKey(KeyPurpose.Evidence, "gateway", EvidenceKey.ExportSubjectPublicKeyInfo(), end),
            new ListedKey(KeyPurpose.Command, "gateway", CommandKey.PublicKey.Bytes.ToArray(), end),
            new ListedKey(KeyPurpose.Log, KeyList.LogKeyName(log), LogKey.PublicKey.Bytes.ToArray(), end),
            .. nextLogKey is null ? (ListedKey[])[] : [new ListedKey(KeyPurpose.Log, KeyList.LogKeyName(log), nextLogKey.Bytes.ToArray(), end)],
            new ListedKey(KeyPurpose.Evidence, "gateway", new byte[422], end - 1)]).Sign(root ?? _authority.RootKey);
    }

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.ListenLocalhost(Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = _certificate;
                https.ServerCertificateChain = [_authority.Issuing];
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _server = builder.Build();
        _server.MapGrpcService<FleetService>();
        _server.MapGrpcService<DoorsService>();
        _server.MapGrpcService<AuditService>();
        _server.MapGrpcService<EvidenceService>();
        _server.MapGrpcService<BiometricsService>();
        await _server.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_server is null) { return; }
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        try { await _server.StopAsync(now.Token); }
        catch (OperationCanceledException) { }
        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificate.Dispose();
        CommandKey.Dispose();
        EvidenceKey.Dispose();
        LogKey.Dispose();
    }

    private IEnumerable<ByteString> Issue(string device, ByteString request)
    {
        CertificateRequest asked = CertificateRequest.LoadSigningRequest(request.ToByteArray(), HashAlgorithmName.SHA256);
        using X509Certificate2 leaf = _authority.IssueFor(device, asked, CertificateEnd);
        return [.. new[] { leaf, _authority.Issuing, _authority.Root }.Select(one => ByteString.CopyFrom(one.RawData))];
    }

    internal sealed record WitnessStream(WitnessHello Hello, Func<byte[], Task<WitnessAnswer>> Ask);

    private sealed class FleetService(FakeGateway gateway) : Fleet.FleetBase
    {
        public override Task<EnrollResponse> Enroll(EnrollRequest request, ServerCallContext context)
        {
            if (request.RequestCase == EnrollRequest.RequestOneofCase.Controller) { return Task.FromResult(gateway.ControllerEnrolment(request.Controller)); }
            gateway.Enrolments++;
            CertificateEnrollment asked = request.Certificate;
            bool proved = Proved("signing", asked, asked.SigningKey, asked.SigningProof) && Proved("witness", asked, asked.WitnessKey, asked.WitnessProof);
            if (!proved || !asked.Code.Span.SequenceEqual(gateway.Code.Code)) { throw new RpcException(new Status(StatusCode.PermissionDenied, "the code is not good")); }
            gateway.AgentKey = Ed25519PublicKey.Parse(asked.SigningKey.Span);
            gateway.WitnessKey = Ed25519PublicKey.Parse(asked.WitnessKey.Span);
            return Task.FromResult(new EnrollResponse
            {
                CertificateChain = { gateway.Issue(asked.Device, asked.CertificateRequest) },
                KeyList = ByteString.CopyFrom(gateway.SignedKeyList),
                WitnessName = asked.Device + ".witness",
            });
        }

        public override Task<RenewResponse> Renew(RenewRequest request, ServerCallContext context)
        {
            gateway.Renewals++;
            gateway.SaysExpired = false;
            string device = context.GetHttpContext().Connection.ClientCertificate!.GetNameInfo(X509NameType.SimpleName, false);
            return Task.FromResult(new RenewResponse
            {
                CertificateChain = { gateway.Issue(device, request.CertificateRequest) },
                KeyList = ByteString.CopyFrom(gateway.SignedKeyList),
            });
        }

        public override Task<GetKeyListResponse> GetKeyList(GetKeyListRequest request, ServerCallContext context)
        {
            if (gateway.SaysExpired) { throw new Refusal(StatusCode.Unauthenticated, "certificate_expired", new Vocabulary.Sentence("证书已过期", "expired")).ToRpcException(); }
            return Task.FromResult(new GetKeyListResponse
            {
                KeyList = ByteString.CopyFrom(gateway.SignedKeyList),
                RootCertificate = ByteString.CopyFrom(gateway._authority.Root.RawData),
            });
        }

        private static bool Proved(string role, CertificateEnrollment asked, ByteString key, ByteString proof) =>
            Ed25519PublicKey.Parse(key.Span).Verify(EnrollmentCode.ProofText(asked.Device, role, asked.Code.Span, key.Span), proof.Span);
    }

    private sealed class DoorsService(FakeGateway gateway) : Doors.DoorsBase
    {
        public override Task<RequestEntryResponse> RequestEntry(RequestEntryRequest request, ServerCallContext context)
        {
            gateway.Presentations.Enqueue(request.Presentation.ToByteArray());
            gateway.Callers.Enqueue(context.GetHttpContext().Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false) ?? "");
            return Task.FromResult(gateway.Entry(request));
        }

        public override Task<SendEntrySampleResponse> SendEntrySample(SendEntrySampleRequest request, ServerCallContext context)
        {
            gateway.Samples.Enqueue(request);
            return Task.FromResult(gateway.Sample(request));
        }
    }

    private sealed class BiometricsService(FakeGateway gateway) : V1.Biometrics.BiometricsBase
    {
        public override async Task<SyncSensorResponse> SyncSensor(SyncSensorRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref gateway.SensorsAsked);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            return new SyncSensorResponse();
        }
    }

    private sealed class EvidenceService(FakeGateway gateway) : Evidence.EvidenceBase
    {
        public override async Task<KeepClipResponse> KeepClip(IAsyncStreamReader<KeepClipRequest> requestStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            ClipHeader header = requestStream.Current.Header;
            List<byte> clip = [];
            while (await requestStream.MoveNext(context.CancellationToken)) { clip.AddRange(requestStream.Current.Chunk); }
            if (gateway.RefusesClips is { } code) { throw new RpcException(new Status(code, "no")); }
            gateway.Clips.Enqueue((header, [.. clip]));
            return new KeepClipResponse();
        }
    }

    private sealed class AuditService(FakeGateway gateway) : Audit.AuditBase
    {
        public override async Task Witness(IAsyncStreamReader<WitnessMessage> requestStream, IServerStreamWriter<WitnessRequest> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            if (gateway.RefusesWitnesses)
            {
                Interlocked.Increment(ref gateway.RefusedWitnesses);
                throw new RpcException(new Status(StatusCode.PermissionDenied, "not a witness"));
            }
            WitnessStream stream = new(requestStream.Current.Hello, async body =>
            {
                await responseStream.WriteAsync(new WitnessRequest { AddCheckpoint = ByteString.CopyFrom(body) });
                await requestStream.MoveNext(CancellationToken.None);
                return requestStream.Current.Answer;
            });
            await gateway.Witnesses.Writer.WriteAsync(stream);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
