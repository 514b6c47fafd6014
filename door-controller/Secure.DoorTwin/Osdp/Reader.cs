using System.Security.Cryptography;
using Secure.DoorTwin.Osdp.Channel;

namespace Secure.DoorTwin.Osdp;

/// <summary>
/// One OSDP reader (a PD, OSDP v2.2): answers every command that reaches it with one reply. With a key of its own it says
/// nothing outside a secure session but who it is and what it can; without one it talks in the clear, as it came from its
/// maker, and takes the default key.
/// </summary>
internal sealed class Reader
{
    /// <summary>From the loss of power until it hears again.</summary>
    internal static readonly TimeSpan StartTime = TimeSpan.FromMilliseconds(800);

    /// <summary>Bytes in a command: what its capabilities say.</summary>
    internal const int CommandMax = 256;

    private readonly Conversation _conversation = new();
    private readonly Handshake _handshake;
    private readonly Func<long> _nowNs;
    private Session? _session;
    private long _deafUntilNs;

    internal Reader(byte address, Func<long> nowNs, int baud = 9600) : this(new ReaderState(address, baud, 1, null), nowNs, _ => { }) { }

    /// <param name="keep">Called with what must outlive the reader, before the command that changed it is answered.</param>
    /// <param name="fillRandom">Null: the system's generator.</param>
    internal Reader(ReaderState state, Func<long> nowNs, Action<ReaderState> keep, Action<byte[]>? fillRandom = null)
    {
        (Device, _nowNs) = (new Device(state, nowNs, keep), nowNs);
        _handshake = new Handshake(fillRandom ?? (bytes => RandomNumberGenerator.Fill(bytes)));
    }

    internal Device Device { get; }

    internal byte Address => Device.State.Address;

    internal int Baud => Device.State.Baud;

    internal bool IsOnline => _conversation.IsOnline(_nowNs());

    internal bool IsSecure => _session is not null && IsOnline;

    internal string Color => Device.Indicator.Color(_nowNs());

    internal int Beeps => Device.Indicator.Beeps;

    internal int WaitingCount => Device.Waiting.Count;

    /// <summary>Its cable is off: it hears and says nothing.</summary>
    internal bool Unplugged { get; set; }

    /// <summary>So many of the next commands are put off with BUSY.</summary>
    internal int BusyFor { get; set; }

    /// <summary>Puts a card into the queue; each is sent once. False: the queue is full.</summary>
    /// <param name="sent">Called when the reply with the card is formed.</param>
    internal bool TryPresent(CardRead card, Action? sent = null) => Device.Waiting.TryAdd(new Spoken(Reply.Raw, card.ToReplyData()), sent);

    /// <summary>Puts typed keys into the queue: '0' to '9', '#' (sent as 0x0D) and '*' (sent as 0x7F).</summary>
    internal bool TryType(string keys, Action? sent = null)
    {
        byte[] digits = [.. keys.Select(key => key switch { '#' => (byte)0x0D, '*' => (byte)0x7F, _ => (byte)key })];
        return Device.Waiting.TryAdd(new Spoken(Reply.Keypad, [0, (byte)digits.Length, .. digits]), sent);
    }

    /// <summary>Loses its power for a moment, and with it everything but its key, address and speed.</summary>
    internal void Reboot()
    {
        EndSession();
        _conversation.Forget();
        Device.LosePower();
        _deafUntilNs = _nowNs() + (long)StartTime.TotalNanoseconds;
    }

    /// <summary>Another reader of the same make is put in its place: other serial, no key.</summary>
    internal void Swap(uint serial)
    {
        Device.Remember(Device.State with { Serial = serial, Key = null });
        Reboot();
    }

    /// <summary>As by its hidden button: the key is forgotten, the default one holds.</summary>
    internal void Install()
    {
        Device.Remember(Device.State with { Key = null });
        Reboot();
    }

    /// <summary>The reply to a command for this address or for all; empty when it says nothing.</summary>
    internal byte[] Answer(Frame command)
    {
        long now = _nowNs();
        if (Unplugged || now < _deafUntilNs) { return []; }
        byte from = From(command);
        if (!command.IsSound) { return InTheClear(from, command, Spoken.Nak(NakCode.BadCheck)); }
        if (!IsOnline) { EndSession(); }
        switch (_conversation.Judge(command, now))
        {
            case Turn.Repeat: return _conversation.Again(now);
            case Turn.OutOfOrder: return InTheClear(from, command, Spoken.Nak(NakCode.WrongSequence));
        }
        if (BusyFor > 0) { return Busy(from, command); }
        if (command.Sequence == 0) { EndSession(); }
        byte[] reply = Treat(from, command);
        _conversation.Remember(command, reply, now);
        return reply;
    }

    private byte[] Treat(byte from, Frame command)
    {
        if (!command.IsWhole || command.Bytes.Length > CommandMax) { return InTheClear(from, command, Spoken.Nak(NakCode.BadLength)); }
        if (command.BlockType != BlockType.PanelCryptogram) { _handshake.Forget(); }
        return command.BlockType switch
        {
            BlockType.None => Unprotected(from, command),
            BlockType.Challenge or BlockType.PanelCryptogram => ShakeHands(from, command),
            BlockType.CommandProved or BlockType.CommandSealed => Protected(from, command),
            _ => InTheClear(from, command, Spoken.Nak(NakCode.SecurityBlockNotSupported)),
        };
    }

    /// <summary>What is said outside ends a session; a reader with a key says only who it is and what it can (OSDP v2.2, annex D.1).</summary>
    private byte[] Unprotected(byte from, Frame command)
    {
        EndSession();
        Command code = (Command)command.Code;
        bool allowed = Device.State.Key is null || code is Command.Id or Command.Capabilities;
        allowed &= code is not (Command.Challenge or Command.PanelCryptogram);
        return InTheClear(from, command, allowed ? Do(command, command.Data, secret: false) : Spoken.Nak(NakCode.SecurityConditionsNotMet));
    }

    private byte[] Protected(byte from, Frame command)
    {
        if (_session?.Open(command) is not { } data)
        {
            EndSession();
            return InTheClear(from, command, Spoken.Nak(NakCode.SecurityConditionsNotMet));
        }
        Session session = _session;
        Spoken reply = Do(command, data, secret: command.BlockType == BlockType.CommandSealed);
        return session.Write((byte)(from | Frame.ReplyBit), command.Sequence, command.UsesCrc, reply);
    }

    private byte[] ShakeHands(byte from, Frame command)
    {
        _session = null;
        Command wanted = command.BlockType == BlockType.Challenge ? Command.Challenge : Command.PanelCryptogram;
        if ((Command)command.Code != wanted || command.Block.Length != 3) { return Refuse(NakCode.SecurityBlockNotSupported); }
        if (CommandLength.IsWrong(wanted, command.Data)) { return Refuse(NakCode.BadLength); }
        byte key = Handshake.KeyOf(Device.State);
        if (command.Block[2] != key || (wanted == Command.PanelCryptogram && !_handshake.IsUnderWay)) { return Refuse(NakCode.SecurityConditionsNotMet); }
        if (wanted == Command.Challenge)
        {
            byte[] answer = _handshake.Answer(command.Data, Device.State, Device.Identity.AsSpan(..8));
            return Say(from, command, [3, (byte)BlockType.ReaderCryptogram, key], new Spoken(Reply.ReaderCryptogram, answer));
        }
        _session = _handshake.Finish(command.Data, out byte status, out byte[] firstMac);
        return Say(from, command, [3, (byte)BlockType.FirstMac, status], new Spoken(Reply.FirstMac, firstMac));

        byte[] Refuse(NakCode why)
        {
            _handshake.Forget();
            return InTheClear(from, command, Spoken.Nak(why));
        }
    }

    // The answer to sequence 0 cannot be asked for again, so a card never travels in it.
    private Spoken Do(Frame command, ReadOnlySpan<byte> data, bool secret) => Device.Do((Command)command.Code, data, pollMayEmpty: command.Sequence != 0, secret);

    /// <summary>Sent with sequence 0 and without protection; the same command is then asked again (OSDP v2.2, 7.19).</summary>
    private byte[] Busy(byte from, Frame command)
    {
        BusyFor--;
        return Frame.Write((byte)(from | Frame.ReplyBit), 0, command.UsesCrc, (byte)Reply.Busy, []);
    }

    /// <summary>To a broadcast the reader answers under the broadcast address, whatever its own is (OSDP v2.2, 5.5).</summary>
    private byte From(Frame command) => command.Address == Frame.Broadcast ? Frame.Broadcast : Address;

    private static byte[] InTheClear(byte from, Frame to, Spoken reply) => Say(from, to, [], reply);

    private static byte[] Say(byte from, Frame to, ReadOnlySpan<byte> block, Spoken reply) =>
        Frame.Write((byte)(from | Frame.ReplyBit), to.Sequence, to.UsesCrc, block, (byte)reply.Code, reply.Data, null);

    private void EndSession()
    {
        _session = null;
        _handshake.Forget();
    }
}
