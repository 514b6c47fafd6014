using System.Reflection;
using System.Text.RegularExpressions;
using Secure.Vocabulary;

namespace Secure.Vocabulary.Tests;

public partial class DenyReasonTests
{
    [Fact]
    public void Every_reason_stands_in_the_table_under_a_code_of_its_own()
    {
        DenyReason[] fields = [.. typeof(DenyReason).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(DenyReason)).Select(f => (DenyReason)f.GetValue(null)!)];

        Assert.NotEmpty(fields);
        Assert.Equal(fields.Select(f => f.Code).Order(StringComparer.Ordinal), DenyReason.All.Select(r => r.Code).Order(StringComparer.Ordinal));
        Assert.Equal(fields.Length, fields.Select(f => f.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(fields.Length, fields.Select(f => f.Text.Zh).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(fields.Length, fields.Select(f => f.Text.En).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_reason_has_a_plain_code_and_a_sentence_in_both_languages()
    {
        foreach (DenyReason reason in DenyReason.All)
        {
            Assert.Matches(Code(), reason.Code);
            Assert.Matches("^拒绝：[\\u4e00-\\u9fff，、]{3,}$", reason.Text.Zh);
            Assert.Matches("^denied: [a-z ,]{5,}$", reason.Text.En);
        }
    }

    [Fact]
    public void A_reason_that_names_what_it_is_about_is_still_the_same_reason()
    {
        DenyReason named = DenyReason.TrainingOverdue.Naming("至2030-01-01", "since 2030-01-01");

        Assert.Equal(DenyReason.TrainingOverdue, named);
        Assert.Equal(DenyReason.TrainingOverdue.GetHashCode(), named.GetHashCode());
        Assert.EndsWith("(since 2030-01-01)", named.Text.En, StringComparison.Ordinal);
        Assert.EndsWith("（至2030-01-01）", named.Text.Zh, StringComparison.Ordinal);
        Assert.NotEqual(DenyReason.OutOfScope, named);
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex Code();
}
