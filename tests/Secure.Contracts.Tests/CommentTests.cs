using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.Contracts.Tests;

/// <summary>The contract is read by people who have nothing else: each of its words says what it means.</summary>
public sealed partial class CommentTests
{
    [Fact]
    public void Every_call_field_and_value_of_the_contract_says_what_it_means()
    {
        string[] silent = [.. Directory.GetFiles(Path.Combine(Checkout.Root, "protos", "secure", "v1"), "*.proto").Order(StringComparer.Ordinal).SelectMany(Silent)];
        Assert.True(silent.Length == 0, "Without a comment beside or above it:\n" + string.Join('\n', silent));
    }

    [Theory]
    [InlineData("  string id = 1;", 1)]
    [InlineData("  optional uint64 from_index = 1;", 1)]
    [InlineData("  repeated V1.Alert alerts = 2 [packed = false];", 1)]
    [InlineData("  map<string, string> words = 3;", 1)]
    [InlineData("  LOCK_STATE_LOCKED = 2;", 1)]
    [InlineData("  rpc Get(GetRequest) returns (GetResponse);", 1)]
    [InlineData("  string id = 1; // of the alert", 0)]
    [InlineData("  // Of the alert.\n  string id = 1;", 0)]
    [InlineData("  string id = 1; // of the alert\n  string code = 2;", 1)]
    [InlineData("  LOCK_STATE_UNSPECIFIED = 0;", 0)]
    [InlineData("message Alert {\n  reserved 3;\n  oneof what {\n}", 0)]
    public void A_silent_word_is_found(string text, int found) => Assert.Equal(found, Silent("a.proto", text.Split('\n')).Count());

    private static IEnumerable<string> Silent(string file) => Silent(Path.GetFileName(file), File.ReadAllLines(file));

    private static IEnumerable<string> Silent(string file, string[] lines) =>
        from at in Enumerable.Range(0, lines.Length)
        where Word().IsMatch(lines[at]) && !Unspecified().IsMatch(lines[at]) && !lines[at].Contains("//", StringComparison.Ordinal)
        where at == 0 || !lines[at - 1].TrimStart().StartsWith("//", StringComparison.Ordinal)
        select $"{file}:{at + 1}: {lines[at].Trim()}";

    /// <summary>A call, or a field or value with its number.</summary>
    [GeneratedRegex(@"^\s*(rpc\s|(?!//|option\b|reserved\b)[\w.<>, ]*\w+\s*=\s*\d+\s*[;\[])")]
    private static partial Regex Word();

    /// <summary>Means the same in every enum: nothing was said.</summary>
    [GeneratedRegex(@"_UNSPECIFIED = 0;")]
    private static partial Regex Unspecified();
}
