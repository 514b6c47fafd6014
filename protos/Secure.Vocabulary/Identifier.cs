using System.Diagnostics.CodeAnalysis;

namespace Secure.Vocabulary;

/// <summary>Makes an identifier from text that has already been checked. Only <see cref="Identifier{TSelf}"/> calls it.</summary>
public interface IIdentifier<TSelf> where TSelf : IIdentifier<TSelf>
{
    static abstract TSelf FromChecked(string text);
}

/// <summary>
/// A name of something in the site: 1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.
/// It is safe in a topic, a file name, a certificate subject and a log line.
/// </summary>
public abstract record Identifier<TSelf>(string Text) where TSelf : Identifier<TSelf>, IIdentifier<TSelf>
{
    /// <summary>Longest identifier, in characters: that of a DNS label (RFC 1035 section 2.3.4).</summary>
    public const int LengthMax = 63;

    /// <summary>Checks the text and wraps it; false for anything out of the alphabet or length.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TSelf? id)
    {
        id = IsValid(text) ? TSelf.FromChecked(text!) : null;
        return id is not null;
    }

    /// <summary>For text that this program wrote itself.</summary>
    /// <exception cref="FormatException">The text is no identifier.</exception>
    public static TSelf Parse(string text) => TryParse(text, out TSelf? id) ? id : throw new FormatException($"Not a {typeof(TSelf).Name}.");

    public sealed override string ToString() => Text;

    private static bool IsValid(string? text) =>
        text is { Length: > 0 and <= LengthMax } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(IdentifierAlphabet.Allowed);
}

internal static class IdentifierAlphabet
{
    internal static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
}
