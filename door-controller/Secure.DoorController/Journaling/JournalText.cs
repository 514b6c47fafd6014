using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Secure.DoorController.State;
using Secure.Grants;

namespace Secure.DoorController.Journaling;

/// <summary>
/// The journal for people, a line for each entry that is kept: UTC time, "controller", door or "-", what happened, details;
/// tabs between. Only reads, so it may run beside the controller.
/// </summary>
internal static class JournalText
{
    /// <returns>False where there is no sound journal; then a reason is on <paramref name="error"/>.</returns>
    internal static bool Print(string stateFolder, TextWriter output, TextWriter error)
    {
        string path = Path.Combine(stateFolder, StateFolder.JournalName);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (JournalFormat.ReadHead(file) is null) { error.WriteLine($"{path}: 不是控制器日志 · no journal, or its head is damaged"); return false; }
            // What the controller is writing just now is not whole yet and ends the reading.
            long end = RandomAccess.GetLength(file);
            for (long at = JournalFormat.HeadLength; JournalFormat.ReadAt(file, at, end, out int framed) is { } record; at += framed)
            {
                if (Record.TryPeek(record, out DoorEvent? entry)) { output.WriteLine(Line(entry)); }
            }
            return true;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path}: {missing.Message}");
            return false;
        }
    }

    internal static string Line(DoorEvent e)
    {
        string at = e.Time.Wall.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        (string Name, string Value)[] details =
        [
            ("person", e.Subject?.Text ?? ""), ("reader", e.Reader?.Text ?? ""), ("reason", e.Reason),
            ("mode", e.Door is null ? "" : e.Mode.ToString()), ("lock", e.Door is null ? "" : e.Lock.ToString()), ("leaf", e.Door is null ? "" : e.Leaf.ToString()),
        ];
        return string.Join('\t', at, "controller", e.Door?.Text ?? "-", e.Happened, string.Join(' ', details.Where(d => d.Value.Length > 0).Select(d => $"{d.Name}={d.Value}")));
    }
}
