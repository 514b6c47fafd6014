namespace Secure.Gateway.Audit.Exports;

/// <summary>A workbook of one sheet, with a row for each entry.</summary>
internal sealed class XlsxFile : IEntryFile
{
    private readonly Workbook _book = new();
    private readonly TimeZoneInfo _zone;

    public XlsxFile(TimeZoneInfo zone)
    {
        _zone = zone;
        _book.BeginSheet("log");
        _book.Add(EntryCells.Names);
    }

    public void Add(long index, ReadOnlyMemory<byte> entry) => _book.Add(EntryCells.Of(index, entry, _zone));

    /// <summary>Nothing: where things lie in the file is written at its end.</summary>
    public byte[] Take() => [];

    public byte[] Finish() => _book.Finish();

    public void Dispose() => _book.Dispose();
}
