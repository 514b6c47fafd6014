using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>季度审查: the log's own entries of that time, counted one by one; nothing is estimated, and nothing counted in part.</summary>
internal sealed class QuarterlyReview : IReport
{
    public V1.ReportKind Kind => V1.ReportKind.Review;

    public OfficerAction Right => OfficerAction.ReportReview;

    public Sentence Title { get; } = new("季度审查", "Quarterly review");

    public TimeSpan? Usual => TimeSpan.FromDays(92);

    public async Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        ReviewCounts counts = new();
        await foreach (LogLine line in log.ReadAsync(new SearchKeys(), null, cancellation)) { counts.Take(line); }
        return new ReviewTables(counts, new Names(scope.Site), rowsMax).All();
    }
}

/// <summary>Counts of entries, each taken once for every table that speaks of it.</summary>
internal sealed class ReviewCounts
{
    internal long Total { get; private set; }

    internal long? First { get; private set; }

    internal long Last { get; private set; }

    internal Count<string> Kinds { get; } = [];

    /// <summary>Decisions about sessions' questions, by outcome.</summary>
    internal Count<string> Decisions { get; } = [];

    /// <summary>Why decisions and entries were denied.</summary>
    internal Count<string> Reasons { get; } = [];

    internal Count<(string Room, string Decision)> Rooms { get; } = [];

    internal Count<(string Code, bool Drill)> Alarms { get; } = [];

    /// <summary>Who read the log, and how.</summary>
    internal Count<(string Person, string How)> Reads { get; } = [];

    internal void Take(LogLine line)
    {
        Total++;
        First ??= line.Index;
        Last = line.Index;
        Kinds.Add(line.Kind);
        switch (line.Kind)
        {
            case AuditKinds.Decision: Decisions.Add(line.Decision); Denied(line); break;
            case AuditKinds.EntryGranted: Rooms.Add((line.Room, line.Decision)); break;
            case AuditKinds.EntryDenied: Rooms.Add((line.Room, line.Decision)); Denied(line); break;
            case AuditKinds.Alarm: Alarms.Add((line.Reason, line.Detail(AlarmEntries.Drill) == "true")); break;
            case AuditKinds.AuditRead: Reads.Add((line.Subject, line.Action)); break;
            default: break;
        }
    }

    private void Denied(LogLine line) { if (line.Decision == "deny") { Reasons.Add(line.Reason); } }
}

/// <summary>How often each.</summary>
internal sealed class Count<T> : System.Collections.Generic.Dictionary<T, long> where T : notnull
{
    internal void Add(T of) => this[of] = this.GetValueOrDefault(of) + 1;
}
