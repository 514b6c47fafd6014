using System.Diagnostics;

namespace Secure.EndToEnd.Tests;

public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;
}

/// <summary>One program run to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> command, Dictionary<string, string>? environment = null, string? folder = null, string? input = null)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in environment ?? []) { start.Environment[name] = value; }
        using Process process = Process.Start(start)!;
        if (input is not null) { await process.StandardInput.WriteAsync(input); }
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        try { await process.WaitForExitAsync().WaitAsync(Longest, TimeProvider.System); }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"No end within {Longest.TotalMinutes} min: {string.Join(' ', command)}");
        }
        return new CommandResult(process.ExitCode, await output, await errors);
    }
}
