using System.Net.Sockets;
using Google.Protobuf;
using Secure.DoorController.Agents;
using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

/// <summary>Whoever floods with refused grants is slowed down, however often he connects anew.</summary>
public sealed class AgentPaceTests : IDisposable
{
    private static readonly ToController Garbage = new() { Grant = new() { GrantRecord = ByteString.CopyFrom(1, 2, 3) } };
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Connecting_anew_does_not_shorten_the_pause_after_a_refusal()
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        SocketPlace place = new(new SocketEntry(_folder["door/socket"]));
        RefusesAll listener = new();
        Task serving = new AgentServer(place.Listen(), place, listener, _clock).RunAsync(end.Token);
        for (int i = 1; i <= 5; i++)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(_folder["door/socket"]));
            await using NetworkStream stream = new(socket);
            await Framing.WriteAsync(stream, Garbage, cancelled);
            await Eventually.True(() => listener.Came == i && listener.Heard >= 1);
            // Time enough for a message that nothing holds back.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancelled);
        }
        Assert.Equal(1, listener.Heard);

        using Socket last = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        last.Connect(new UnixDomainSocketEndPoint(_folder["door/socket"]));
        await using NetworkStream lasting = new(last);
        await Framing.WriteAsync(lasting, Garbage, cancelled);
        await Eventually.True(() => listener.Came == 6);
        _clock.Advance(Pause);
        await Eventually.True(() => listener.Heard == 2);
        await end.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task Leaving_before_the_answer_does_not_either()
    {
        TaskCompletionSource<Reception> first = new();
        int said = 0;
        AgentPace pace = new((_, _) => ++said == 1 ? first.Task : Task.FromResult(Reception.Fine), _clock);
        using CancellationTokenSource left = new();
        Task<Reception> given = pace.SayAsync(null!, Garbage, left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        Task<Reception> next = pace.SayAsync(null!, Garbage, TestContext.Current.CancellationToken);
        first.SetResult(Reception.Refused);
        _clock.Advance(Pause - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, said);
        await Eventually.True(() =>
        {
            _clock.Advance(Pause);
            return next.IsCompletedSuccessfully;
        });
        Assert.Equal(2, said);
    }

    private sealed class RefusesAll : IAgentListener
    {
        private int _came, _heard;

        public int Came => Volatile.Read(ref _came);

        public int Heard => Volatile.Read(ref _heard);

        public void AgentConnected(AgentConnection connection) => Interlocked.Increment(ref _came);

        public Task<Reception> AgentSaid(AgentConnection connection, ToController message)
        {
            Interlocked.Increment(ref _heard);
            return Task.FromResult(Reception.Refused);
        }

        public void AgentLeft(AgentConnection connection, string reason) { }

        public void AgentTurnedAway(uint user) => Assert.Fail($"user {user} was turned away");
    }
}
