using Secure.DoorController.Configuration;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Boards;

/// <summary>What a configuration may do with its board's lines. Each broken rule is one sentence that names the line.</summary>
internal static class BoardRules
{
    /// <summary>Nothing to say about a configuration without a board.</summary>
    internal static IReadOnlyList<string> Faults(ControllerFile file)
    {
        if (file.Board is not { } board) { return []; }
        return BoardFile.Read(board, out IReadOnlyList<string> faults) is { } profile ? [.. UsedLine.All(file).SelectMany(l => OfLine(l, profile))] : faults;
    }

    private static IEnumerable<string> OfLine(UsedLine used, BoardProfile board)
    {
        if (board.Line(used.Name) is not { } line)
        {
            yield return $"{used.Where}: {board.Name} has no line {used.Name}";
            yield break;
        }
        if (line.AtBoot == AtBoot.Driven) { yield return $"{used.Where}: line {line.Name} is not free at boot: {line.Why ?? "the board drives it"}"; }
        else if (Opens(used, line)) { yield return $"{used.Where}: line {line.Name} stands {(line.AtBoot == AtBoot.High ? "high" : "low")} at boot, which would unlock"; }
        Bias bias = used.Pulse?.Bias ?? used.Pin?.Bias ?? Bias.AsIs;
        if (bias != Bias.AsIs && !board.Bias.Contains(bias)) { yield return $"{used.Where}: {board.Name} has no bias {Words(bias)} for line {line.Name}"; }
        if (bias != Bias.AsIs && line.FixedBias is { } fixedBias && fixedBias != bias) { yield return $"{used.Where}: line {line.Name} always has a {Words(fixedBias)}: {line.Why ?? "a resistor on the board"}"; }
    }

    /// <summary>
    /// From power-on until the guard takes the line, only the board decides its level. A fail-safe lock is open without
    /// power anyway, and the law wants it so.
    /// </summary>
    private static bool Opens(UsedLine used, BoardLine line) =>
        used is { Use: LineUse.Lock, Lock: not LockHardware.Maglock, Pin: { } pin } && pin.Level == (line.AtBoot == AtBoot.High ? 1 : 0);

    private static string Words(Bias bias) => bias switch { Bias.PullUp => "pull-up", Bias.PullDown => "pull-down", Bias.None => "none", Bias.AsIs => "as-is" };
}
