using System.ComponentModel;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>Puts lines that differ into one request: what differs from the first line goes into attributes with a mask.</summary>
internal static class GpioConfig
{
    /// <exception cref="Win32Exception">More lines, or more kinds of lines, than one request holds.</exception>
    internal static GpioAbi.Request Of(IReadOnlyList<GpioLine> lines)
    {
        if (lines.Count is 0 or > GpioAbi.LinesMax) { throw Unfit($"1 to {GpioAbi.LinesMax} lines are needed, {lines.Count} are given"); }
        GpioAbi.Request request = default;
        request.LineCount = (uint)lines.Count;
        for (int i = 0; i < lines.Count; i++) { request.Offsets[i] = (uint)lines[i].Offset; }
        request.Flags = lines[0].Flags;
        foreach (var kind in lines.Where(l => l.Flags != lines[0].Flags).GroupBy(l => l.Flags)) { Add(ref request, GpioAbi.FlagsAttribute, kind.Key, Mask(lines, kind)); }
        foreach (var kind in lines.OfType<GpioLine.Input>().Where(l => l.Debounce > TimeSpan.Zero).GroupBy(l => l.Debounce))
        {
            Add(ref request, GpioAbi.DebounceAttribute, (ulong)kind.Key.TotalMicroseconds, Mask(lines, kind));
        }
        GpioLine[] outputs = [.. lines.OfType<GpioLine.Output>()];
        if (outputs.Length > 0) { Add(ref request, GpioAbi.ValuesAttribute, Mask(lines, outputs.OfType<GpioLine.Output>().Where(o => o.High)), Mask(lines, outputs)); }
        return request;
    }

    private static void Add(ref GpioAbi.Request request, uint id, ulong value, ulong mask)
    {
        if (request.AttributeCount == GpioAbi.AttributesMax) { throw Unfit($"more than {GpioAbi.AttributesMax} different settings of bias, drive and debounce"); }
        request.Attributes[(int)request.AttributeCount++] = new() { Attribute = new() { Id = id, Value = value }, Mask = mask };
    }

    /// <summary>A bit for each of these lines, by its place in the request.</summary>
    private static ulong Mask(IReadOnlyList<GpioLine> all, IEnumerable<GpioLine> some)
    {
        HashSet<GpioLine> wanted = [.. some];
        ulong mask = 0;
        for (int i = 0; i < all.Count; i++) { mask |= wanted.Contains(all[i]) ? 1UL << i : 0; }
        return mask;
    }

    private static Win32Exception Unfit(string why)
    {
        const int invalidArgument = 22;
        return new(invalidArgument, $"one GPIO request: {why}");
    }
}
