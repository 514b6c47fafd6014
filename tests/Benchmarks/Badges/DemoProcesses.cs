using System.Diagnostics;
using System.Globalization;

namespace Secure.Benchmarks.Badges;

/// <summary>The processes of one demo, by program and data folder.</summary>
internal static class DemoProcesses
{
    /// <summary>Null while it does not run.</summary>
    public static int? Find(string program, string folder) => All().Where(id => Runs(id, program, folder)).Select(id => (int?)id).FirstOrDefault();

    /// <summary>Asks it to end; its supervisor starts it anew.</summary>
    public static async Task RestartAsync(string program, string folder, CancellationToken cancellation)
    {
        int id = Find(program, folder) ?? throw new InvalidOperationException($"{program} does not run.");
        await SignalAsync(id, "TERM", cancellation);
        while (Runs(id, program, folder)) { await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation); }
    }

    /// <summary>Ends it and keeps it from coming back until <see cref="LetComeBackAsync"/>.</summary>
    /// <param name="name">As the supervisor knows it: agent, gateway, broker.</param>
    public static async Task HoldDownAsync(string name, string program, string folder, CancellationToken cancellation)
    {
        int id = Find(program, folder) ?? throw new InvalidOperationException($"{program} does not run.");
        await SignalAsync(Supervisor(name, folder), "STOP", cancellation);
        await SignalAsync(id, "KILL", cancellation);
    }

    /// <summary>Also when cancelled: a supervisor that is stopped would keep the demo from ending.</summary>
    public static Task LetComeBackAsync(string name, string folder) => SignalAsync(Supervisor(name, folder), "CONT", CancellationToken.None);

    private static async Task SignalAsync(int id, string signal, CancellationToken cancellation)
    {
        using Process kill = Process.Start("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
    }

    /// <summary>The shell that restarts it.</summary>
    private static int Supervisor(string name, string folder) =>
        All().Select(id => (int?)id).FirstOrDefault(id => Words(id!.Value) is [_, _, "__supervise", var of, var log, ..] && of == name && log.StartsWith(folder, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"Nobody watches over {name}.");

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0).Where(id => id > 0);

    private static string[] Words(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline").Split('\0'); }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException) { return []; }
    }

    private static bool Runs(int id, string program, string folder) =>
        Words(id) is { Length: > 2 } words && words[0].EndsWith("dotnet", StringComparison.Ordinal) && words[1].EndsWith(program, StringComparison.Ordinal)
            && words[2..].Any(w => w.Contains(folder, StringComparison.Ordinal));
}
