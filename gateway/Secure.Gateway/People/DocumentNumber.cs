using System.Diagnostics.CodeAnalysis;

namespace Secure.Gateway.People;

/// <summary>The number of an identity document. It shows itself to nobody but the cipher.</summary>
internal sealed class DocumentNumber
{
    private const int LengthMin = 6;
    private const int LengthMax = 32;

    // GB 11643-1999, section 6 (ISO 7064 MOD 11-2): the weight of each of the first 17 digits, and the check character by remainder.
    private const string CheckCharacters = "10X98765432";
    private const int ResidentLength = 18;
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private readonly string _text;

    private DocumentNumber(string text) => _text = text;

    /// <summary>Letters count as capitals; spaces and hyphens between are left out. False with what is wrong, which never quotes the number.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out DocumentNumber? number, [NotNullWhen(false)] out string? fault)
    {
        string plain = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        fault = plain.Length is < LengthMin or > LengthMax || !plain.All(char.IsAsciiLetterOrDigit) ? $"{LengthMin} to {LengthMax} letters and digits"
            : IsResident(plain) && !Checks(plain) ? "the check digit is wrong"
            : null;
        number = fault is null ? new DocumentNumber(plain) : null;
        return fault is null;
    }

    internal string Reveal() => _text;

    public override string ToString() => "document number";

    private static bool IsResident(string text) => text.Length == ResidentLength && text.AsSpan(0, ResidentLength - 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool Checks(string text)
    {
        int sum = 0;
        for (int i = 0; i < Weights.Length; i++) { sum += (text[i] - '0') * Weights[i]; }
        return text[^1] == CheckCharacters[sum % CheckCharacters.Length];
    }
}
