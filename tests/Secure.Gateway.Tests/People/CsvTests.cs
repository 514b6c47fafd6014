using System.Text;
using Secure.Contracts;
using Secure.Gateway.People.Csv;

namespace Secure.Gateway.Tests.People;

/// <summary>RFC 4180, section 2, and everything that is not.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b / c|d")]
    [InlineData("a,b\nc,d", "a|b / c|d")]
    [InlineData("\"a,1\",\"b\"\"2\"\"\"\r\n", "a,1|b\"2\"")]
    [InlineData("\"two\r\nlines\",x\r\ny,z", "two\r\nlines|x / y|z")]
    [InlineData(",,\r\n", "||")]
    [InlineData("a,\r\n", "a|")]
    [InlineData("\"\",b", "|b")]
    [InlineData("", "")]
    [InlineData("\uFEFFa,b", "a|b")]
    public void What_the_standard_allows_is_read(string text, string cells) => Assert.Equal(cells, Read(text));

    [Theory]
    [InlineData("a\"b,c\r\nd,e", "fault / d|e")]
    [InlineData("\"a\"b,c\r\nd,e", "fault / d|e")]
    [InlineData("\"a\" ,c\r\nd,e", "fault / d|e")]
    [InlineData("a\rb,c\nd,e", "fault / d|e")]
    [InlineData("a,\"never closed\r\nd,e", "fault")]
    [InlineData("\"", "fault")]
    public void What_it_leaves_open_is_a_fault_of_that_row_alone(string text, string cells) => Assert.Equal(cells, Read(text));

    [Fact]
    public void Rows_and_cells_have_limits()
    {
        Assert.Equal("fault / x", Read(new string(',', 64) + "\r\nx"));
        Assert.Equal("fault / x", Read(new string('a', 1025) + "\r\nx"));
        Assert.Equal(1025, Read(new string('a', 1024) + "\n").Length + 1);
        Assert.Equal("invalid_request", Assert.Throws<RefusedException>(() => CsvReader.Open(new byte[CsvReader.BytesMax + 1])).Refusal.Code);
    }

    [Fact]
    public void Bytes_of_another_encoding_are_refused_in_words()
    {
        // "姓名" in GBK, and "id" in UTF-16 with its byte order mark.
        foreach (byte[] bytes in new byte[][] { [0xD0, 0xD5, 0xC3, 0xFB], [0xFF, 0xFE, 0x69, 0x00] })
        {
            Refusal refusal = Assert.Throws<RefusedException>(() => CsvReader.Open(bytes)).Refusal;
            Assert.Equal("not_utf8", refusal.Code);
            Assert.Contains("GBK", refusal.Text.Zh, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86", "'+86")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("张伟", "张伟")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=\"x\",1", "\"'=\"\"x\"\",1\"")]
    public void No_cell_is_written_that_a_spreadsheet_runs_and_each_reads_back(string text, string cell)
    {
        Assert.Equal(cell, CsvCells.Guarded(text));
        Assert.Equal(text, CsvCells.Bare(CsvReader.Open(Encoding.UTF8.GetBytes(cell + "\n")).Next()!.Cells[0]));
    }

    [Fact]
    public void Random_bytes_are_rows_or_faults_and_come_to_an_end()
    {
        Random random = new(7);
        const string signs = "a,\"\"\r\n'=\u202E中";
        for (int i = 0; i < 2_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => signs[random.Next(signs.Length)]));
            int rows = Read(text).Split(" / ").Length;
            Assert.InRange(rows, 1, text.Length + 1);
        }
    }

    private static string Read(string text)
    {
        CsvReader reader = CsvReader.Open(Encoding.UTF8.GetBytes(text));
        List<string> rows = [];
        while (reader.Next() is { } record) { rows.Add(record.Fault is null ? string.Join('|', record.Cells) : "fault"); }
        return string.Join(" / ", rows);
    }
}
