using System.Security.Cryptography;

namespace Secure.DoorTwin.Osdp.Channel;

/// <summary>The four messages that begin a session (OSDP v2.2, annex D.3). A reader with a key of its own knows no other; one without knows only the default.</summary>
internal sealed class Handshake(Action<byte[]> fillRandom)
{
    internal const byte DefaultKey = 0, OwnKey = 1;
    private const byte Accepted = 1, Refused = 0xFF;
    private SessionKeys? _keys;
    private byte[] _expected = [];

    /// <summary>Key in use, as security blocks name it.</summary>
    internal static byte KeyOf(ReaderState state) => state.Key is null ? DefaultKey : OwnKey;

    /// <summary>The data of the reply to a challenge: who the reader is, its random, its cryptogram.</summary>
    internal byte[] Answer(ReadOnlySpan<byte> panelRandom, ReaderState state, ReadOnlySpan<byte> clientId)
    {
        byte[] random = new byte[SessionKeys.RandomLength];
        fillRandom(random);
        _keys = new SessionKeys(state.Key ?? SessionKeys.Default, panelRandom);
        _expected = _keys.PanelCryptogram(panelRandom, random);
        return [.. clientId, .. random, .. _keys.ReaderCryptogram(panelRandom, random)];
    }

    /// <summary>The session, or null when the panel has not shown the key or was not challenged. One try for each challenge.</summary>
    /// <param name="status">What the reply's security block says of it.</param>
    /// <param name="firstMac">The reply's data: zeros when refused.</param>
    internal Session? Finish(ReadOnlySpan<byte> panelCryptogram, out byte status, out byte[] firstMac)
    {
        SessionKeys? keys = _keys;
        bool shown = keys is not null && CryptographicOperations.FixedTimeEquals(_expected, panelCryptogram);
        Forget();
        status = shown ? Accepted : Refused;
        firstMac = shown ? keys!.FirstMac(panelCryptogram) : new byte[16];
        return shown ? new Session(keys!, firstMac) : null;
    }

    internal bool IsUnderWay => _keys is not null;

    internal void Forget() => (_keys, _expected) = (null, []);
}
