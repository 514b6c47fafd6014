using Secure.Contracts;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Reports;

/// <summary>Reads the log for one report, in order, up to the size that it had when the report began, and never more of it than one report may.</summary>
internal sealed class LogScan(IStore store, ReportScope scope, ReportOptions options)
{
    private const int PageMax = 1_000;

    private int _left = options.EntriesMax;

    /// <summary>The lines of the report's time with these keys, the oldest first.</summary>
    /// <param name="until">Later than the report's own end, for what belongs to its last lines.</param>
    /// <exception cref="RefusedException">More than a report may read.</exception>
    internal async IAsyncEnumerable<LogLine> ReadAsync(SearchKeys keys, DateTimeOffset? until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        LogQuery query = new() { Keys = keys, FromMs = scope.From.ToUnixTimeMilliseconds(), ToMs = (until ?? scope.To).ToUnixTimeMilliseconds(), NewestFirst = false, Limit = PageMax };
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            LogPage page = await store.SearchLogAsync(query, cancellation);
            foreach (LogEntry entry in page.Entries)
            {
                if (entry.Index >= scope.LogSize) { yield break; }
                if (--_left < 0) { throw new RefusedException(ReportRefusals.TooMuch); }
                yield return LogLine.Of(entry);
            }
            if (page.Next is not { } next || next >= scope.LogSize) { yield break; }
            query = query with { Cursor = next };
        }
    }
}
