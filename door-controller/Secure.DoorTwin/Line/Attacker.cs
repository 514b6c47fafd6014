using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Line;

/// <summary>The attacks of "Badge of Shame" (Bishop Fox) that somebody with a clip on the cable can try.</summary>
internal enum AttackKind
{
    None,

    /// <summary>The reader's list of capabilities loses its secure channel.</summary>
    Downgrade,

    /// <summary>Every challenge is answered with "this reader has no secure channel".</summary>
    Refuse,

    /// <summary>A poll is answered with the last card that passed, byte for byte but for sequence and check.</summary>
    Replay,

    /// <summary>A poll is answered with a card in the clear.</summary>
    Card,

    /// <summary>A poll is answered with a card in a reply that claims proof (SCS_16) but is not sealed.</summary>
    Unsealed,

    /// <summary>A question about status is answered so.</summary>
    Status,

    /// <summary>Any question is answered with whatever comes to mind, its check right.</summary>
    Anything,
}

/// <summary>
/// Sits in the cable between panel and readers, sees every message and may put another reply in the place of a reader's.
/// It has no key. With a share below one it strikes only now and then.
/// </summary>
internal sealed class Attacker(AttackKind kind, int seed, double share = 1)
{
    // A sound card of 26 bits: facility 1, number 4711.
    private static readonly byte[] ForgedCard = [0, 1, 26, 0, 0x00, 0x89, 0x33, 0xC0];
    private readonly Random _random = new(seed);
    private byte[]? _card;

    internal AttackKind Kind => kind;

    /// <summary>How many replies it has put in place of a reader's.</summary>
    internal int Forged { get; private set; }

    /// <summary>What goes on to the panel.</summary>
    internal byte[] Forward(Frame command, byte[] reply)
    {
        if (reply.Length == 0) { return reply; }
        Frame frame = Frame.Of(reply);
        bool card = frame.IsWhole && (Reply)frame.Code == Reply.Raw;
        if (card) { _card = reply; }
        if (card || !command.IsWhole || Forge(command, frame) is not { } forged || _random.NextDouble() >= share) { return reply; }
        Forged++;
        return forged;
    }

    private byte[]? Forge(Frame command, Frame reply) => (kind, (Command)command.Code) switch
    {
        (AttackKind.Downgrade, _) when !reply.HasSecurityBlock && (Reply)reply.Code == Reply.Capabilities => Plain(command, Reply.Capabilities, WithoutSecurity(reply.Data)),
        (AttackKind.Refuse, Command.Challenge) => Plain(command, Reply.Nak, [(byte)NakCode.SecurityBlockNotSupported]),
        (AttackKind.Replay, Command.Poll) when _card is not null => Again(_card, command),
        (AttackKind.Card, Command.Poll) => Plain(command, Reply.Raw, ForgedCard),
        (AttackKind.Unsealed, Command.Poll) => Proved(command, Reply.Raw, ForgedCard),
        (AttackKind.Status, Command.LocalStatus) => Proved(command, Reply.LocalStatus, [0, 0]),
        (AttackKind.Status, Command.InputStatus) => Proved(command, Reply.InputStatus, [1, 1]),
        (AttackKind.Anything, _) => Anything(command),
        _ => null,
    };

    private byte[] Anything(Frame command)
    {
        const int dataMax = 40;
        byte[] codes = [.. Enum.GetValues<Reply>().Select(r => (byte)r), (byte)_random.Next(256)];
        byte[] data = new byte[_random.Next(dataMax)];
        _random.NextBytes(data);
        Reply code = (Reply)codes[_random.Next(codes.Length)];
        return (BlockType)_random.Next(0x11, 0x1A) switch
        {
            BlockType.ReplyProved or BlockType.CommandProved => Proved(command, code, data),
            BlockType.ReplySealed or BlockType.CommandSealed => Proved(command, code, data, BlockType.ReplySealed),
            BlockType.ReaderCryptogram => Written(command, [3, (byte)BlockType.ReaderCryptogram, 1], code, data, null),
            BlockType.FirstMac => Written(command, [3, (byte)BlockType.FirstMac, 1], code, data, null),
            _ => Plain(command, code, data),
        };
    }

    private static byte[] WithoutSecurity(ReadOnlySpan<byte> abilities)
    {
        const byte security = 9;
        byte[] changed = abilities.ToArray();
        for (int at = 0; at + 2 < changed.Length; at += 3)
        {
            if (changed[at] == security) { (changed[at + 1], changed[at + 2]) = (0, 0); }
        }
        return changed;
    }

    private static byte[] Plain(Frame command, Reply code, byte[] data) => Written(command, [], code, data, null);

    private byte[] Proved(Frame command, Reply code, byte[] data, BlockType type = BlockType.ReplyProved)
    {
        byte[] guess = new byte[Frame.MacLength];
        _random.NextBytes(guess);
        return Written(command, [2, (byte)type], code, data, _ => guess);
    }

    private static byte[] Again(byte[] card, Frame command)
    {
        Frame old = Frame.Of(card);
        byte[]? proof = old.BlockType == BlockType.ReplySealed ? old.Proof.ToArray() : null;
        return Written(command, old.Block, (Reply)old.Code, old.Data, proof is null ? null : _ => proof);
    }

    private static byte[] Written(Frame command, ReadOnlySpan<byte> block, Reply code, ReadOnlySpan<byte> data, Frame.Prover? prove) =>
        Frame.Write((byte)(command.Address | Frame.ReplyBit), command.Sequence, command.UsesCrc, block, (byte)code, data, prove);
}
