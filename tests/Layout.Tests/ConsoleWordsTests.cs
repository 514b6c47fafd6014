using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.Layout.Tests;

/// <summary>The console's words are spread over files and merged into one table, where a second text of the same name replaces the first.</summary>
public sealed partial class ConsoleWordsTests
{
    [Fact]
    public void No_word_of_the_console_has_two_texts()
    {
        string[] names = [.. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "gateway", "console", "src", "app", "words"), "*.ts")
            .SelectMany(File.ReadLines).SelectMany(line => Name().Matches(line)).Select(match => match.Groups[1].Value)];
        Assert.True(names.Length > 300, $"Only {names.Length} words were read.");
        Assert.Empty(names.CountBy(name => name).Where(word => word.Value > 1).Select(word => word.Key));
    }

    [GeneratedRegex(@"\b([a-zA-Z0-9]+): \[['""`]")]
    private static partial Regex Name();
}
