using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>Keeps what is logged, for tests that read it.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Cause)> _lines = new();

    public IEnumerable<string> All => _lines.Select(l => l.Text);

    public IEnumerable<(LogLevel Level, string Text, Exception? Cause)> Errors => _lines.Where(l => l.Level >= LogLevel.Error);

    public IEnumerable<string> Texts => _lines.Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose() { }
}
