namespace Secure.TransparencyLog;

/// <summary>Collects faults up to a number at which looking further tells nobody anything.</summary>
internal sealed class FaultList
{
    private const int CountMax = 1000;

    private readonly List<(long Position, LogFault Fault)> _faults = [];

    internal bool IsFull => _faults.Count >= CountMax;

    internal void Add(LogFaultKind kind, string path, long entry) =>
        _faults.Add((entry, new LogFault(kind, path, entry)));

    /// <summary>A fault at a place in the log that puts no entry in doubt.</summary>
    internal void AddBeside(LogFaultKind kind, string path, long position) =>
        _faults.Add((position, new LogFault(kind, path, null)));

    internal IReadOnlyList<LogFault> InOrder() => [.. _faults.OrderBy(f => f.Position).Select(f => f.Fault)];
}
