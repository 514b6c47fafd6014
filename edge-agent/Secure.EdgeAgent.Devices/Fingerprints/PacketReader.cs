using System.Buffers.Binary;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>Finds packets in what a noisy line brings. A damaged one is counted and skipped; the search goes on one byte after its start, so that noise never hides the packet behind it.</summary>
internal sealed class PacketReader(uint address)
{
    private readonly List<byte> _waiting = [];

    /// <summary>Packets whose sum was wrong, since the last <see cref="Clear"/>.</summary>
    internal int Damaged { get; private set; }

    internal void Add(ReadOnlySpan<byte> bytes) => _waiting.AddRange(bytes);

    internal void Clear()
    {
        _waiting.Clear();
        Damaged = 0;
    }

    /// <summary>The next whole packet; null until more has come.</summary>
    internal SensorPacket? Next()
    {
        while (Skip() && _waiting.Count >= SensorPacket.HeaderBytes)
        {
            Span<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_waiting);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]), payload = length - SensorPacket.SumBytes;
            if (payload is < 1 or > SensorPacket.PayloadMax || BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]) != address) { _waiting.RemoveAt(0); continue; }
            if (bytes.Length < SensorPacket.HeaderBytes + length) { return null; }
            bool whole = SensorPacket.Sum(bytes.Slice(6, 3 + payload)) == BinaryPrimitives.ReadUInt16BigEndian(bytes[(SensorPacket.HeaderBytes + payload)..]);
            if (!whole) { Damaged++; _waiting.RemoveAt(0); continue; }
            SensorPacket packet = new((PacketKind)bytes[6], bytes.Slice(SensorPacket.HeaderBytes, payload).ToArray());
            _waiting.RemoveRange(0, SensorPacket.HeaderBytes + length);
            return packet;
        }
        return null;
    }

    /// <summary>Drops what comes before the next start; false where there is none.</summary>
    private bool Skip()
    {
        int at = 0;
        while (at < _waiting.Count && !(_waiting[at] == 0xEF && (at + 1 == _waiting.Count || _waiting[at + 1] == 0x01))) { at++; }
        _waiting.RemoveRange(0, at);
        return _waiting.Count > 0;
    }
}
