using System.Security.Cryptography;

namespace Secure.DoorTwin.Osdp.Channel;

/// <summary>The three keys of one session and what is computed with them (OSDP v2.2, annex D.4).</summary>
internal sealed class SessionKeys
{
    internal const int RandomLength = 8;
    private const int BlockLength = 16;
    private const byte PadMark = 0x80;
    private readonly byte[] _seal;
    private readonly byte[] _proveFirst;
    private readonly byte[] _proveLast;

    /// <param name="baseKey">16 bytes.</param>
    /// <param name="panelRandom">The 8 bytes of the panel's challenge.</param>
    internal SessionKeys(ReadOnlySpan<byte> baseKey, ReadOnlySpan<byte> panelRandom)
    {
        _seal = Derive(baseKey, 0x82, panelRandom);
        _proveFirst = Derive(baseKey, 0x01, panelRandom);
        _proveLast = Derive(baseKey, 0x02, panelRandom);
    }

    /// <summary>30 31 … 3F: the key of every reader that was given none.</summary>
    internal static ReadOnlySpan<byte> Default => "0123456789:;<=>?"u8;

    /// <summary>For tests: S-ENC, S-MAC1, S-MAC2.</summary>
    internal (string Seal, string ProveFirst, string ProveLast) Hex => (Convert.ToHexString(_seal), Convert.ToHexString(_proveFirst), Convert.ToHexString(_proveLast));

    internal byte[] ReaderCryptogram(ReadOnlySpan<byte> panelRandom, ReadOnlySpan<byte> readerRandom) => Block(_seal, [.. panelRandom, .. readerRandom]);

    internal byte[] PanelCryptogram(ReadOnlySpan<byte> panelRandom, ReadOnlySpan<byte> readerRandom) => Block(_seal, [.. readerRandom, .. panelRandom]);

    /// <summary>Stands in for the proof of a reply before the first command.</summary>
    internal byte[] FirstMac(ReadOnlySpan<byte> panelCryptogram) => Block(_proveLast, Block(_proveFirst, panelCryptogram));

    /// <summary>The whole code, of which four bytes go on the line: CBC under one key, the last block under the other.</summary>
    /// <param name="other">The last code of the other direction.</param>
    internal byte[] Mac(ReadOnlySpan<byte> message, ReadOnlySpan<byte> other)
    {
        byte[] padded = message.Length % BlockLength == 0 ? message.ToArray() : Pad(message);
        byte[] chain = other.ToArray();
        if (padded.Length > BlockLength)
        {
            chain = Cbc(_proveFirst, chain, padded.AsSpan(..^BlockLength))[^BlockLength..];
        }
        return Cbc(_proveLast, chain, padded.AsSpan(^BlockLength..));
    }

    internal byte[] Seal(ReadOnlySpan<byte> data, ReadOnlySpan<byte> other) => Cbc(_seal, Inverted(other), Pad(data));

    /// <summary>Null when it is no sealed data.</summary>
    internal byte[]? Open(ReadOnlySpan<byte> data, ReadOnlySpan<byte> other)
    {
        if (data.IsEmpty || data.Length % BlockLength != 0) { return null; }
        using Aes aes = Aes.Create();
        aes.SetKey(_seal);
        byte[] padded = aes.DecryptCbc(data, Inverted(other), PaddingMode.None);
        int mark = padded.AsSpan().LastIndexOfAnyExcept((byte)0);
        return mark >= 0 && padded[mark] == PadMark ? padded[..mark] : null;
    }

    private static byte[] Derive(ReadOnlySpan<byte> baseKey, byte purpose, ReadOnlySpan<byte> panelRandom)
    {
        byte[] block = new byte[BlockLength];
        (block[0], block[1]) = (0x01, purpose);
        panelRandom[..6].CopyTo(block.AsSpan(2));
        return Block(baseKey, block);
    }

    private static byte[] Block(ReadOnlySpan<byte> key, ReadOnlySpan<byte> block)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(key);
        return aes.EncryptEcb(block, PaddingMode.None);
    }

    private static byte[] Cbc(byte[] key, byte[] start, ReadOnlySpan<byte> blocks)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(key);
        return aes.EncryptCbc(blocks, start, PaddingMode.None);
    }

    private static byte[] Pad(ReadOnlySpan<byte> data)
    {
        byte[] padded = new byte[(data.Length / BlockLength + 1) * BlockLength];
        data.CopyTo(padded);
        padded[data.Length] = PadMark;
        return padded;
    }

    private static byte[] Inverted(ReadOnlySpan<byte> mac)
    {
        byte[] inverted = mac.ToArray();
        for (int i = 0; i < inverted.Length; i++) { inverted[i] = (byte)~inverted[i]; }
        return inverted;
    }
}
