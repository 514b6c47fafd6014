using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>What a password must be, by its owner's clearance. Officers count as cleared for 机密.</summary>
internal sealed class PasswordRules(IdentityOptions options)
{
    internal const int BytesMax = 256;

    // Enough to stop "aaaaaaaa" without ever asking for a digit and a sign.
    private const int DistinctMin = 5;

    /// <summary>What is wrong with a new password, in words; null where nothing is.</summary>
    internal string? Fault(string password, string account, bool strict)
    {
        int least = strict ? options.SecretLengthMin : options.ConfidentialLengthMin;
        if (password.EnumerateRunes().Count() < least) { return $"at least {least} characters"; }
        if (Encoding.UTF8.GetByteCount(password) > BytesMax) { return $"at most {BytesMax} bytes"; }
        if (password.Any(char.IsControl)) { return "no control characters"; }
        if (password.EnumerateRunes().Distinct().Count() < DistinctMin) { return $"at least {DistinctMin} different characters"; }
        return password.Contains(account, StringComparison.OrdinalIgnoreCase) ? "must not hold the account's name" : null;
    }

    internal bool IsTooOld(long changedAtMs, bool strict, DateTimeOffset now) =>
        now - DateTimeOffset.FromUnixTimeMilliseconds(changedAtMs) > (strict ? options.SecretAgeMax : options.ConfidentialAgeMax);

    /// <summary>True for the stricter rules: officers, and persons cleared for 机密 and above.</summary>
    internal static bool IsStrict(bool officer, Person? person) => officer || person is { Clearance: >= Classification.Secret };
}
