using Google.Protobuf.WellKnownTypes;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>One table of a report while it is filled: rows beyond what it may hold are left out, and that is told.</summary>
internal sealed class Table
{
    private readonly V1.ReportTable _told;
    private readonly int _rowsMax;

    /// <param name="id">Stable, as alerts.summary.</param>
    internal Table(string id, Sentence title, int rowsMax, params (string Id, Sentence Title)[] columns)
    {
        _rowsMax = rowsMax;
        _told = new V1.ReportTable
        {
            Id = id,
            Title = Cells.Wire(title),
            Columns = { columns.Select(c => new V1.ReportColumn { Id = c.Id, Title = Cells.Wire(c.Title) }) },
        };
    }

    /// <summary>Nothing more will be kept.</summary>
    internal bool IsFull => _told.More;

    internal V1.ReportTable Told => _told;

    /// <param name="cells">One for each column.</param>
    internal void Add(params V1.ReportCell[] cells)
    {
        if (cells.Length != _told.Columns.Count) { throw new ArgumentException($"{cells.Length} cells for {_told.Columns.Count} columns of {_told.Id}.", nameof(cells)); }
        if (_told.Rows.Count >= _rowsMax) { CutShort(); return; }
        _told.Rows.Add(new V1.ReportRow { Cells = { cells } });
    }

    /// <summary>There is more than what stands in it.</summary>
    internal void CutShort() => _told.More = true;
}

/// <summary>Cells by what they hold.</summary>
internal static class Cells
{
    internal static readonly V1.ReportCell Nothing = new();

    /// <summary>As people and devices wrote it.</summary>
    internal static V1.ReportCell Text(string text, bool attention = false) => text.Length == 0 ? Nothing : new() { Text = text, Attention = attention };

    internal static V1.ReportCell Words(Sentence words, bool attention = false) => new() { Words = Wire(words), Attention = attention };

    internal static V1.ReportCell Words(string zh, string en, bool attention = false) => Words(new Sentence(zh, en), attention);

    internal static V1.ReportCell At(DateTimeOffset? at, bool attention = false) => at is { } time ? new() { At = time.ToTimestamp(), Attention = attention } : Nothing;

    internal static V1.ReportCell Number(long number, bool attention = false) => new() { Number = number, Attention = attention };

    internal static V1.ReportCell Span(TimeSpan? span, bool attention = false) => span is { } time ? new() { Span = time.ToDuration(), Attention = attention } : Nothing;

    internal static V1.ReportCell YesNo(bool yes, bool attention) => yes ? Words("是", "yes", attention) : Words("否", "no", attention);

    internal static V1.Sentence Wire(Sentence words) => new() { Zh = words.Zh, En = words.En };
}
