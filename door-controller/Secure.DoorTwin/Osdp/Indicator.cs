using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>The reader's light and sounder, as a person in front of it would see and hear them.</summary>
internal sealed class Indicator
{
    /// <summary>One LED record (OSDP v2.2, 6.10): reader, light, seven bytes temporary, five bytes permanent.</summary>
    internal const int LedRecordLength = 14;

    /// <summary>One buzzer command (OSDP v2.2, 6.11).</summary>
    internal const int BuzzerLength = 5;

    private const long TimerUnitNs = 100_000_000;
    private static readonly string[] Colors = ["off", "red", "green", "amber", "blue", "magenta", "cyan", "white"];
    private byte _permanent;
    private byte _temporary;
    private long _temporaryUntilNs;

    /// <summary>How often the sounder was told to make a sound.</summary>
    internal int Beeps { get; private set; }

    internal string Color(long nowNs) => Colors[nowNs < _temporaryUntilNs ? _temporary : _permanent];

    /// <summary>False, and nothing changed, when a record names another reader or light, or a color that there is not.</summary>
    internal bool TryShow(ReadOnlySpan<byte> records, long nowNs)
    {
        for (int at = 0; at < records.Length; at += LedRecordLength)
        {
            if (!IsKnown(records.Slice(at, LedRecordLength))) { return false; }
        }
        for (int at = 0; at < records.Length; at += LedRecordLength) { Show(records.Slice(at, LedRecordLength), nowNs); }
        return true;
    }

    internal bool TrySound(ReadOnlySpan<byte> command)
    {
        const byte off = 1;
        if (command[0] != 0 || command[1] > 2) { return false; }
        if (command[1] > off) { Beeps++; }
        return true;
    }

    private static bool IsKnown(ReadOnlySpan<byte> r) =>
        r[0] == 0 && r[1] == 0 && r[2] <= 2 && r[5] < Colors.Length && r[6] < Colors.Length && r[9] <= 1 && r[12] < Colors.Length && r[13] < Colors.Length;

    private void Show(ReadOnlySpan<byte> r, long nowNs)
    {
        const byte cancel = 1, set = 2, setPermanent = 1;
        if (r[2] == cancel) { _temporaryUntilNs = 0; }
        if (r[2] == set)
        {
            _temporary = r[5];
            _temporaryUntilNs = nowNs + BinaryPrimitives.ReadUInt16LittleEndian(r[7..]) * TimerUnitNs;
        }
        if (r[9] == setPermanent) { _permanent = r[12]; }
    }
}
