using System.Collections.Concurrent;
using System.Diagnostics;

namespace Secure.EndToEnd.Tests;

/// <summary>One process of a site by its own command line, under a shifted clock, in the place of the supervised one.</summary>
internal static class ShiftedProcess
{
    /// <param name="name">gateway, agent or guard, which brings its controller along.</param>
    /// <param name="shift">As faketime reads it: <c>+1d</c>.</param>
    /// <param name="there">What is to be seen meanwhile.</param>
    public static async Task RunAsync(FaultySite faulty, string name, string shift, Func<Task> there, CancellationToken cancellation)
    {
        int id = await faulty.Processes.FindAsync(name, cancellation);
        string[] command = await ReadAsync(id, "cmdline", cancellation), environment = await ReadAsync(id, "environ", cancellation);
        await faulty.HoldDownAsync(name, cancellation);
        IReadOnlyList<string> words = [.. DemoSurroundings.Shifted(shift), .. command];
        ProcessStartInfo start = new(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in environment.Where(v => v.StartsWith("DOTNET_", StringComparison.Ordinal) || v.StartsWith("MALLOC_", StringComparison.Ordinal)))
        {
            start.Environment[variable.Split('=')[0]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }
        // A clock that is off changes no file's date: by that of its own program a controller knows how late it is at least.
        start.Environment["NO_FAKE_STAT"] = "1";
        ConcurrentQueue<string> said = [];
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await there();
            Assert.False(process.HasExited, $"The {name} ended at {shift}.\n{string.Join('\n', said)}");
        }
        catch (Exception) { TestContext.Current.TestOutputHelper?.WriteLine($"ended: {process.HasExited}; the {name} at {shift} said:\n{string.Join('\n', said)}"); throw; }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            await faulty.LetComeBackAsync(name);
        }
    }

    private static async Task<string[]> ReadAsync(int id, string what, CancellationToken cancellation) =>
        (await File.ReadAllTextAsync($"/proc/{id}/{what}", cancellation)).TrimEnd('\0').Split('\0');
}
