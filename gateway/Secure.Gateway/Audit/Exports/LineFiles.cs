using System.Globalization;
using System.Text;

namespace Secure.Gateway.Audit.Exports;

/// <summary>One JSON object a line, the entry in it byte for byte as it was hashed: whoever has the file can check it against the log.</summary>
internal sealed class JsonLinesFile : IEntryFile
{
    private readonly MemoryStream _bytes = new();

    public void Add(long index, ReadOnlyMemory<byte> entry)
    {
        _bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{index},\"entry\":")));
        _bytes.Write(entry.Span);
        _bytes.Write("}\n"u8);
    }

    public byte[] Take() => Taken.From(_bytes);

    public byte[] Finish() => Take();

    public void Dispose() => _bytes.Dispose();
}

/// <summary>RFC 4180 with every cell in quotes, and none that a spreadsheet would calculate.</summary>
internal sealed class CsvFile : IEntryFile
{
    private readonly MemoryStream _bytes = new();
    private readonly TimeZoneInfo _zone;

    public CsvFile(TimeZoneInfo zone)
    {
        _zone = zone;
        // Spreadsheets take a file without the mark for one in the machine's old code page.
        _bytes.Write(Encoding.UTF8.Preamble);
        Write(EntryCells.Names);
    }

    public void Add(long index, ReadOnlyMemory<byte> entry) => Write(EntryCells.Of(index, entry, _zone));

    public byte[] Take() => Taken.From(_bytes);

    public byte[] Finish() => Take();

    public void Dispose() => _bytes.Dispose();

    private void Write(IEnumerable<string> cells) =>
        _bytes.Write(Encoding.UTF8.GetBytes(string.Join(',', cells.Select(cell => $"\"{SafeCell.Of(cell).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
}

internal static class Taken
{
    /// <summary>All bytes; the stream is empty afterwards.</summary>
    internal static byte[] From(MemoryStream stream)
    {
        byte[] bytes = stream.ToArray();
        stream.SetLength(0);
        return bytes;
    }
}
