using System.Security.Cryptography;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>The reader's end of a secure channel, written from Annex D alone, without the panel's classes.</summary>
internal sealed class TestSecureEnd(byte[] key)
{
    private byte[] _enc = [], _mac1 = [], _mac2 = [], _panelMac = new byte[16], _readerMac = new byte[16], _cryptogram = [];

    public bool IsUp { get; private set; }

    public void Drop() => IsUp = false;

    public byte[] Answer(byte[] a, byte[] b)
    {
        IsUp = false;
        byte[] Derive(byte prefix) => Ecb(key, [1, prefix, .. a[..6], .. new byte[8]]);
        (_enc, _mac1, _mac2) = (Derive(0x82), Derive(1), Derive(2));
        _cryptogram = Ecb(_enc, [.. b, .. a]);
        return Ecb(_enc, [.. a, .. b]);
    }

    public byte[]? Accept(byte[] cryptogram)
    {
        IsUp = cryptogram.AsSpan().SequenceEqual(_cryptogram);
        _readerMac = Ecb(_mac2, Ecb(_mac1, _cryptogram));
        return IsUp ? _readerMac : null;
    }

    /// <summary>The command's data in the clear; null when its MAC is wrong.</summary>
    public byte[]? Open(byte[] covered, byte[] mac, byte[] data, bool encrypted)
    {
        byte[] whole = Mac(covered, _readerMac);
        if (!whole.AsSpan(0, 4).SequenceEqual(mac)) { return null; }
        if (encrypted)
        {
            byte[] clear = Cbc(_enc, data, [.. _readerMac.Select(b => (byte)~b)], encrypt: false);
            data = clear[..Array.LastIndexOf(clear, (byte)0x80)];
        }
        _panelMac = whole;
        return data;
    }

    public byte[] Encrypt(byte[] data)
    {
        byte[] padded = [.. data, 0x80, .. new byte[15 - (data.Length % 16)]];
        return Cbc(_enc, padded, [.. _panelMac.Select(b => (byte)~b)], encrypt: true);
    }

    public byte[] Sign(byte[] covered) => (_readerMac = Mac(covered, _panelMac))[..4];

    private byte[] Mac(byte[] covered, byte[] start)
    {
        byte[] blocks = covered.Length % 16 == 0 ? covered : [.. covered, 0x80, .. new byte[15 - (covered.Length % 16)]];
        for (int i = 0; i < blocks.Length; i += 16)
        {
            byte[] mixed = [.. blocks[i..(i + 16)].Zip(start, (x, y) => (byte)(x ^ y))];
            start = Ecb(i + 16 == blocks.Length ? _mac2 : _mac1, mixed);
        }
        return start;
    }

    private static byte[] Ecb(byte[] key, byte[] block)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptEcb(block, PaddingMode.None);
    }

    private static byte[] Cbc(byte[] key, byte[] data, byte[] start, bool encrypt)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        return encrypt ? aes.EncryptCbc(data, start, PaddingMode.None) : aes.DecryptCbc(data, start, PaddingMode.None);
    }
}
