using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Secure.Gateway.Audit.Exports;

/// <summary>An Office Open XML workbook (ECMA-376), made in memory sheet by sheet. Every cell is an inline string: none is a formula, whatever it begins with.</summary>
internal sealed class Workbook : IDisposable
{
    /// <summary>What a cell may hold, in UTF-16 units.</summary>
    private const int CellMax = 32_767;

    private readonly MemoryStream _bytes = new();
    private readonly SpreadsheetDocument _document;
    private readonly WorkbookPart _book;
    private readonly Sheets _sheets = new();
    private OpenXmlWriter? _rows;

    public Workbook()
    {
        _document = SpreadsheetDocument.Create(_bytes, SpreadsheetDocumentType.Workbook);
        _book = _document.AddWorkbookPart();
    }

    /// <summary>Ends the sheet before it.</summary>
    /// <param name="name">1 to 31 characters, none of []:*?/\, and no two alike.</param>
    public void BeginSheet(string name)
    {
        EndSheet();
        WorksheetPart sheet = _book.AddNewPart<WorksheetPart>();
        _sheets.Append(new Sheet { Id = _book.GetIdOfPart(sheet), SheetId = (uint)_sheets.Count() + 1, Name = name });
        _rows = OpenXmlWriter.Create(sheet);
        _rows.WriteStartElement(new Worksheet());
        _rows.WriteStartElement(new SheetData());
    }

    /// <summary>Adds a row to the sheet that was begun last.</summary>
    public void Add(IEnumerable<string> cells)
    {
        OpenXmlWriter rows = _rows ?? throw new InvalidOperationException("No sheet was begun.");
        rows.WriteStartElement(new Row());
        foreach (string cell in cells)
        {
            rows.WriteElement(new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(Fit(cell)) { Space = SpaceProcessingModeValues.Preserve }) });
        }
        rows.WriteEndElement();
    }

    /// <summary>The whole file; nothing can be added after it.</summary>
    public byte[] Finish()
    {
        EndSheet();
        _book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(_sheets);
        _document.Dispose();
        return _bytes.ToArray();
    }

    public void Dispose()
    {
        _rows?.Dispose();
        _document.Dispose();
        _bytes.Dispose();
    }

    private void EndSheet()
    {
        if (_rows is null) { return; }
        _rows.WriteEndElement();
        _rows.WriteEndElement();
        _rows.Close();
        _rows = null;
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
