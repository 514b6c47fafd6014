using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>The reader's relays (OSDP v2.2, 6.9): each has a lasting level and may have another for a time.</summary>
internal sealed class Outputs(int count)
{
    /// <summary>Output number, control code, timer (two bytes).</summary>
    internal const int RecordLength = 4;

    private const long TimerUnitNs = 100_000_000;
    private readonly Output[] _outputs = [.. Enumerable.Range(0, count).Select(_ => new Output())];

    /// <summary>A byte for each: 1 active.</summary>
    internal byte[] Levels(long nowNs) => [.. _outputs.Select(o => (byte)(o.IsActive(nowNs) ? 1 : 0))];

    /// <summary>False, and nothing changed, when a record names another output or a control code that there is not.</summary>
    internal bool TryDrive(ReadOnlySpan<byte> records, long nowNs)
    {
        const byte codeMax = 6;
        for (int at = 0; at < records.Length; at += RecordLength)
        {
            if (records[at] >= _outputs.Length || records[at + 1] > codeMax) { return false; }
        }
        for (int at = 0; at < records.Length; at += RecordLength)
        {
            ushort timer = BinaryPrimitives.ReadUInt16LittleEndian(records[(at + 2)..]);
            _outputs[records[at]].Drive(records[at + 1], timer == 0 ? long.MaxValue : nowNs + timer * TimerUnitNs);
        }
        return true;
    }

    /// <summary>As after a loss of power.</summary>
    internal void Reset()
    {
        foreach (Output output in _outputs) { output.Drive(code: 1, untilNs: 0); }
    }

    private sealed class Output
    {
        private bool _lasting;
        private bool _passing;
        private long _untilNs;

        internal bool IsActive(long nowNs) => nowNs < _untilNs ? _passing : _lasting;

        /// <summary>1, 2: off, on, at once; 3, 4: off, on, once the time of another has run out; 5, 6: on, off for a time.</summary>
        internal void Drive(byte code, long untilNs)
        {
            if (code is 1 or 2) { _untilNs = 0; }
            if (code is >= 1 and <= 4) { _lasting = code is 2 or 4; }
            if (code is 5 or 6) { (_passing, _untilNs) = (code == 5, untilNs); }
        }
    }
}
