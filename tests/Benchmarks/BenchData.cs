using Secure.TestKit;

namespace Secure.Benchmarks;

/// <summary>Folders of images to measure with, as named on the command line, or the optional test data beside the checkout.</summary>
internal sealed class BenchData
{
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    /// <summary>Takes the options with a folder off the arguments; the rest is left.</summary>
    /// <exception cref="InvalidOperationException">An option lacks its folder.</exception>
    public static BenchData Take(List<string> arguments, params string[] options)
    {
        BenchData data = new();
        foreach (string option in options)
        {
            int at = arguments.IndexOf(option);
            if (at < 0) { continue; }
            if (at + 1 == arguments.Count) { throw new InvalidOperationException($"{option} 后缺少目录 · {option} needs a folder"); }
            data._named[option] = Path.GetFullPath(arguments[at + 1]);
            arguments.RemoveRange(at, 2);
        }
        return data;
    }

    /// <summary>Rows of a CSV file in the folder without its header, and the folder; null where nothing was named and there is no test data.</summary>
    /// <exception cref="InvalidOperationException">The folder was named, and has no such file.</exception>
    public (string Folder, IReadOnlyList<string[]> Rows)? Rows(string option, string shared, string table)
    {
        string? folder = _named.GetValueOrDefault(option) ?? Checkout.SharedData(shared);
        if (folder is null) { return null; }
        string file = Path.Combine(folder, table);
        if (!File.Exists(file)) { throw new InvalidOperationException($"没有该文件 · there is no {file}"); }
        return (folder, [.. File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(l => l.TrimEnd('\r').Split(','))]);
    }

    /// <summary>What is said where nothing can be measured.</summary>
    public static string Skipped(string bench, string option) => $"跳过 {bench}：没有数据，请用 {option} DIR 指定 · {bench} skipped: no data; name it with {option} DIR";
}
