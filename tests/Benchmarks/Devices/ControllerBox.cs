using System.Net.Sockets;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// The controller's end of its agent's socket, for one connection after another: heartbeats, nonces, and a signed word for each
/// command at once, as a lock that always follows. It verifies nothing: what is measured lies on the other side.
/// </summary>
internal sealed class ControllerBox : IAsyncDisposable
{
    private readonly BenchController _controller;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _serving;
    private Stream? _agent;

    /// <param name="socket">Path of at most 107 bytes.</param>
    public ControllerBox(BenchController controller, string socket)
    {
        _controller = controller;
        _listener.Bind(new UnixDomainSocketEndPoint(socket));
        _listener.Listen();
        _serving = ServeAsync(_ending.Token);
    }

    /// <summary>Something happens at a door.</summary>
    /// <param name="alarm">It may overtake what waits.</param>
    public async Task HappenAsync(DoorEventKind happened, int door, bool alarm, CancellationToken cancellation)
    {
        if (_agent is { } agent) { await TellAsync(agent, happened, door, alarm, null, cancellation); }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _writing.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using Socket socket = await _listener.AcceptAsync(cancellation);
            await using NetworkStream agent = new(socket);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task beating = Task.CompletedTask;
            try
            {
                await SendAsync(agent, new FromController { Hello = Hello() }, cancellation);
                if ((await Framing.ReadAsync(agent, ToController.Parser, cancellation))?.Hello is null) { continue; }
                _agent = agent;
                beating = BeatAsync(agent, over.Token);
                while (await Framing.ReadAsync(agent, ToController.Parser, cancellation) is { } message) { await AnswerAsync(agent, message, cancellation); }
            }
            catch (Exception gone) when (gone is IOException or SocketException) { }
            finally
            {
                _agent = null;
                await over.CancelAsync();
                await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ControllerHello Hello() => new()
    {
        Controller = _controller.Id.Text,
        BootId = ByteString.CopyFrom(_controller.Boot.Bytes),
        PublicKey = ByteString.CopyFrom(_controller.Key.PublicKey.Bytes),
        Enrolled = true,
        KeyListNumber = ulong.MaxValue,
    };

    private async Task BeatAsync(Stream agent, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Heartbeat.Period, TimeProvider.System);
        do { await SendAsync(agent, new FromController { HeartbeatRecord = ByteString.CopyFrom(_controller.Heartbeat(TimeProvider.System.GetUtcNow())) }, cancellation); }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task AnswerAsync(Stream agent, ToController message, CancellationToken cancellation)
    {
        if (message.NonceRequest is { } asked && DoorId.TryParse(asked.Door, out DoorId? door) && Token128.TryFrom(asked.RequestId.Span, out Token128? request))
        {
            byte[] nonce = _controller.Nonce(door, request, TimeProvider.System.GetUtcNow());
            await SendAsync(agent, new FromController { NonceRecord = ByteString.CopyFrom(nonce) }, cancellation);
        }
        if (message.HasCommandRecord && Record.TryPeek(message.CommandRecord.Span, out Command? command))
        {
            await TellAsync(agent, DoorEventKind.CommandDone, _controller.IndexOf(command.Door), alarm: false, command, cancellation);
        }
    }

    // Entries leave in the order of their numbers.
    private async Task TellAsync(Stream agent, DoorEventKind happened, int door, bool alarm, Command? by, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            (ulong sequence, byte[] record) = _controller.Write(happened, door, TimeProvider.System.GetUtcNow(), by);
            FromController told = new() { JournalEvent = new JournalEvent { Sequence = sequence, EventRecord = ByteString.CopyFrom(record), Alarm = alarm } };
            await Framing.WriteAsync(agent, told, cancellation);
        }
        finally { _writing.Release(); }
    }

    private async Task SendAsync(Stream agent, FromController message, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try { await Framing.WriteAsync(agent, message, cancellation); }
        finally { _writing.Release(); }
    }
}
