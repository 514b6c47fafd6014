using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.CompilerServices;
using Secure.DoorController.Native;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>A GPIO chip, found by its label: the number of /dev/gpiochipN depends on what the kernel found first.</summary>
internal sealed unsafe class GpioChip : IDisposable
{
    private const string Consumer = "secure-door";
    private readonly int _fd;

    private GpioChip(string path, int fd, GpioAbi.Chip chip) => (Path, _fd, Label, LineCount) = (path, fd, chip.Label.Read(), (int)chip.Lines);

    internal string Path { get; }

    internal string Label { get; }

    internal int LineCount { get; }

    /// <exception cref="Win32Exception">There is no such chip, or this user may not open it.</exception>
    internal static GpioChip Open(string label)
    {
        List<string> seen = [];
        foreach (string path in Directory.GetFiles("/dev", "gpiochip*").Order(StringComparer.Ordinal))
        {
            GpioChip chip = OpenPath(path);
            if (chip.Label == label) { return chip; }
            seen.Add(chip.Label);
            chip.Dispose();
        }
        const int noSuchDevice = 19;
        throw new Win32Exception(noSuchDevice, $"no GPIO chip \"{label}\" (there {(seen.Count == 0 ? "is none" : "are: " + string.Join(", ", seen))})");
    }

    /// <summary>The kernel's name for a line, and who holds it: null when it is free.</summary>
    internal (string Name, string? Holder) Line(int offset)
    {
        GpioAbi.LineInfo line = default;
        line.Offset = (uint)offset;
        Libc.Check(Libc.Control(_fd, GpioAbi.GetLineInfo, &line), $"{Path} line {offset}");
        string consumer = line.Consumer.Read();
        return (line.Name.Read(), (line.Flags & GpioAbi.Used) == 0 ? null : consumer.Length > 0 ? consumer : "the kernel");
    }

    /// <summary>Takes lines: nobody else has them until the request is disposed of.</summary>
    /// <exception cref="Win32Exception">A line is held by somebody, whom the message names, or the chip cannot do what is asked.</exception>
    internal GpioRequest Request(IReadOnlyList<GpioLine> lines)
    {
        GpioAbi.Request request = GpioConfig.Of(lines);
        request.Consumer.Set(Consumer);
        if (Libc.Control(_fd, GpioAbi.GetLine, &request) < 0) { throw Refused(Marshal.GetLastPInvokeError(), lines); }
        return new GpioRequest(request.Fd, Path, [.. lines.Select(l => (l.Name, l.Offset))]);
    }

    public void Dispose() => _ = Libc.Close(_fd);

    private static GpioChip OpenPath(string path)
    {
        int fd = Libc.Check(Libc.Open(path, Libc.ReadWrite | Libc.CloseOnExec), path);
        GpioAbi.Chip chip;
        Unsafe.SkipInit(out chip);
        if (Libc.Control(fd, GpioAbi.GetChip, &chip) >= 0) { return new GpioChip(path, fd, chip); }
        int error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(fd);
        throw new Win32Exception(error, $"{path} is no GPIO chip: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private Win32Exception Refused(int error, IReadOnlyList<GpioLine> lines)
    {
        string[] held = [.. lines.Select(l => (l.Name, Line(l.Offset).Holder)).Where(l => l.Holder is not null).Select(l => $"line {l.Name} is held by \"{l.Holder}\"")];
        string why = held.Length > 0 && error == Libc.Busy ? string.Join(", ", held) : Marshal.GetPInvokeErrorMessage(error);
        return new Win32Exception(error, $"{Path} ({Label}): {why}");
    }
}
