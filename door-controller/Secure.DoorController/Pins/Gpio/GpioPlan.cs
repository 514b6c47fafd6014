using Secure.DoorController.Boards;
using Secure.DoorController.Configuration;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>The lines of a configuration as they are asked of the kernel.</summary>
/// <param name="Locks">In the order of the doors; each begins at the level that leaves it locked.</param>
/// <param name="Signs">Lamps and buzzers; each begins dark and silent.</param>
internal sealed record GpioPlan(BoardProfile Board, IReadOnlyList<GpioLine> Locks, IReadOnlyList<GpioLine> Inputs, IReadOnlyList<GpioLine> Signs)
{
    /// <exception cref="IOException">The board's profile has gone since the configuration was checked.</exception>
    internal static GpioPlan Of(ControllerFile file)
    {
        BoardProfile board = BoardFile.Read(file.Board!, out IReadOnlyList<string> faults) ?? throw new IOException(string.Join("; ", faults));
        IReadOnlyList<UsedLine> used = UsedLine.All(file);
        return new(board,
            [.. used.Where(l => l.Use == LineUse.Lock).Select(l => Output(l, board))],
            [.. used.Where(l => l.Use == LineUse.Input).Select(l => Input(l.Name, l.Pin!, board))],
            [.. used.Where(l => l.Use == LineUse.Sign).Select(l => Output(l, board))]);
    }

    /// <summary>A pulse line: neither debounced nor delayed.</summary>
    internal GpioLine Pulse(PulseEntry pulse) => new GpioLine.Input(pulse.Line, Board.Line(pulse.Line)!.Offset, pulse.Bias, TimeSpan.Zero, FallingOnly: true);

    /// <summary>Opens the board's chip and takes lines, after a look at what the kernel calls them.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No chip, a line that is another one here, or a line that somebody holds.</exception>
    internal GpioRequest Take(IReadOnlyList<GpioLine> lines)
    {
        using GpioChip chip = GpioChip.Open(Board.Chip);
        foreach (GpioLine line in lines) { Check(chip, line); }
        return chip.Request(lines);
    }

    private void Check(GpioChip chip, GpioLine line)
    {
        const int noSuchDevice = 19;
        string called = line.Offset < chip.LineCount ? chip.Line(line.Offset).Name : throw new System.ComponentModel.Win32Exception(noSuchDevice, $"{chip.Path} ({chip.Label}) has no line {line.Offset} for {line.Name}");
        if (!Board.Line(line.Name)!.IsCalled(called)) { throw new System.ComponentModel.Win32Exception(noSuchDevice, $"{chip.Path} ({chip.Label}): line {line.Offset} is {called} here, not {line.Name}: not a {Board.Name}?"); }
    }

    private static GpioLine.Output Output(UsedLine line, BoardProfile board) =>
        new(line.Name, board.Line(line.Name)!.Offset, line.Pin!.Drive ?? Drive.PushPull, line.Pin.Level == 0);

    private static GpioLine.Input Input(string name, PinEntry pin, BoardProfile board) =>
        new(name, board.Line(name)!.Offset, pin.Bias ?? Bias.AsIs, TimeSpan.FromMilliseconds(pin.DebounceMs ?? PinEntry.UsualDebounceMs));
}
