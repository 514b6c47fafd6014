using Secure.DoorTwin.Osdp;
using Secure.DoorTwin.Osdp.Channel;

namespace Secure.DoorTwin.Tests.Osdp;

/// <summary>A panel's end of a secure session, as far as the reader's tests need it: every message by hand.</summary>
internal sealed class HandPanel(Reader reader, byte[]? key)
{
    internal static readonly byte[] Random = Convert.FromHexString("B0B1B2B3B4B5B6B7");
    private SessionKeys _keys = new(key ?? SessionKeys.Default, Random);
    private byte[] _replyMac = [], _commandMac = [];
    private int _sequence = -1;

    internal byte NextSequence => (byte)(_sequence <= 0 ? _sequence + 1 : _sequence % 3 + 1);

    /// <summary>Begins with sequence 0; the last reply's code and data in hex.</summary>
    internal string ShakeHands(byte? kind = null, bool spoil = false)
    {
        _sequence = -1;
        byte named = kind ?? (byte)(key is null ? 0 : 1);
        Frame answer = Frame.Of(reader.Answer(Challenge(named)));
        if ((Reply)answer.Code != Reply.ReaderCryptogram) { return Hex(answer); }
        byte[] theirs = answer.Data.Slice(8, 8).ToArray();
        byte[] cryptogram = _keys.PanelCryptogram(Random, theirs);
        if (spoil) { cryptogram[3] ^= 1; }
        Frame last = Frame.Of(reader.Answer(Show(named, cryptogram)));
        _replyMac = last.Data.ToArray();
        return Hex(last);
    }

    internal Frame Challenge(byte kind) => Plain([3, 0x11, kind], 0x76, Random);

    internal Frame Show(byte kind, byte[] cryptogram) => Plain([3, 0x13, kind], 0x77, cryptogram);

    internal Frame Plain(ReadOnlySpan<byte> block, byte code, ReadOnlySpan<byte> data)
    {
        _sequence = NextSequence;
        return Frame.Of(Frame.Write(0, (byte)_sequence, true, block, code, data, null));
    }

    /// <summary>A command in the session: sealed when it has data, unless <paramref name="open"/>.</summary>
    internal Frame Protect(string command, bool open = false)
    {
        byte[] bytes = Convert.FromHexString(command);
        bool bare = bytes.Length == 1 || open;
        byte[] data = bare ? bytes[1..] : _keys.Seal(bytes.AsSpan(1), _replyMac);
        _sequence = NextSequence;
        return Frame.Of(Frame.Write(0, (byte)_sequence, true, [2, (byte)(bare ? 0x15 : 0x17)], bytes[0], data, m => _commandMac = _keys.Mac(m, _replyMac)));
    }

    internal string Say(string command, bool open = false) => Read(reader.Answer(Protect(command, open)));

    /// <summary>Code and data; checks the proof of a protected reply, and marks one in the clear.</summary>
    internal string Read(byte[] bytes)
    {
        Frame reply = Frame.Of(bytes);
        Assert.True(reply.IsSound);
        if (!reply.HasSecurityBlock) { return "clear:" + Hex(reply); }
        byte[] mac = _keys.Mac(reply.Proved, _commandMac);
        Assert.Equal(mac[..4], reply.Proof.ToArray());
        _replyMac = mac;
        byte[] data = reply.BlockType == BlockType.ReplySealed ? _keys.Open(reply.Data, _commandMac)! : reply.Data.ToArray();
        Assert.True(reply.BlockType == BlockType.ReplySealed || data.Length == 0, "Data went in the clear.");
        return $"{reply.Code:X2}{Convert.ToHexString(data)}";
    }

    internal void TakeKey(byte[] fresh) => (key, _keys) = (fresh, new SessionKeys(fresh, Random));

    private static string Hex(Frame reply) => $"{reply.Code:X2}{Convert.ToHexString(reply.Data)}";
}
