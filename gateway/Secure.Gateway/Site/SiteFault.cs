using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>One mistake in a site file.</summary>
/// <param name="Line">Counted from 1; 0 where it concerns the file as a whole.</param>
/// <param name="Path">Where it stands, as rooms.vault.tier; empty for the file.</param>
internal sealed record SiteFault(int Line, string Path, Sentence Text)
{
    internal SiteFault(int line, string path, string zh, string en) : this(line, path, new Sentence(zh, en)) { }

    public override string ToString() => Path.Length == 0 ? $"{Line}: {Text}" : $"{Line}: {Path}: {Text}";
}

/// <summary>Collects faults up to a limit: a file with more of them is not a site file with mistakes.</summary>
internal sealed class SiteFaults
{
    internal const int Max = 1000;

    private readonly HashSet<SiteFault> _all = [];

    internal void Add(SiteFault fault) { if (_all.Count < Max) { _all.Add(fault); } }

    /// <summary>Looks for no more once the limit is reached.</summary>
    internal void Add(IEnumerable<SiteFault> faults)
    {
        using IEnumerator<SiteFault> next = faults.GetEnumerator();
        while (_all.Count < Max && next.MoveNext()) { _all.Add(next.Current); }
    }

    /// <summary>In the order of their lines.</summary>
    internal SiteFault[] Ordered() => [.. _all.OrderBy(f => f.Line).ThenBy(f => f.Path, StringComparer.Ordinal)];
}
