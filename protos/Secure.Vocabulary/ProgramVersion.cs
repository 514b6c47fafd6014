using System.Reflection;

namespace Secure.Vocabulary;

/// <summary>Which build of a program runs, as it tells those who look after it.</summary>
public static class ProgramVersion
{
    /// <summary>Longest version that anybody tells, in characters.</summary>
    public const int LengthMax = 64;

    /// <summary>Of a commit's hash as many digits as people compare.</summary>
    private const int HashMax = 12;

    /// <summary>Whether a device's word can be one: at most 64 characters, all of them printable ASCII, so that it does nothing to a terminal.</summary>
    public static bool IsPlausible(string text) => text.Length <= LengthMax && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>The version, and behind a + the first twelve digits of the commit where the build knew it.</summary>
    public static string Of(Assembly program)
    {
        string version = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? program.GetName().Version?.ToString() ?? "";
        int plus = version.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0 && version.Length > plus + 1 + HashMax) { version = version[..(plus + 1 + HashMax)]; }
        return version.Length <= LengthMax ? version : version[..LengthMax];
    }
}
