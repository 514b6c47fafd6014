namespace Secure.DoorTwin.Osdp;

/// <summary>
/// One OSDP reader (a PD, OSDP v2.2) at one address: answers every command that reaches it with one reply. Without a
/// secure channel. It knows one light, one sounder, one input and one output.
/// </summary>
internal sealed class Reader(byte address, Func<long> nowNs)
{
    /// <summary>A person gives up waiting and a reader forgets: a card that nobody fetched for this long is never sent.</summary>
    internal static readonly TimeSpan KeptMax = TimeSpan.FromSeconds(8);

    /// <summary>More cards and keys than this do not wait at once.</summary>
    internal const int WaitingMax = 64;

    // Vendor, model, version, serial, firmware. The vendor code is not an assigned one.
    private static readonly byte[] Identity = [0x5E, 0xC0, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00];

    // Function, compliance, count (OSDP v2.2, annex B): input, output, card bits, light, sounder, CRC, no security, buffer 256, reader, version 2.2.
    private static readonly byte[] Capabilities =
        [1, 1, 1, 2, 1, 1, 3, 1, 0, 4, 4, 1, 5, 2, 1, 8, 1, 0, 9, 0, 0, 10, 0, 1, 11, 0, 1, 13, 0, 1, 16, 2, 0];

    private readonly Conversation _conversation = new();
    private readonly Indicator _indicator = new();
    private readonly Queue<Waiting> _waiting = new();
    private byte _output;

    internal byte Address => address;

    internal bool IsOnline => _conversation.IsOnline(nowNs());

    internal string Color => _indicator.Color(nowNs());

    internal int Beeps => _indicator.Beeps;

    internal int WaitingCount => _waiting.Count;

    /// <summary>Puts a card into the queue; each is sent once. False: the queue is full.</summary>
    /// <param name="sent">Called when the reply with the card is formed.</param>
    internal bool TryPresent(CardRead card, Action? sent = null) => TryQueue(Reply.Raw, card.ToReplyData(), sent);

    /// <summary>Puts typed keys into the queue: '0' to '9', '#' (sent as 0x0D) and '*' (sent as 0x7F).</summary>
    internal bool TryType(string keys, Action? sent = null)
    {
        byte[] digits = [.. keys.Select(key => key switch { '#' => (byte)0x0D, '*' => (byte)0x7F, _ => (byte)key })];
        return TryQueue(Reply.Keypad, [0, (byte)digits.Length, .. digits], sent);
    }

    /// <summary>The reply to a command for this address or for all.</summary>
    internal byte[] Answer(Frame command)
    {
        if (!command.IsSound) { return Nak(command, NakCode.BadCheck); }
        Turn turn = _conversation.Judge(command, nowNs());
        if (turn == Turn.Repeat) { return _conversation.Again(nowNs()); }
        if (turn == Turn.OutOfOrder) { return Nak(command, NakCode.WrongSequence); }
        byte[] reply = command.HasSecurityBlock ? Nak(command, NakCode.SecurityBlockNotSupported) : Do(command);
        _conversation.Remember(command, reply, nowNs());
        return reply;
    }

    private byte[] Do(Frame command) => (Command)command.Code switch
    {
        _ when CommandLength.IsWrong(command) => Nak(command, NakCode.BadLength),
        Command.Poll => Polled(command),
        Command.Id => Say(command, Reply.Id, Identity),
        Command.Capabilities => Say(command, Reply.Capabilities, Capabilities),
        Command.LocalStatus => Say(command, Reply.LocalStatus, [0, 0]),
        Command.InputStatus => Say(command, Reply.InputStatus, [0]),
        Command.OutputStatus => Say(command, Reply.OutputStatus, [_output]),
        Command.ReaderStatus => Say(command, Reply.ReaderStatus, [0]),
        Command.Output => Done(command, TryOutput(command.Data)),
        Command.Led => Done(command, _indicator.TryShow(command.Data, nowNs())),
        Command.Buzzer => Done(command, _indicator.TrySound(command.Data)),
        _ => Nak(command, NakCode.UnknownCommand),
    };

    private byte[] Polled(Frame command)
    {
        while (_waiting.TryPeek(out Waiting? old) && nowNs() - old.SinceNs > (long)KeptMax.TotalNanoseconds) { _waiting.Dequeue(); }
        // The answer to sequence 0 cannot be asked for again, so a card never travels in it.
        if (command.Sequence == 0 || !_waiting.TryDequeue(out Waiting? next)) { return Say(command, Reply.Ack, []); }
        next.Sent?.Invoke();
        return Say(command, next.Code, next.Data);
    }

    /// <summary>Records of output, control code and a timer, which this reader's one output does without (OSDP v2.2, 6.9).</summary>
    private bool TryOutput(ReadOnlySpan<byte> records)
    {
        const byte nothing = 0, off = 1, on = 2;
        byte wanted = _output;
        for (int at = 0; at < records.Length; at += CommandLength.OutputRecord)
        {
            if (records[at] != 0 || records[at + 1] > on) { return false; }
            wanted = records[at + 1] switch { nothing => wanted, off => 0, _ => 1 };
        }
        _output = wanted;
        return true;
    }

    private bool TryQueue(Reply code, byte[] data, Action? sent)
    {
        if (_waiting.Count >= WaitingMax) { return false; }
        _waiting.Enqueue(new Waiting(code, data, nowNs(), sent));
        return true;
    }

    private byte[] Done(Frame command, bool could) => could ? Say(command, Reply.Ack, []) : Nak(command, NakCode.CannotProcess);

    private byte[] Nak(Frame command, NakCode why) => Say(command, Reply.Nak, [(byte)why]);

    /// <summary>To a broadcast the reader answers under the broadcast address, whatever its own is (OSDP v2.2, 5.5).</summary>
    private byte[] Say(Frame to, Reply code, ReadOnlySpan<byte> data)
    {
        byte from = to.Address == Frame.Broadcast ? Frame.Broadcast : address;
        return Frame.Write((byte)(from | Frame.ReplyBit), to.Sequence, to.UsesCrc, (byte)code, data);
    }

    private sealed record Waiting(Reply Code, byte[] Data, long SinceNs, Action? Sent);
}
