using System.Security.Cryptography;

namespace Secure.DoorTwin.Osdp.Channel;

/// <summary>One secure session, the reader's end: each message proves itself and, by the chain of proofs, all before it (OSDP v2.2, annex D.5).</summary>
/// <param name="firstMac">Of the reader's last message of the handshake.</param>
internal sealed class Session(SessionKeys keys, byte[] firstMac)
{
    private static readonly byte[] ReplyProved = [2, (byte)BlockType.ReplyProved];
    private static readonly byte[] ReplySealed = [2, (byte)BlockType.ReplySealed];
    private byte[] _commandMac = [];
    private byte[] _replyMac = firstMac;

    /// <summary>The command's data, in the clear; null when its proof is wrong or what it sealed is not sealed data. Then the session must end.</summary>
    /// <param name="command">One that is whole, of type CommandProved or CommandSealed.</param>
    internal byte[]? Open(Frame command)
    {
        byte[] mac = keys.Mac(command.Proved, _replyMac);
        if (!CryptographicOperations.FixedTimeEquals(mac.AsSpan(..Frame.MacLength), command.Proof)) { return null; }
        _commandMac = mac;
        return command.BlockType == BlockType.CommandProved || command.Data.IsEmpty ? command.Data.ToArray() : keys.Open(command.Data, _replyMac);
    }

    /// <summary>The reply to the command that was opened last. Data never goes in the clear.</summary>
    internal byte[] Write(byte address, byte sequence, bool crc, Spoken reply)
    {
        bool bare = reply.Data.Length == 0;
        byte[] data = bare ? [] : keys.Seal(reply.Data, _commandMac);
        return Frame.Write(address, sequence, crc, bare ? ReplyProved : ReplySealed, (byte)reply.Code, data, message => _replyMac = keys.Mac(message, _commandMac));
    }
}
