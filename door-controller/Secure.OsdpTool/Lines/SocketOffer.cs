using System.Net.Sockets;

namespace Secure.OsdpTool.Lines;

/// <summary>A socket that the tool offers itself, for one reader at a time and for this user alone.</summary>
internal sealed class SocketOffer : IDisposable
{
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;
    private readonly DateTime _made;

    /// <exception cref="SocketException">It cannot be made there.</exception>
    public SocketOffer(string path)
    {
        _path = path;
        try
        {
            _listening.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _listening.Listen(1);
        }
        catch (SocketException) { _listening.Dispose(); throw; }
        _listening.Blocking = false;
        _made = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>False once the path leads nowhere, or to a socket that somebody has put in its place.</summary>
    public bool Stands => File.Exists(_path) && File.GetLastWriteTimeUtc(_path) == _made;

    /// <summary>Whoever came.</summary>
    /// <exception cref="SocketException">Nobody has come yet.</exception>
    public SocketLine Accept() => new(_listening.Accept());

    /// <summary>Takes the socket away, but not one in its place, which closing would delete too.</summary>
    public void Dispose()
    {
        if (Stands) { _listening.Dispose(); }
    }
}
