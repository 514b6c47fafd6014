using System.Net.Sockets;
using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Serving;
using Secure.DoorTwin.Site;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

/// <summary>The whole twin of one door, on real sockets and a real pseudo-terminal, in a thread of the test.</summary>
internal sealed class RunningTwin : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly EventLoop _loop;
    private readonly World _world;
    private readonly Thread _thread;

    internal RunningTwin(BoxEntry? box = null)
    {
        Agenda agenda = new(TimeProvider.System);
        _loop = new EventLoop(agenda);
        ReaderEntry[] readers = [new(0, "vault-in", "vault"), new(1, "vault-out", "vault", "out")];
        SiteFile site = new([new BusEntry("bus0", readers, 115200)], [new LockEntry("vault", "vault.strike", "vault.contact", "vault.feedback", "vault.rex", 20)], 17, box);
        _world = new World(site, Run, Run, agenda, _loop, new Diary(null, TimeProvider.System));
        _thread = new Thread(_loop.Run) { IsBackground = true };
        _thread.Start();
    }

    internal string Run => _folder.Path;

    internal Talk Pins() => new(Path.Combine(Run, "pins"));

    internal Talk Control() => new(Path.Combine(Run, "control"));

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _world.Dispose();
        _loop.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A client of one of the twin's sockets.</summary>
internal sealed class Talk : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
    private readonly StreamReader _lines;

    internal Talk(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _lines = new StreamReader(new NetworkStream(_socket));
    }

    internal void Say(string text) => Say(System.Text.Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>The twin may hang up in the middle of it.</summary>
    internal void Say(byte[] bytes)
    {
        try { _socket.Send(bytes); }
        catch (SocketException) { }
    }

    /// <summary>The next line, null when the twin has hung up.</summary>
    internal string? Hear()
    {
        try { return _lines.ReadLine(); }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset }) { return null; }
    }

    internal string Ask(string text)
    {
        Say(text);
        return Hear() ?? "";
    }

    /// <summary>Hears until this line comes.</summary>
    internal void HearUntil(string line)
    {
        while (Hear() is { } heard && heard != line) { }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _socket.Dispose();
    }
}
