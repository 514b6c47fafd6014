using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Reports;

/// <summary>What a report is about, checked.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
/// <param name="Room">Empty: any, as with the other two.</param>
/// <param name="LogSize">How many entries the log held when the report began: what comes later is not in it.</param>
internal sealed record ReportScope(DateTimeOffset Now, DateTimeOffset From, DateTimeOffset To, string Room, string Person, string Alert, long LogSize, SiteSnapshot Site, ISession Reader);

/// <summary>One kind of report.</summary>
internal interface IReport
{
    V1.ReportKind Kind { get; }

    /// <summary>Whoever has it may see this report.</summary>
    OfficerAction Right { get; }

    Vocabulary.Sentence Title { get; }

    /// <summary>How far back it looks where nobody said; null: it says how things stand now, and has no time.</summary>
    TimeSpan? Usual { get; }

    /// <param name="rowsMax">Rows of one table.</param>
    /// <exception cref="Contracts.RefusedException">There is nothing of that kind, or too much of it.</exception>
    Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation);
}
