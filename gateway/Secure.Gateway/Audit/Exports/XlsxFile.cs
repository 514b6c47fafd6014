using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Secure.Gateway.Audit.Exports;

/// <summary>An Office Open XML workbook (ECMA-376) of one sheet. Every cell is an inline string: none is a formula, whatever it begins with.</summary>
internal sealed class XlsxFile : IEntryFile
{
    /// <summary>What a cell may hold, in UTF-16 units.</summary>
    private const int CellMax = 32_767;

    private readonly MemoryStream _bytes = new();
    private readonly SpreadsheetDocument _document;
    private readonly WorkbookPart _book;
    private readonly WorksheetPart _sheet;
    private readonly OpenXmlWriter _rows;

    public XlsxFile()
    {
        _document = SpreadsheetDocument.Create(_bytes, SpreadsheetDocumentType.Workbook);
        _book = _document.AddWorkbookPart();
        _sheet = _book.AddNewPart<WorksheetPart>();
        _rows = OpenXmlWriter.Create(_sheet);
        _rows.WriteStartElement(new Worksheet());
        _rows.WriteStartElement(new SheetData());
        Write(EntryCells.Names);
    }

    public void Add(long index, ReadOnlyMemory<byte> entry) => Write(EntryCells.Of(index, entry));

    /// <summary>Nothing: where things lie in the file is written at its end.</summary>
    public byte[] Take() => [];

    public byte[] Finish()
    {
        _rows.WriteEndElement();
        _rows.WriteEndElement();
        _rows.Close();
        _book.Workbook = new Workbook(new Sheets(new Sheet { Id = _book.GetIdOfPart(_sheet), SheetId = 1, Name = "log" }));
        _document.Dispose();
        return _bytes.ToArray();
    }

    public void Dispose()
    {
        _rows.Dispose();
        _document.Dispose();
        _bytes.Dispose();
    }

    private void Write(IEnumerable<string> cells)
    {
        _rows.WriteStartElement(new Row());
        foreach (string cell in cells)
        {
            _rows.WriteElement(new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(Fit(cell)) { Space = SpaceProcessingModeValues.Preserve }) });
        }
        _rows.WriteEndElement();
    }

    /// <summary>What XML 1.0 cannot hold stands as the replacement character; too long a text is cut, and says so by its last character.</summary>
    private static string Fit(string text)
    {
        string cut = text.Length <= CellMax ? text : string.Concat(text.AsSpan(0, CellMax - 1), "…");
        char[] fit = cut.ToCharArray();
        for (int i = 0; i < fit.Length; i++)
        {
            if (i + 1 < fit.Length && char.IsSurrogatePair(fit[i], fit[i + 1])) { i++; }
            else if (!XmlConvert.IsXmlChar(fit[i])) { fit[i] = '\uFFFD'; }
        }
        return new string(fit);
    }
}
