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
