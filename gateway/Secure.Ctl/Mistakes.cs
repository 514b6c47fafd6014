using System.CommandLine;
using System.Text.RegularExpressions;

namespace Secure.Ctl;

/// <summary>What System.CommandLine says of a line that it cannot read, and the headings of its help, in both languages. What is not known here stays as it is.</summary>
internal static partial class Mistakes
{
    private static readonly (Regex Said, string Words)[] s_known =
    [
        (Required(), "缺少选项 $1 · the option $1 is missing"),
        (ArgumentMissing(), "命令 $1 缺少参数 · the command $1 lacks an argument"),
        (ValueMissing(), "选项 $1 缺少值 · the option $1 lacks a value"),
        (Unrecognized(), "无法识别 $1 · not understood: $1"),
        (NoCommand(), "缺少命令 · the command is missing"),
        (NotOfType(), "$1 不是 $2 的有效值 · $1 is no value of $2"),
        (NoValue(), "$1 不是有效值 · $1 is no valid value"),
        (NotAmong(), "$1 无效，须为其中之一 · $1 is not valid, it must be one of:"),
        (NoSuchFile(), "没有此文件或目录 · there is no such file or folder: $1"),
        (TooMany(), "选项 $1 只能给出一个值 · the option $1 takes one value"),
    ];

    public static string Words(string message)
    {
        foreach ((Regex said, string words) in s_known)
        {
            if (said.IsMatch(message)) { return said.Replace(message, words); }
        }
        return message;
    }

    /// <param name="help">What the library wrote. The program is called by the script's name, as it is typed.</param>
    public static string HelpWords(string help) => help
        .Replace("Description:", "说明 · Description:", StringComparison.Ordinal)
        .Replace("Usage:", "用法 · Usage:", StringComparison.Ordinal)
        .Replace("Arguments:", "参数 · Arguments:", StringComparison.Ordinal)
        .Replace("Options:", "选项 · Options:", StringComparison.Ordinal)
        .Replace("Commands:", "命令 · Commands:", StringComparison.Ordinal)
        .Replace("[default: ", "[默认 · default: ", StringComparison.Ordinal)
        .Replace("Show help and usage information", "显示帮助 · show this help", StringComparison.Ordinal)
        .Replace("Show version information", "显示版本 · show the version", StringComparison.Ordinal)
        .Replace($"  {RootCommand.ExecutableName} ", "  ./secure ctl ", StringComparison.Ordinal);

    [GeneratedRegex(@"^Option '(.+)' is required\.$")]
    private static partial Regex Required();

    [GeneratedRegex(@"^Required argument missing for command: '(.+)'\.$")]
    private static partial Regex ArgumentMissing();

    [GeneratedRegex(@"^Required argument missing for option: '(.+)'\.$")]
    private static partial Regex ValueMissing();

    [GeneratedRegex(@"^Unrecognized command or argument '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unrecognized();

    [GeneratedRegex(@"^Required command was not provided\.$")]
    private static partial Regex NoCommand();

    [GeneratedRegex(@"^Cannot parse argument '(.*)' for (?:option|command) '(.+)' as expected type '.*'\.", RegexOptions.Singleline)]
    private static partial Regex NotOfType();

    [GeneratedRegex(@"^Cannot parse argument '(.*)' as expected type '.*'\.", RegexOptions.Singleline)]
    private static partial Regex NoValue();

    [GeneratedRegex(@"^Argument '(.*)' not recognized\. Must be one of:")]
    private static partial Regex NotAmong();

    [GeneratedRegex(@"^(?:File|Directory|File or directory) does not exist: '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex NoSuchFile();

    [GeneratedRegex(@"^Option '(.+)' expects a single argument but \d+ were provided\.$")]
    private static partial Regex TooMany();
}
