using Secure.Contracts;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>The one way in which lists are searched and given out in pages.</summary>
public sealed class ListAskedTests
{
    [Fact]
    public void Every_row_comes_once_in_order_and_behind_the_last_page_there_is_nothing()
    {
        List<string> rows = Rows(450), seen = [];
        string token = "";
        do
        {
            (IReadOnlyList<string> page, token, uint total) = Ask("", 100, token).Page(rows, r => r);
            Assert.Equal(450u, total);
            seen.AddRange(page);
        }
        while (token.Length > 0);
        Assert.Equal(rows.Order(StringComparer.Ordinal), seen);

        (IReadOnlyList<string> beyond, string next, uint all) = Ask("", 100, "zzz").Page(rows, r => r);
        Assert.Equal((0, "", 450u), (beyond.Count, next, all));
    }

    [Fact]
    public void What_comes_and_goes_between_two_pages_moves_no_other_row_out_of_sight()
    {
        List<string> rows = Rows(250);
        (IReadOnlyList<string> first, string token, _) = Ask("", 100, "").Page(rows, r => r);
        rows.AddRange(["row-0000-before", "row-0050-before"]);
        rows.Remove("row-0099");
        (IReadOnlyList<string> second, _, _) = Ask("", 100, token).Page(rows, r => r);
        Assert.Equal(("row-0000", "row-0099", "row-0100", "row-0199"), (first[0], first[^1], second[0], second[^1]));
    }

    [Theory]
    [InlineData("VAULT", true)]
    [InlineData("  vault ", true)]
    [InlineData("保密", true)]
    [InlineData("", true)]
    [InlineData("%", false)]
    [InlineData("vault' OR '1'='1", false)]
    [InlineData(".*", false)]
    [InlineData("<script>", false)]
    [InlineData("\u202Evault", false)]
    [InlineData("\0", false)]
    public void What_is_looked_for_is_words_and_nothing_else(string search, bool found) =>
        Assert.Equal(found, Ask(search, 0, "").Finds("The vault", null, "保密室"));

    [Fact]
    public void What_is_too_long_or_too_much_is_refused_by_the_field()
    {
        Assert.NotNull(Ask(new string('x', ListAsked.SearchMax), 500, new string('x', 256)));
        foreach ((string field, Func<ListAsked> asked) in ((string, Func<ListAsked>)[])[("search", () => Ask(new string('长', ListAsked.SearchMax + 1), 0, "")), ("page_size", () => Ask("", 501, "")), ("page_size", () => Ask("", uint.MaxValue, "")), ("page_token", () => Ask("", 0, new string('x', 257)))])
        {
            Refusal refusal = Assert.Throws<RefusedException>(asked).Refusal;
            Assert.Equal(("invalid_request", field), (refusal.Code, Assert.Single(refusal.Fields).Field));
        }
        // Where no size is asked for.
        Assert.Equal(100, Ask("", 0, "").Page(Rows(101), r => r).Rows.Count);
    }

    private static ListAsked Ask(string search, uint size, string token) => ListAsked.Read(search, size, token);

    private static List<string> Rows(int count) => [.. Enumerable.Range(0, count).Select(n => $"row-{n:D4}").Reverse()];
}
