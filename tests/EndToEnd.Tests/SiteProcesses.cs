using System.Diagnostics;
using System.Globalization;

namespace Secure.EndToEnd.Tests;

/// <summary>The processes of one demo, by what they do, found through the supervisors that started them.</summary>
public sealed class SiteProcesses(DemoSite site)
{
    private static readonly string[] NotYet = ["bash", "sleep", "setpriv", "env"];

    /// <param name="name">gateway, broker, agent, twin, guard or controller.</param>
    /// <returns>Its process id; null while it does not run.</returns>
    public int? Find(string name) => name switch
    {
        "guard" => Supervised("door"),
        "controller" => Supervised("door") is { } guard ? ChildOf(guard) : null,
        _ => Supervised(name),
    };

    /// <summary>The shell that restarts it.</summary>
    public int? Supervisor(string name) => All().Where(id => Words(id) is [_, _, "__supervise", var of, var log, ..] && of == name && log.StartsWith(site.Folder, StringComparison.Ordinal))
        .Select(id => (int?)id).FirstOrDefault();

    /// <summary>Ends it as SIGKILL does, as soon as it runs.</summary>
    public async Task<int> KillAsync(string name, CancellationToken cancellation)
    {
        int id = await FindAsync(name, cancellation);
        await SignalAsync(id, "KILL");
        return id;
    }

    public async Task<int> FindAsync(string name, CancellationToken cancellation)
    {
        int found = 0;
        await Patience.UntilAsync(() => Task.FromResult((found = Find(name) ?? 0) != 0), TimeSpan.FromSeconds(120), $"{name} runs", site.Logs, cancellation);
        return found;
    }

    public static async Task SignalAsync(int id, string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private int? Supervised(string name) => Supervisor(name) is { } shell ? ChildOf(shell) : null;

    private static int? ChildOf(int parent) => All().Where(id => Parent(id) == parent && !NotYet.Contains(Name(id))).Select(id => (int?)id).FirstOrDefault();

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int id) ? id : 0).Where(id => id > 0);

    private static string[] Words(int id) => Read(id, "cmdline").Split('\0');

    private static string Name(int id) => Read(id, "comm").Trim();

    /// <summary>0 where it is gone or only waits to be reaped.</summary>
    private static int Parent(int id)
    {
        string stat = Read(id, "stat");
        string[] after = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return after is [not "Z", var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(int id, string file)
    {
        try { return File.ReadAllText($"/proc/{id}/{file}"); }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException) { return ""; }
    }
}

/// <summary>Waiting for what other processes do.</summary>
public static class Patience
{
    /// <summary>Asks ten times a second; what it waited for and what the processes said is in the failure.</summary>
    public static async Task UntilAsync(Func<Task<bool>> happened, TimeSpan most, string what, Func<string> logs, CancellationToken cancellation)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await happened())
        {
            if (TimeProvider.System.GetElapsedTime(began) > most) { Assert.Fail($"Not within {most.TotalSeconds} s: {what}\n{logs()}"); }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }
}
