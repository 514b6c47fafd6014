using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Secure.Benchmarks;

/// <summary>A process started here, its output read line by line. It ends with this object.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    /// <param name="environment">Set besides what is inherited.</param>
    public static Child Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        Child child = new(Process.Start(start)!);
        child._process.OutputDataReceived += (_, line) => child.Take(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Take(line.Data);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        _process.StandardInput.Close();
    }

    /// <summary>The first line that holds the words, from the start.</summary>
    /// <exception cref="InvalidOperationException">It ended without; tells what it said last.</exception>
    public async Task<string> SaysAsync(string words, TimeSpan patience, CancellationToken cancellation)
    {
        TaskCompletionSource<string> awaited = _awaited.GetOrAdd(words, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_said.FirstOrDefault(l => l.Contains(words, StringComparison.Ordinal)) is { } said) { return said; }
        Task ended = _process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(awaited.Task, ended).WaitAsync(patience, TimeProvider.System, cancellation) == awaited.Task) { return await awaited.Task; }
        await ended;
        return awaited.Task.IsCompleted ? await awaited.Task : throw new InvalidOperationException($"A process ended ({_process.ExitCode}) without saying \"{words}\":\n{string.Join('\n', _said.TakeLast(20))}");
    }

    /// <exception cref="InvalidOperationException">It has ended; tells what it said last.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited) { throw new InvalidOperationException($"A process ended ({_process.ExitCode}):\n{string.Join('\n', _said.TakeLast(20))}"); }
    }

    /// <exception cref="InvalidOperationException">Any other exit code than 0.</exception>
    public async Task SucceedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        if (_process.ExitCode != 0) { throw new InvalidOperationException($"A process ended with {_process.ExitCode}:\n{string.Join('\n', _said.TakeLast(20))}"); }
    }

    /// <summary>Asked to end as by Ctrl-C; made to, where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using CancellationTokenSource late = new(EndMax, TimeProvider.System);
            try { await _process.WaitForExitAsync(late.Token); }
            catch (OperationCanceledException) { _process.Kill(); }
        }
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) { return; }
        _said.Enqueue(line);
        foreach ((string words, TaskCompletionSource<string> awaited) in _awaited)
        {
            if (line.Contains(words, StringComparison.Ordinal)) { awaited.TrySetResult(line); }
        }
    }
}
