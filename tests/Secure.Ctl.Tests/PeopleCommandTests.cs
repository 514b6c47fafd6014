using Secure.Ctl.Commands;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Tests;

/// <summary>What people type about people, and what they read.</summary>
public sealed class PeopleCommandTests
{
    [Theory]
    [InlineData("1:1001", "1/1001")]
    [InlineData("255:65535", "255/65535")]
    [InlineData("34:0x0102030440", "34 bits 0102030440")]
    public void A_cards_number_is_read_as_printed_or_as_bits(string text, string number)
    {
        CardNumber card = BadgeCardCommands.Parse(text);
        Assert.Equal(number, card.FormCase == CardNumber.FormOneofCase.H10301 ? $"{card.H10301.Facility}/{card.H10301.Number}" : $"{card.Raw.Bits} bits {Convert.ToHexString(card.Raw.Data.Span)}");
    }

    [Theory]
    [InlineData("1001")]
    [InlineData("1:")]
    [InlineData("-1:5")]
    [InlineData("34:0x123")]
    [InlineData("34:0xZZ")]
    [InlineData("1:2:3")]
    [InlineData("99999999999:1")]
    public void Anything_else_is_no_number(string text) => Assert.Throws<GatewayConnection.UsageException>(() => BadgeCardCommands.Parse(text));

    [Fact]
    public void Marks_and_levels_are_the_words_of_the_contract()
    {
        Assert.Equal((Classification.Public, Classification.TopSecret), (PeopleWords.Mark("公开"), PeopleWords.Mark("绝密")));
        Assert.Equal((SecrecyLevel.General, SecrecyLevel.Core, SecrecyLevel.Unspecified), (PeopleWords.Level("一般"), PeopleWords.Level("核心"), PeopleWords.Level("none")));
        Assert.Throws<GatewayConnection.UsageException>(() => PeopleWords.Mark("最高"));
        Assert.Throws<GatewayConnection.UsageException>(() => PeopleWords.Level(""));
    }

    [Fact]
    public void A_record_says_what_it_lacks_and_a_leaving_what_is_still_held()
    {
        PersonRecord person = new()
        {
            Id = "sun-li",
            Name = "孙丽",
            Clearance = Classification.Secret,
            Level = SecrecyLevel.Important,
            Status = PersonStatus.Declassifying,
            DeclassificationUntil = "2032-01-07",
            Document = DocumentState.Given,
            Missing = { RecordGap.Pledge, RecordGap.Document },
        };
        string text = PeopleWords.Of(new LeaveResponse { Person = person, Ended = { "account sun" }, Held = { "badge b-1" } });
        foreach (string word in new[] { "孙丽 (sun-li)", "2032-01-07", "机密", "重要", "未核对", "承诺书 · pledge, 证件核对 · document", "ended: account sun", "still held: badge b-1" }) { Assert.Contains(word, text, StringComparison.Ordinal); }
        Assert.Contains("nothing is still held", PeopleWords.Of(new LeaveResponse { Person = person }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_tells_each_bad_row_and_whether_anything_was_changed()
    {
        ImportPeopleResponse response = new() { Rows = 2, Joined = 1, BadRows = { new BadRow { Row = 3, Column = "name", Text = new Sentence { Zh = "无姓名", En = "no name" } } } };
        string[] lines = PeopleWords.Of(response).Split(Environment.NewLine);
        Assert.Equal("第 3 行 · row 3 name: 无姓名 · no name", lines[0]);
        Assert.Contains("nothing was changed", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("person leave sun-li")]
    [InlineData("person suspend sun-li")]
    [InlineData("badge-card issue sun-li")]
    [InlineData("badge-card lost b-1")]
    [InlineData("people import")]
    [InlineData("people list --status nowhere")]
    [InlineData("person join sun-li 孙丽 --document-number 1")]
    public async Task A_command_without_its_reason_or_with_a_secret_among_its_words_is_not_run(string line)
    {
        StringWriter error = new();
        Assert.Equal(Terminal.Usage, await Terminal.RunAsync(Program.Commands(), line.Split(' '), TextWriter.Null, error));
        Assert.Contains("--help", error.ToString(), StringComparison.Ordinal);
    }
}
