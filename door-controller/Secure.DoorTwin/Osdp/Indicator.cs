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
    private static readonly Pattern Dark = new(0, 0, 0, 0, 0);
    private Pattern _permanent = Dark;
    private Pattern _temporary = Dark;
    private long _temporaryUntilNs;

    /// <summary>A command has changed the light to this colour.</summary>
    internal event Action<string>? Shown;

    /// <summary>How often the sounder was told to make a sound.</summary>
    internal int Beeps { get; private set; }

    internal string Color(long nowNs) => Colors[(nowNs < _temporaryUntilNs ? _temporary : _permanent).At(nowNs)];

    /// <summary>False, and nothing changed, when a record names another reader or light, or a color that there is not.</summary>
    internal bool TryShow(ReadOnlySpan<byte> records, long nowNs)
    {
        for (int at = 0; at < records.Length; at += LedRecordLength)
        {
            if (!IsKnown(records.Slice(at, LedRecordLength))) { return false; }
        }
        string before = Color(nowNs);
        for (int at = 0; at < records.Length; at += LedRecordLength) { Show(records.Slice(at, LedRecordLength), nowNs); }
        if (Color(nowNs) is var now && now != before) { Shown?.Invoke(now); }
        return true;
    }

    internal bool TrySound(ReadOnlySpan<byte> command)
    {
        const byte off = 1;
        if (command[0] != 0 || command[1] > 2) { return false; }
        if (command[1] > off) { Beeps++; }
        return true;
    }

    /// <summary>As after a loss of power.</summary>
    internal void Reset() => (_permanent, _temporary, _temporaryUntilNs) = (Dark, Dark, 0);

    private static bool IsKnown(ReadOnlySpan<byte> r) =>
        r[0] == 0 && r[1] == 0 && r[2] <= 2 && r[5] < Colors.Length && r[6] < Colors.Length && r[9] <= 1 && r[12] < Colors.Length && r[13] < Colors.Length;

    private void Show(ReadOnlySpan<byte> r, long nowNs)
    {
        const byte cancel = 1, set = 2, setPermanent = 1;
        if (r[2] == cancel) { _temporaryUntilNs = 0; }
        if (r[2] == set)
        {
            _temporary = new Pattern(r[3], r[4], r[5], r[6], nowNs);
            _temporaryUntilNs = nowNs + BinaryPrimitives.ReadUInt16LittleEndian(r[7..]) * TimerUnitNs;
        }
        if (r[9] == setPermanent) { _permanent = new Pattern(r[10], r[11], r[12], r[13], nowNs); }
    }

    /// <param name="On">How long the one color is shown, in 100 ms, before the other; with no time for the other it stays.</param>
    private sealed record Pattern(byte On, byte Off, byte OnColor, byte OffColor, long SinceNs)
    {
        internal byte At(long nowNs) => Off == 0 || (nowNs - SinceNs) / TimerUnitNs % (On + Off) < On ? OnColor : OffColor;
    }
}
