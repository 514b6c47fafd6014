using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>What a reader can do, whoever asks and over whatever channel.</summary>
/// <param name="keep">Puts what the reader must remember where it outlives the reader; returns once it does.</param>
internal sealed class Device(ReaderState state, Func<long> nowNs, Action<ReaderState> keep)
{
    internal const int InputCount = 2;
    private const int OutputCount = 2;

    // Function, compliance, count (OSDP v2.2, annex B): inputs, outputs, card bits, light, sounder, CRC, AES-128,
    // buffer 256, longest message 256, reader, version 2.2. Security's count says whether the default key holds.
    private static readonly byte[] Abilities =
        [1, 1, InputCount, 2, 1, OutputCount, 3, 1, 0, 4, 4, 1, 5, 2, 1, 8, 1, 0, 9, 1, 0, 10, 0, 1, 11, 0, 1, 13, 0, 1, 16, 2, 0];

    private const int DefaultKeyAt = 6 * 3 + 2;
    private readonly byte[] _inputs = new byte[InputCount];
    private readonly Outputs _outputs = new(OutputCount);

    internal ReaderState State { get; private set; } = state;

    internal Indicator Indicator { get; } = new();

    internal PollQueue Waiting { get; } = new(nowNs);

    internal FileSlot Files { get; } = new();

    internal bool Tampered { get; private set; }

    internal bool PowerFails { get; private set; }

    /// <summary>0 well, 1 not connected, 2 tampered with (OSDP v2.2, 7.9).</summary>
    internal byte Head { get; private set; }

    internal IReadOnlyList<byte> Inputs => _inputs;

    internal byte[] OutputLevels => _outputs.Levels(nowNs());

    /// <summary>Vendor (not an assigned one), model, version, serial, firmware.</summary>
    internal byte[] Identity
    {
        get
        {
            byte[] identity = [0x5E, 0xC0, 0x01, 0x01, 0x01, 0, 0, 0, 0, 2, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(identity.AsSpan(5), State.Serial);
            return identity;
        }
    }

    internal void Remember(ReaderState changed)
    {
        keep(changed);
        State = changed;
    }

    internal bool TryInput(int number, bool active)
    {
        if (_inputs[number] == (active ? 1 : 0)) { return true; }
        _inputs[number] = (byte)(active ? 1 : 0);
        return Waiting.TryAdd(new Spoken(Reply.InputStatus, [.. _inputs]), null);
    }

    internal bool TryTamper(bool tampered)
    {
        if (Tampered == tampered) { return true; }
        Tampered = tampered;
        return Waiting.TryAdd(LocalStatus, null);
    }

    internal bool TryPower(bool fails)
    {
        if (PowerFails == fails) { return true; }
        PowerFails = fails;
        return Waiting.TryAdd(LocalStatus, null);
    }

    /// <param name="tells">False: as a reader that speaks of its head only when asked.</param>
    internal bool TryHead(byte state, bool tells)
    {
        if (Head == state) { return true; }
        Head = state;
        return !tells || Waiting.TryAdd(HeadStatus, null);
    }

    internal void LosePower()
    {
        Waiting.Clear();
        _outputs.Reset();
        Indicator.Reset();
    }

    /// <param name="pollMayEmpty">The answer can be asked for again, so a card may travel in it.</param>
    /// <param name="secret">Nobody else on the line can read it.</param>
    internal Spoken Do(Command command, ReadOnlySpan<byte> data, bool pollMayEmpty, bool secret) => command switch
    {
        _ when CommandLength.IsWrong(command, data) => Spoken.Nak(NakCode.BadLength),
        Command.Poll => (pollMayEmpty ? Waiting.Take() : null) ?? Spoken.Ack,
        Command.Id => new Spoken(Reply.Id, Identity),
        Command.Capabilities => new Spoken(Reply.Capabilities, AbilitiesNow()),
        Command.LocalStatus => LocalStatus,
        Command.InputStatus => new Spoken(Reply.InputStatus, [.. _inputs]),
        Command.OutputStatus => new Spoken(Reply.OutputStatus, OutputLevels),
        Command.ReaderStatus => HeadStatus,
        Command.Output => Spoken.Done(_outputs.TryDrive(data, nowNs())),
        Command.Led => Spoken.Done(Indicator.TryShow(data, nowNs())),
        Command.Buzzer => Spoken.Done(Indicator.TrySound(data)),
        Command.LineSettings => MoveTo(data[0], BinaryPrimitives.ReadInt32LittleEndian(data[1..])),
        Command.KeySet when !secret => Spoken.Nak(NakCode.SecurityConditionsNotMet),
        Command.KeySet => SetKey(data),
        Command.FileTransfer => new Spoken(Reply.FileStatus, Files.Take(data)),
        _ => Spoken.Nak(NakCode.UnknownCommand),
    };

    private Spoken LocalStatus => new(Reply.LocalStatus, [(byte)(Tampered ? 1 : 0), (byte)(PowerFails ? 1 : 0)]);

    private Spoken HeadStatus => new(Reply.ReaderStatus, [Head]);

    private byte[] AbilitiesNow()
    {
        byte[] abilities = [.. Abilities];
        abilities[DefaultKeyAt] = (byte)(State.Key is null ? 1 : 0);
        return abilities;
    }

    /// <summary>An address or speed that it has not stays as it is; the reply says what holds from now on (OSDP v2.2, 7.13).</summary>
    private Spoken MoveTo(byte address, int baud)
    {
        ReaderState moved = State with
        {
            Address = address <= ReaderState.AddressMax ? address : State.Address,
            Baud = ReaderState.Bauds.Contains(baud) ? baud : State.Baud,
        };
        Remember(moved);
        byte[] data = new byte[5];
        data[0] = moved.Address;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), moved.Baud);
        return new Spoken(Reply.LineSettings, data);
    }

    /// <summary>Holds from the next handshake on; the session that brought it goes on.</summary>
    private Spoken SetKey(ReadOnlySpan<byte> data)
    {
        const byte baseKey = 1;
        if (data[0] != baseKey || data[1] != ReaderState.KeyLength) { return Spoken.Nak(NakCode.CannotProcess); }
        Remember(State with { Key = data[2..].ToArray() });
        return Spoken.Ack;
    }
}
