using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The script in a terminal of its own, as a person runs it; util-linux's <c>script</c> is the window it stands in.</summary>
internal sealed class OnTerminal : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _shown = new();
    private readonly Process _window;
    private readonly string _folder;

    private OnTerminal(Process window, string folder) => (_window, _folder) = (window, folder);

    /// <summary>What stands on it, a line each.</summary>
    public IReadOnlyCollection<string> Shown => _shown;

    /// <param name="folder">The site's, without a quote in its name.</param>
    public static OnTerminal Start(string folder, int port, string command, string more = "")
    {
        ProcessStartInfo start = new("script", ["-qefc", $"exec bash '{Path.Combine(Checkout.Root, "secure")}' {command} --data '{folder}' {more}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SECURE_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        // An ordinary shell in the window, whatever the machine of the test names.
        start.Environment["SHELL"] = "/bin/sh";
        Process window = Process.Start(start)!;
        OnTerminal terminal = new(window, folder);
        window.OutputDataReceived += (_, line) => { if (line.Data is { } text) { terminal._shown.Enqueue(text.TrimEnd('\r')); } };
        window.ErrorDataReceived += (_, line) => { if (line.Data is { } text) { terminal._shown.Enqueue(text); } };
        window.BeginOutputReadLine();
        window.BeginErrorReadLine();
        return terminal;
    }

    public Task UntilShownAsync(string text, CancellationToken cancellation) => Patience.UntilAsync(
        () => Task.FromResult(_shown.Any(l => l.Contains(text, StringComparison.Ordinal))), TimeSpan.FromMinutes(5), $"“{text}” on the terminal", () => string.Join('\n', _shown), cancellation);

    /// <summary>The very key.</summary>
    public async Task PressCtrlCAsync()
    {
        await _window.StandardInput.WriteAsync('\x03');
        await _window.StandardInput.FlushAsync();
    }

    /// <summary>The window is gone without a word, and with it the terminal.</summary>
    public void Close() => _window.Kill();

    /// <returns>The script's exit code.</returns>
    public async Task<int> EndedAsync(CancellationToken cancellation)
    {
        await Patience.UntilAsync(() => Task.FromResult(_window.HasExited), TimeSpan.FromSeconds(90), "the script has ended", () => string.Join('\n', _shown), cancellation);
        await _window.WaitForExitAsync(cancellation);
        return _window.ExitCode;
    }

    /// <summary>Nothing that names the site's folder runs any more.</summary>
    public Task LeftNobodyAsync(CancellationToken cancellation) => Patience.UntilAsync(
        () => Task.FromResult(RunningProcess.Naming(_folder).Count == 0), TimeSpan.FromSeconds(60), "no process is left", () => string.Join('\n', RunningProcess.Naming(_folder).Select(p => p.ToString()).Concat(_shown)), cancellation);

    /// <summary>Ends what a failed test left running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (RunningProcess.Naming(_folder).Count > 0)
        {
            await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), "down", "--data", _folder]);
        }
        if (!_window.HasExited) { _window.Kill(entireProcessTree: true); }
        await _window.WaitForExitAsync();
        _window.Dispose();
    }
}
