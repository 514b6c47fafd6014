using System.Security.Cryptography;

namespace Secure.DoorController.Core.Osdp;

/// <summary>The panel's part in setting up a secure channel (SIA OSDP v2.2, Annex D.4): both ends prove that they hold the key.</summary>
internal sealed class SecureHandshake : IDisposable
{
    public const int RandomLength = 8;
    private const int ClientIdLength = 8;

    private readonly byte[] _random;
    private readonly byte _keyKind;
    private readonly Aes _encryption, _mac1, _mac2;
    private byte[]? _cryptogram;
    private bool _handedOver;

    /// <param name="random">RND.A, eight bytes never used before.</param>
    public SecureHandshake(OsdpKey key, byte[] random)
    {
        (_random, Key, _keyKind) = (random, key, (byte)(key.IsDefault ? 0 : 1));
        // Annex D.4.1: prefixes 01 82, 01 01 and 01 02.
        (_encryption, _mac1, _mac2) = (Derive(key, random, 0x82), Derive(key, random, 0x01), Derive(key, random, 0x02));
    }

    public OsdpKey Key { get; }

    public OsdpFrame Challenge(OsdpFrame header) => header with
    {
        Code = (byte)OsdpCommandCode.Challenge,
        Data = [.. _random],
        Security = SecurityType.Challenge,
        SecurityValue = _keyKind,
    };

    /// <summary>Looks at osdp_CCRYPT: client id, RND.B, client cryptogram. True when the reader holds the key.</summary>
    public bool Verify(OsdpFrame reply)
    {
        if (reply.Security != SecurityType.ClientCryptogram || reply.Data.Length != ClientIdLength + RandomLength + 16) { return false; }
        byte[] theirs = reply.Data[ClientIdLength..(ClientIdLength + RandomLength)];
        byte[] expected = _encryption.EncryptEcb([.. _random, .. theirs], PaddingMode.None);
        if (!CryptographicOperations.FixedTimeEquals(expected, reply.Data.AsSpan(ClientIdLength + RandomLength))) { return false; }
        _cryptogram = _encryption.EncryptEcb([.. theirs, .. _random], PaddingMode.None);
        return true;
    }

    /// <summary>After <see cref="Verify"/> only.</summary>
    public OsdpFrame Cryptogram(OsdpFrame header) => header with
    {
        Code = (byte)OsdpCommandCode.Cryptogram,
        Data = _cryptogram!,
        Security = SecurityType.Cryptogram,
        SecurityValue = _keyKind,
    };

    /// <summary>Looks at osdp_RMAC_I. The session when the reader has accepted the panel's cryptogram; else null.</summary>
    public SecureSession? Finish(OsdpFrame reply)
    {
        // FF says that the reader refuses. Of 0 and 1 readers make different use; the value that follows is proof enough.
        if (reply.Security != SecurityType.InitialMac || reply.SecurityValue == 0xFF || _cryptogram is null) { return null; }
        byte[] expected = _mac2.EncryptEcb(_mac1.EncryptEcb(_cryptogram, PaddingMode.None), PaddingMode.None);
        if (!CryptographicOperations.FixedTimeEquals(expected, reply.Data)) { return null; }
        _handedOver = true;
        return new SecureSession(_encryption, _mac1, _mac2, expected);
    }

    public void Dispose()
    {
        if (_handedOver) { return; }
        _encryption.Dispose();
        _mac1.Dispose();
        _mac2.Dispose();
    }

    /// <summary>The three derived keys, for the vectors of Annex E.</summary>
    internal (byte[] Encryption, byte[] Mac1, byte[] Mac2, byte[]? Cryptogram) Inspect() => (_encryption.Key, _mac1.Key, _mac2.Key, _cryptogram);

    private static Aes Derive(OsdpKey key, byte[] random, byte prefix)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(key.Bytes);
        byte[] block = [0x01, prefix, .. random.AsSpan(0, 6), 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] derived = aes.EncryptEcb(block, PaddingMode.None);
        Aes session = Aes.Create();
        session.SetKey(derived);
        CryptographicOperations.ZeroMemory(derived);
        return session;
    }
}
