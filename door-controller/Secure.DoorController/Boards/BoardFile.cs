using System.Text.Json;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Boards;

/// <summary>Finds and reads the profile that a configuration names.</summary>
internal static class BoardFile
{
    private const int LinesMax = 64;

    /// <param name="board">A name of those that come with the program, or the absolute path of a profile.</param>
    /// <returns>The profile, or null and what is wrong with it.</returns>
    internal static BoardProfile? Read(string board, out IReadOnlyList<string> faults)
    {
        string path = Path.IsPathRooted(board) ? board : Path.Combine(Folder, Path.GetFileName(board) + ".json");
        try
        {
            if (!File.Exists(path)) { throw new IOException($"no such board; there are: {string.Join(", ", Names)}"); }
            BoardProfile? profile = JsonSerializer.Deserialize(File.ReadAllBytes(path), BoardJson.Default.BoardProfile);
            faults = profile is null ? [$"board {board}: the file is empty"] : [.. Faults(profile).Select(f => $"board {board}: {f}")];
            return faults.Count == 0 ? profile : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            faults = [$"board {board}: {unreadable.Message}"];
            return null;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "boards");

    private static IEnumerable<string> Names =>
        Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Faults(BoardProfile profile)
    {
        if (profile.Chip.Length == 0) { yield return "chip: is empty"; }
        if (profile.Lines.Length is 0 or > LinesMax) { yield return $"lines: 1 to {LinesMax} are needed, {profile.Lines.Length} are given"; }
        if (profile.Bias.Contains(Bias.AsIs)) { yield return "bias: as-is needs no leave"; }
        foreach (var same in profile.Lines.GroupBy(l => l.Name).Where(g => g.Count() > 1)) { yield return $"line {same.Key} is given twice"; }
        foreach (var same in profile.Lines.GroupBy(l => l.Offset).Where(g => g.Count() > 1)) { yield return $"more than one line has offset {same.Key}"; }
        foreach (BoardLine line in profile.Lines.Where(l => l.Offset < 0)) { yield return $"line {line.Name}: offset {line.Offset} is below zero"; }
    }
}
