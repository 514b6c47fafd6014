namespace Secure.Vocabulary;

/// <summary>One sentence in the two languages that people read.</summary>
public sealed record Sentence(string Zh, string En)
{
    public override string ToString() => Zh + " · " + En;
}
