using System.Net.Sockets;

namespace Secure.OsdpTool.Lines;

/// <summary>
/// Where the lines over a Unix socket come from: the tool goes to the socket that the reader's side offers. Where nobody
/// has offered one for a while, and nobody ever did, the tool offers it: some readers' programs come themselves.
/// </summary>
/// <param name="offered">Called once, when the tool begins to offer the socket.</param>
internal sealed class SocketSource(string path, Action offered) : IDisposable
{
    /// <summary>Vain tries, a second apart, after which the tool offers the socket.</summary>
    private const int TriesMax = 3;

    private SocketOffer? _offer;
    private bool _wasOffered;
    private int _tries;

    /// <exception cref="SocketException">Nobody is there now.</exception>
    public SocketLine Open()
    {
        if (_offer is { Stands: true } offer) { return offer.Accept(); }
        try
        {
            SocketLine line = new(path);
            _wasOffered = true;
            return line;
        }
        catch (SocketException) when (!_wasOffered && _offer is null && !File.Exists(path) && ++_tries >= TriesMax)
        {
            _offer = new SocketOffer(path);
            offered();
            throw;
        }
    }

    public void Dispose() => _offer?.Dispose();
}
