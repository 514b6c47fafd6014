using System.Net.Sockets;
using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

/// <summary>A controller's side of the socket.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _id;
    private Socket? _listener;
    private NetworkStream? _stream;

    public FakeController(string path, string id)
    {
        (_path, _id) = (path, id);
        Listen();
    }

    public byte[] Key { get; set; } = RandomNumberGenerator.GetBytes(32);

    public ulong KeyListNumber { get; set; } = 1;

    /// <summary>What the agent said in its last hello.</summary>
    public AgentHello Hello { get; private set; } = new();

    public Stream Raw => _stream!;

    public void Listen()
    {
        File.Delete(_path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
    }

    /// <summary>Waits for the agent to connect, without a word.</summary>
    public async Task AcceptSilentlyAsync()
    {
        _stream?.Dispose();
        Socket socket = await _listener!.AcceptAsync(Limit.Token);
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Waits for the agent and exchanges hellos.</summary>
    public async Task AcceptAsync(string? asId = null)
    {
        await AcceptSilentlyAsync();
        await SendAsync(new FromController
        {
            Hello = new ControllerHello
            {
                Controller = asId ?? _id,
                BootId = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
                PublicKey = ByteString.CopyFrom(Key),
                Enrolled = true,
                KeyListNumber = KeyListNumber,
            },
        });
        if (asId is null) { Hello = (await ReadAsync())!.Hello; }
    }

    /// <summary>Closes and waits for the agent to come back.</summary>
    public async Task AcceptAgainAsync()
    {
        await _stream!.DisposeAsync();
        await AcceptAsync();
    }

    public ValueTask SendAsync(FromController message) => Framing.WriteAsync(_stream!, message, Limit.Token);

    public ValueTask SendEventAsync(ulong sequence, bool alarm = false, string door = "") => SendAsync(new FromController
    {
        JournalEvent = new JournalEvent { Sequence = sequence, EventRecord = ByteString.CopyFrom(Record(sequence)), Alarm = alarm, Door = door },
    });

    public ValueTask<ToController?> ReadAsync() => Framing.ReadAsync(_stream!, ToController.Parser, Limit.Token);

    /// <summary>Reads until one of the wanted kind comes.</summary>
    public async Task<ToController> ReadAsync(ToController.MessageOneofCase wanted)
    {
        while (true)
        {
            ToController message = await ReadAsync() ?? throw new EndOfStreamException();
            if (message.MessageCase == wanted) { return message; }
        }
    }

    /// <summary>Whether the agent has closed.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            while (await ReadAsync() is not null) { }
            return true;
        }
        catch (IOException) { return true; }
    }

    public async Task StopAsync()
    {
        if (_stream is not null) { await _stream.DisposeAsync(); }
        _listener?.Dispose();
        File.Delete(_path);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Stands for a signed record: opaque to the agent.</summary>
    public static byte[] Record(ulong sequence) => [0xA5, .. BitConverter.GetBytes(sequence), .. new byte[200]];
}

/// <summary>No test waits longer than this.</summary>
internal static class Limit
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token;
}
