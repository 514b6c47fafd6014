using System.Security.Cryptography;

namespace Secure.DoorController.Core.Osdp;

/// <summary>
/// An established secure channel (SIA OSDP v2.2, Annex D.5). Every frame's MAC starts from the last MAC of the other
/// direction: a frame left out, repeated, altered or made by anybody else does not verify.
/// </summary>
internal sealed class SecureSession(Aes encryption, Aes mac1, Aes mac2, byte[] initialMac) : IDisposable
{
    private const int Block = 16;
    private const byte Padding = 0x80;

    private byte[] _commandMac = new byte[Block];
    private byte[] _replyMac = initialMac;

    /// <summary>The next command's bytes. They are made once: a repetition is the same bytes again.</summary>
    public byte[] Seal(OsdpFrame command)
    {
        bool bare = command.Data.Length == 0;
        OsdpFrame secured = command with { Security = bare ? SecurityType.CommandWithMac : SecurityType.CommandEncrypted };
        byte[] data = bare ? [] : encryption.EncryptCbc(Padded(command.Data, always: true), Inverted(_replyMac), PaddingMode.None);
        return secured.Encode(data, covered =>
        {
            _commandMac = Mac(covered, _replyMac);
            return _commandMac[..OsdpFrame.MacLength];
        });
    }

    /// <summary>True when the reply belongs to the last command and comes from the holder of the session's keys.</summary>
    public bool Verifies(OsdpFrame reply) => reply.Security is SecurityType.ReplyWithMac or SecurityType.ReplyEncrypted
        && CryptographicOperations.FixedTimeEquals(Mac(reply.Covered, _commandMac).AsSpan(0, OsdpFrame.MacLength), reply.Mac);

    /// <summary>Takes a reply that <see cref="Verifies"/>: its data in the clear, or null when they are not padded as they must be.</summary>
    public OsdpFrame? Open(OsdpFrame reply)
    {
        byte[]? data = reply.Security == SecurityType.ReplyEncrypted ? Decrypt(reply.Data) : reply.Data;
        if (data is null) { return null; }
        _replyMac = Mac(reply.Covered, _commandMac);
        return reply with { Data = data };
    }

    public void Dispose()
    {
        encryption.Dispose();
        mac1.Dispose();
        mac2.Dispose();
        CryptographicOperations.ZeroMemory(_commandMac);
        CryptographicOperations.ZeroMemory(_replyMac);
    }

    private byte[]? Decrypt(byte[] data)
    {
        if (data.Length == 0) { return []; }
        if (data.Length % Block != 0) { return null; }
        byte[] clear = encryption.DecryptCbc(data, Inverted(_commandMac), PaddingMode.None);
        int end = clear.AsSpan().LastIndexOfAnyExcept((byte)0);
        return end >= 0 && clear[end] == Padding && clear.Length - end <= Block ? clear[..end] : null;
    }

    /// <summary>CBC under S-MAC1, the last block under S-MAC2 (Annex D.5.2).</summary>
    private byte[] Mac(byte[] covered, byte[] start)
    {
        byte[] blocks = Padded(covered, always: false);
        byte[] last = blocks[^Block..];
        if (blocks.Length > Block) { start = mac1.EncryptCbc(blocks.AsSpan(0, blocks.Length - Block), start, PaddingMode.None)[^Block..]; }
        return mac2.EncryptCbc(last, start, PaddingMode.None);
    }

    private static byte[] Padded(byte[] bytes, bool always)
    {
        if (!always && bytes.Length % Block == 0) { return bytes; }
        byte[] padded = new byte[(bytes.Length / Block + 1) * Block];
        bytes.CopyTo(padded, 0);
        padded[bytes.Length] = Padding;
        return padded;
    }

    private static byte[] Inverted(byte[] mac) => [.. mac.Select(b => (byte)~b)];
}
