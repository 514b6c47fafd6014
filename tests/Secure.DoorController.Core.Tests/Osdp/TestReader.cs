using System.Buffers.Binary;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>A reader (PD) written from the frame layout alone, without the panel's encoder.</summary>
internal sealed class TestReader(byte address)
{
    private readonly Queue<byte[]> _replies = new();
    private byte[]? _last;
    private int _lastSequence = -1;
    private byte _random, _from;
    private byte[]? _key;
    private TestSecureEnd? _end;

    public byte Address { get; set; } = address;

    public List<byte> CommandsActedOn { get; } = [];

    public Dictionary<byte, byte[]> LastData { get; } = [];

    public bool IsSilent { get; set; }

    /// <summary>Takes a file with nothing between its pieces, and 100 ms for each.</summary>
    public bool WantsFilesAlone { get; set; }

    /// <summary>To the broadcast address it answers from there; else from its own.</summary>
    public bool AnswersFromBroadcast { get; set; }

    /// <summary>Another reply to a command.</summary>
    public Dictionary<byte, byte[]> Instead { get; } = [];

    /// <summary>Confirms another place, and does not go there.</summary>
    public bool Stays { get; set; }

    public int BusyTimes { get; set; }

    public bool RefusesAll { get; set; }

    /// <summary>Commands that it does not know.</summary>
    public HashSet<byte> Unknown { get; } = [];

    /// <summary>Says nothing but its id outside a secure channel.</summary>
    public bool IsStrict { get; set; }

    public byte Serial { get; set; } = 0x11;

    /// <summary>Answers a repeated number with a refusal, as some do, in place of its reply.</summary>
    public bool ForgetsReplies { get; set; }

    /// <summary>Sends status without encryption inside a session.</summary>
    public bool SendsBare { get; set; }

    /// <summary>Bytes that it will answer instead, once each.</summary>
    public Queue<byte[]> Special { get; } = new();

    /// <summary>Adds a byte to the security blocks of a session, as some do.</summary>
    public bool AddsToBlocks { get; set; }

    /// <summary>Stays in its session, and answers in it, until the next handshake, as some do.</summary>
    public bool KeepsSession { get; set; }

    public byte[]? Key
    {
        get => _key;
        set => (_key, _end) = (value, value is null ? null : new TestSecureEnd(value));
    }

    public bool InstallMode { get; set; }

    public bool IsSecure => _end?.IsUp == true;

    public int Handshakes { get; private set; }

    public void Present(params byte[] card) => _replies.Enqueue([0x50, 0, 0, (byte)(card.Length * 8), 0, .. card]);

    public void Type(string keys) => _replies.Enqueue([0x53, 0, (byte)keys.Length, .. keys.Select(c => (byte)c)]);

    public void Report(params byte[] reply) => _replies.Enqueue(reply);

    /// <summary>What the reader puts on the line after a command, or null for silence.</summary>
    public byte[]? Hear(byte[] line)
    {
        byte[] command = WithCrc([.. line.SkipWhile(b => b == 0xFF)]);
        if (IsSilent || command.Length < 8 || command[0] != 0x53 || (command[1] != Address && command[1] != 0x7F) || Crc(command, 0) != 0) { return null; }
        _from = AnswersFromBroadcast && command[1] == 0x7F ? (byte)0x7F : Address;
        int sequence = command[4] & 3;
        if (BusyTimes > 0) { BusyTimes--; return Plain(0, [0x79]); }
        if (RefusesAll) { return Plain(sequence, [0x41, 9]); }
        if (sequence != 0 && _lastSequence < 0) { return Plain(sequence, [0x41, 4]); }
        if (sequence != 0 && sequence == _lastSequence) { return ForgetsReplies ? Reply(sequence, [0x41, 4]) : _last; }
        if (sequence == 0 && !KeepsSession) { _end?.Drop(); }
        _lastSequence = sequence;
        return _last = Act(command, sequence);
    }

    /// <summary>Power lost and back: it knows no sequence and no session any more.</summary>
    public void Reboot()
    {
        _lastSequence = -1;
        _end?.Drop();
    }

    private byte[] Act(byte[] command, int sequence)
    {
        bool block = (command[4] & 8) != 0;
        int type = block ? command[6] : 0, at = block ? 5 + command[5] : 5;
        byte[] data = command[(at + 1)..^(type >= 0x15 ? 6 : 2)];
        if (type is 0x11 or 0x13) { return Shake(command[7], command[at], data, sequence); }
        if (type >= 0x15)
        {
            if (!IsSecure || _end!.Open(command[..^6], command[^6..^2], data, type == 0x17) is not { } clear) { return Plain(sequence, [0x41, 6]); }
            data = clear;
        }
        if (IsStrict && !IsSecure && command[at] != 0x61) { return Plain(sequence, [0x41, 6]); }
        CommandsActedOn.Add(command[at]);
        LastData[command[at]] = data;
        byte[] reply = Reply(sequence, Body(command[at], data));
        if (command[at] == 0x75) { Key = data[2..]; InstallMode = false; }
        if (command[at] == 0x6E && !Stays && !Instead.ContainsKey(0x6E)) { Address = data[0]; _lastSequence = -1; }
        return reply;
    }

    private byte[] Shake(byte kind, byte code, byte[] data, int sequence)
    {
        if (kind == 0 && !InstallMode || kind == 1 && Key is null) { return Plain(sequence, [0x41, 6]); }
        if (code == 0x76)
        {
            _end = new TestSecureEnd(kind == 0 ? [.. Enumerable.Range(0x30, 16).Select(i => (byte)i)] : Key!);
            byte[] random = [.. Enumerable.Range(0xA0 + _random++, 8).Select(i => (byte)i)];
            return Plain(sequence, [0x76, 0xCA, 0xA1, 0x7E, 1, 2, 0x44, 0x33, 0x22, .. random, .. _end.Answer(data, random)], 0x12, kind);
        }
        Handshakes++;
        return _end!.Accept(data) is { } mac ? Plain(sequence, [0x78, .. mac], 0x14, 1) : Plain(sequence, [0x78, .. new byte[16]], 0x14, 0xFF);
    }

    private byte[] Body(byte code, byte[] data) => Special.Count > 0 && code == 0x60 ? Special.Dequeue() : Unknown.Contains(code) ? [0x41, 3] : Instead.TryGetValue(code, out byte[]? other) ? other : code switch
    {
        0x60 => _replies.TryDequeue(out byte[]? reply) ? reply : [0x40],
        0x61 => [0x45, 0x0C, 0xA1, 0x7E, 1, 2, 0x44, 0x33, 0x22, Serial, 3, 4, 5],
        0x62 => [0x46, 1, 1, 2, 3, 1, 0, 4, 1, 1, 8, 1, 0],
        0x64 => [0x48, 0, 0],
        0x65 => [0x49, 0, 1],
        0x66 => [0x4A, 1],
        0x67 => [0x4B, 0],
        0x6E => [0x54, .. data],
        0x7C => [0x7A, (byte)(WantsFilesAlone ? 0 : 1), (byte)(WantsFilesAlone ? 100 : 0), 0, (byte)(data.Length < 11 + 128 ? 1 : 0), 0, 0, 0],
        _ => [0x40],
    };

    private byte[] Reply(int sequence, byte[] body)
    {
        if (!IsSecure) { return Plain(sequence, body); }
        bool bare = body.Length == 1 || SendsBare;
        byte[] wire = bare ? body : [body[0], .. _end!.Encrypt(body[1..])];
        byte[] block = AddsToBlocks ? [3, (byte)(bare ? 0x16 : 0x18), 1] : [2, (byte)(bare ? 0x16 : 0x18)];
        byte[] covered = [0x53, (byte)(0x80 | _from), (byte)(wire.Length + block.Length + 11), 0, (byte)(0x0C | sequence), .. block, .. wire];
        return Checked([.. covered, .. _end!.Sign(covered)]);
    }

    private byte[] Plain(int sequence, byte[] body, int type = 0, byte value = 0)
    {
        byte[] block = type == 0 ? [] : [3, (byte)type, value];
        return Checked([0x53, (byte)(0x80 | _from), (byte)(body.Length + block.Length + 7), 0, (byte)(4 | (type == 0 ? 0 : 8) | sequence), .. block, .. body]);
    }

    /// <summary>A command with a good checksum, with a CRC in its place; any other as it is. The reply has a CRC all the same.</summary>
    private static byte[] WithCrc(byte[] command) =>
        command.Length < 7 || (command[4] & 4) != 0 || command.Sum(b => b) % 256 != 0 ? command : Checked(command[..^1]);

    private static byte[] Checked(byte[] body)
    {
        byte[] frame = [.. body, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(frame.Length - 2), (ushort)Crc(frame, 2));
        return frame;
    }

    internal static int Crc(byte[] frame, int without)
    {
        int crc = 0x1D0F;
        int end = frame.Length - Math.Max(without, 2);
        for (int i = 0; i < end; i++)
        {
            crc ^= frame[i] << 8;
            for (int bit = 0; bit < 8; bit++) { crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xFFFF; }
        }
        return without > 0 ? crc : crc ^ BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(end));
    }
}
