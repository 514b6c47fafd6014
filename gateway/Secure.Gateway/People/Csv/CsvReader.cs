using System.Text;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.People.Csv;

/// <summary>One record of a file.</summary>
/// <param name="Fault">What makes it no record; null: its cells can be used.</param>
internal sealed record CsvRecord(IReadOnlyList<string> Cells, Sentence? Fault)
{
    internal bool Blank => Fault is null && Cells.All(c => c.Length == 0);
}

/// <summary>Reads RFC 4180: commas, quotes doubled inside quotes, records ended by CR LF or LF. What that leaves open is a fault.</summary>
internal sealed class CsvReader
{
    /// <summary>Fits a call with room for its frame.</summary>
    internal const int BytesMax = 960 * 1024;

    private const int CellMax = 1024;
    private const int CellsMax = 64;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;
    private int _at;

    private CsvReader(string text) => _text = text;

    /// <exception cref="RefusedException">Too big, or not UTF-8.</exception>
    internal static CsvReader Open(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > BytesMax) { throw new RefusedException(PeopleRefusals.Invalid("csv", $"at most {BytesMax} bytes") with { Text = new Sentence($"文件过大，最多 {BytesMax / 1024} KiB", $"the file is too large: at most {BytesMax / 1024} KiB") }); }
        ReadOnlySpan<byte> content = bytes.Span;
        if (content.StartsWith(Encoding.UTF8.Preamble)) { content = content[Encoding.UTF8.Preamble.Length..]; }
        try { return new CsvReader(Strict.GetString(content)); }
        catch (DecoderFallbackException) { throw new RefusedException(PeopleRefusals.NotUtf8); }
    }

    /// <summary>The next record; null at the end. After a fault the rest of its line is passed over.</summary>
    internal CsvRecord? Next()
    {
        if (_at >= _text.Length) { return null; }
        List<string> cells = [];
        do
        {
            Sentence? fault = Cell(out string cell);
            if (fault is null && cells.Count == CellsMax) { fault = new Sentence($"多于 {CellsMax} 列", $"more than {CellsMax} cells"); }
            if (fault is not null) { SkipLine(); return new CsvRecord(cells, fault); }
            cells.Add(cell);
        }
        while (Took(','));
        _ = Took('\r');
        _ = Took('\n');
        return new CsvRecord(cells, null);
    }

    /// <summary>Reads a cell up to the comma or line end after it.</summary>
    private Sentence? Cell(out string cell)
    {
        Sentence? fault = Took('"') ? Quoted(out cell) : Plain(out cell);
        if (fault is not null) { return fault; }
        if (cell.Length > CellMax) { return new Sentence($"单元格超过 {CellMax} 个字符", $"a cell has more than {CellMax} characters"); }
        return AtCellEnd ? null : new Sentence("引号后有多余的字符", "something follows a closing quote");
    }

    private Sentence? Plain(out string cell)
    {
        int end = _text.AsSpan(_at).IndexOfAny(",\r\n\"");
        end = end < 0 ? _text.Length : _at + end;
        cell = _text[_at..end];
        _at = end;
        return AtCellEnd ? null : new Sentence("未加引号的单元格中有引号或回车", "a quote or a carriage return stands in a cell without quotes");
    }

    private Sentence? Quoted(out string cell)
    {
        StringBuilder text = new();
        cell = "";
        while (true)
        {
            int end = _text.IndexOf('"', _at);
            if (end < 0) { _at = _text.Length; return new Sentence("引号未闭合", "a quote is never closed"); }
            text.Append(_text, _at, end - _at);
            _at = end + 1;
            if (!Took('"')) { cell = text.ToString(); return null; }
            text.Append('"');
        }
    }

    private bool AtCellEnd => _at >= _text.Length || _text[_at] is ',' or '\n' || _text.AsSpan(_at).StartsWith("\r\n");

    private bool Took(char c)
    {
        bool there = _at < _text.Length && _text[_at] == c;
        if (there) { _at++; }
        return there;
    }

    private void SkipLine()
    {
        int end = _at < _text.Length ? _text.IndexOf('\n', _at) : -1;
        _at = end < 0 ? _text.Length : end + 1;
    }
}
