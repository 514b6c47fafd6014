using System.Buffers.Binary;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>A reader (PD) written from the frame layout alone, without the panel's encoder.</summary>
internal sealed class TestReader(byte address)
{
    private readonly Queue<byte[]> _replies = new();
    private byte[]? _last;
    private int _lastSequence = -1;

    public List<byte> CommandsActedOn { get; } = [];

    public bool IsSilent { get; set; }

    public int BusyTimes { get; set; }

    public bool RefusesAll { get; set; }

    public void Present(params byte[] card) => _replies.Enqueue([0x50, 0, 0, (byte)(card.Length * 8), 0, .. card]);

    public void Type(string keys) => _replies.Enqueue([0x53, 0, (byte)keys.Length, .. keys.Select(c => (byte)c)]);

    /// <summary>What the reader puts on the line after a command, or null for silence.</summary>
    public byte[]? Hear(byte[] command)
    {
        if (IsSilent || command.Length < 8 || command[0] != 0x53 || command[1] != address || Crc(command, 0) != 0) { return null; }
        int sequence = command[4] & 3;
        if (BusyTimes > 0) { BusyTimes--; return Frame(0, [0x79]); }
        if (RefusesAll) { return Frame(sequence, [0x41, 9]); }
        if (sequence != 0 && _lastSequence < 0) { return Frame(sequence, [0x41, 4]); }
        if (sequence != 0 && sequence == _lastSequence) { return _last; }
        _lastSequence = sequence;
        CommandsActedOn.Add(command[5]);
        return _last = Frame(sequence, command[5] switch
        {
            0x60 => _replies.TryDequeue(out byte[]? reply) ? reply : [0x40],
            0x61 => [0x45, 0x0C, 0xA1, 0x7E, 1, 2, 0x44, 0x33, 0x22, 0x11, 3, 4, 5],
            0x62 => [0x46, 3, 1, 0, 4, 1, 1, 8, 1, 0],
            _ => [0x40],
        });
    }

    /// <summary>Power lost and back: it knows no sequence any more.</summary>
    public void Reboot() => _lastSequence = -1;

    private byte[] Frame(int sequence, byte[] body)
    {
        byte[] frame = [0x53, (byte)(0x80 | address), (byte)(body.Length + 7), 0, (byte)(4 | sequence), .. body, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(frame.Length - 2), (ushort)Crc(frame, 2));
        return frame;
    }

    private static int Crc(byte[] frame, int without)
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
