using System.ComponentModel;
using Secure.DoorController.Boards;
using Secure.DoorController.Configuration;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.SelfTest;

/// <summary>
/// What a fitter runs on site, with the service stopped: every line of the configuration with a yes or no and why. Moves
/// the locks only when told to, each for as long as its feedback takes and then back; however it ends, the lines fall.
/// </summary>
internal sealed class PinTest(GpioPlan plan, ControllerFile file, TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SignTime = TimeSpan.FromMilliseconds(500);
    private bool _allWell = true;

    /// <returns>True: all is well.</returns>
    public bool Run(bool drive)
    {
        Board();
        if (!Chip()) { return false; }
        try
        {
            using GpioRequest inputs = plan.Take(plan.Inputs);
            using GpioRequest locks = plan.Take(plan.Locks);
            foreach (UsedLine line in UsedLine.All(file).Where(l => l.Use == LineUse.Input)) { Input(line, inputs); }
            foreach (DoorEntry door in file.Doors.Where(_ => drive)) { Lock(door, locks, inputs); }
            if (drive && plan.Signs.Count > 0) { Signs(inputs); }
        }
        catch (Win32Exception refused) { Say(false, refused.Message); }
        return _allWell;
    }

    private void Board()
    {
        const string model = "/proc/device-tree/model";
        string here = File.Exists(model) ? File.ReadAllText(model).TrimEnd('\0') : "";
        bool fits = plan.Board.Models.Length == 0 || plan.Board.Models.Any(m => here.StartsWith(m, StringComparison.Ordinal));
        Say(fits, $"主板 · board {plan.Board.Board}: {(here.Length > 0 ? here : plan.Board.Name)}");
    }

    /// <summary>Says of every line whether it is there and free, all of them, because a fitter mends them together.</summary>
    private bool Chip()
    {
        try
        {
            using GpioChip chip = GpioChip.Open(plan.Board.Chip);
            foreach (UsedLine line in UsedLine.All(file)) { Free(line, chip); }
            return _allWell;
        }
        catch (Win32Exception missing)
        {
            Say(false, missing.Message);
            return false;
        }
    }

    private void Free(UsedLine line, GpioChip chip)
    {
        BoardLine known = plan.Board.Line(line.Name)!;
        (string called, string? holder) = chip.Line(known.Offset);
        string where = $"{line.Where}: {line.Name}{(known.Pin is { } pin ? $"（{pin} 脚 · pin {pin}）" : "")}";
        if (!known.IsCalled(called)) { Say(false, $"{where}: 内核称其为 · the kernel calls it {called}"); }
        else { Say(holder is null, holder is null ? where : $"{where}: 被占用 · held by \"{holder}\""); }
    }

    private void Input(UsedLine line, GpioRequest inputs)
    {
        bool? high = Level(inputs, line.Name);
        Say(high is not null, $"{line.Where}: {line.Name} = {(high is { } level ? level ? 1 : 0 : "?")}{(high == (line.Pin!.Level == 1) ? "（动作 · active）" : "（静止 · at rest）")}");
    }

    private void Lock(DoorEntry door, GpioRequest locks, GpioRequest inputs)
    {
        int place = locks.Lines.ToList().FindIndex(l => l.Name == door.Strike.Line);
        bool opensAt = door.Strike.Level == 1;
        bool opened;
        try { opened = locks.TrySet(place, opensAt) && Follows(door, inputs, true); }
        finally { _ = locks.TrySet(place, !opensAt); }
        bool locked = Follows(door, inputs, false);
        Say(opened && locked, $"门锁 · lock of door {door.Id}: {(opened ? "已开 · unlocked" : "未开 · did not unlock")}，{(locked ? "已锁 · locked again" : "未锁 · DID NOT LOCK")}");
    }

    /// <summary>Whether it shone or sounded, only who stands there knows.</summary>
    private void Signs(GpioRequest inputs)
    {
        using GpioRequest signs = plan.Take(plan.Signs);
        Span<GpioEdge> edges = stackalloc GpioEdge[32];
        foreach (UsedLine line in UsedLine.All(file).Where(l => l.Use == LineUse.Sign))
        {
            int place = signs.Lines.ToList().FindIndex(l => l.Name == line.Name);
            bool set = signs.TrySet(place, line.Pin!.Level == 1);
            long since = clock.GetTimestamp();
            while (set && clock.GetElapsedTime(since) < SignTime) { _ = inputs.Wait(Glance, edges); }
            Say(signs.TrySet(place, line.Pin.Level == 0) && set, $"{line.Where}: {line.Name} 亮（响）了半秒，请看、听 · was on for half a second: look and listen");
        }
    }

    private bool Follows(DoorEntry door, GpioRequest inputs, bool unlocked)
    {
        Span<GpioEdge> edges = stackalloc GpioEdge[32];
        long since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since).TotalMilliseconds < door.MotionMaxMs)
        {
            if (Level(inputs, door.Feedback.Line) == (unlocked == (door.Feedback.Level == 1))) { return true; }
            _ = inputs.Wait(Glance, edges);
        }
        return false;
    }

    private static bool? Level(GpioRequest inputs, string name) =>
        inputs.Levels() is { } levels ? (levels >> inputs.Lines.ToList().FindIndex(l => l.Name == name) & 1) == 1 : null;

    private void Say(bool well, string what)
    {
        _allWell &= well;
        output.WriteLine($"{(well ? "✓" : "✗")} {what}");
    }
}
