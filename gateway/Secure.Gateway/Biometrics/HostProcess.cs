using System.Diagnostics;

namespace Secure.Gateway.Biometrics;

/// <summary>
/// The host as a child process. It holds the other end of our pipe as its standard input and ends when that closes: also
/// when this process is killed. A new one is made for every start.
/// </summary>
internal sealed class HostProcess : IDisposable
{
    // What a .NET program needs to run, and nothing that might be secret.
    private static readonly string[] Environment = ["PATH", "HOME", "DOTNET_ROOT", "LD_LIBRARY_PATH", "LANG", "TMPDIR"];

    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly ILogger _log;

    private HostProcess(Process process, ILogger log) => (_process, _log) = (process, log);

    internal int Id => _process.Id;

    /// <summary>Starts it. Standard error becomes our log, line by line.</summary>
    /// <exception cref="IOException">The program is missing or cannot be run.</exception>
    internal static HostProcess Start(BiometricsHostOptions options, ILogger log)
    {
        string host = options.Host!;
        bool library = host.EndsWith(".dll", StringComparison.Ordinal);
        if (!File.Exists(host)) { throw new IOException($"there is no {host}"); }
        ProcessStartInfo start = new(library ? Dotnet : host) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (library) { start.ArgumentList.Add(host); }
        foreach (string word in (string[])["--socket", options.Socket, "--models", options.Models!, "--runtime", options.Runtime!]) { start.ArgumentList.Add(word); }
        Dictionary<string, string?> kept = Environment.ToDictionary(name => name, name => start.Environment.TryGetValue(name, out string? value) ? value : null);
        start.Environment.Clear();
        foreach ((string name, string? value) in kept) { if (value is not null) { start.Environment[name] = value; } }
        // No debugger's socket into the process that sees every face.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try { return new(Process.Start(start)!, log); }
        catch (System.ComponentModel.Win32Exception wrong) { throw new IOException(wrong.Message, wrong); }
    }

    /// <summary>Returns once it listens.</summary>
    /// <exception cref="IOException">It has ended instead.</exception>
    internal async Task ReadyAsync(CancellationToken cancellation)
    {
        _process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } words) { _log.HostSays(words); } };
        _process.BeginErrorReadLine();
        string? word = await _process.StandardOutput.ReadLineAsync(cancellation);
        if (word != "ready") { throw new IOException("it did not become ready"); }
    }

    /// <summary>Returns its exit code once it has ended.</summary>
    internal async Task<int> EndedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Closes its input, and kills it where that is not enough. Returns once it has ended.</summary>
    internal async Task EndAsync(TimeProvider clock)
    {
        try
        {
            _process.StandardInput.Close();
            using CancellationTokenSource late = new(EndMax, clock);
            await _process.WaitForExitAsync(late.Token);
        }
        catch (Exception hangs) when (hangs is OperationCanceledException or IOException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();

    // The very program that runs this one, where it is dotnet itself.
    private static string Dotnet => System.Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet";
}
