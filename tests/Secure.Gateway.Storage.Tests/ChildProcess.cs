using System.Diagnostics;

namespace Secure.Gateway.Storage.Tests;

/// <summary>Starts this test program in one of the roles of <see cref="Child"/>.</summary>
internal static class ChildProcess
{
    /// <param name="wrap">A shell line in which <c>"$@"</c> stands for the child; null to start it directly.</param>
    public static Process Start(string role, string folder, string? wrap = null)
    {
        string self = Path.Combine(AppContext.BaseDirectory, "Secure.Gateway.Storage.Tests.dll");
        string[] child = [Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", self, "child", role, folder];
        ProcessStartInfo start = wrap is null ? new(child[0], child[1..]) : new("/bin/sh", ["-c", wrap, "sh", .. child]);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    public static async Task<(int Code, Dictionary<string, List<string>> Said)> RunAsync(string role, string folder, string? wrap = null)
    {
        using Process process = Start(role, folder, wrap);
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return (process.ExitCode, lines.Select(l => l.Split(' ', 2)).GroupBy(w => w[0]).ToDictionary(g => g.Key, g => g.Select(w => w[^1]).ToList()));
    }
}
