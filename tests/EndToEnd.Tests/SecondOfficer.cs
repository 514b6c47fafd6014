using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The administrator's word, which it takes to enrol somebody anew whom an earlier test has enrolled in the same demo.</summary>
internal static partial class SecondOfficer
{
    /// <summary>Records the consent and asks to enrol; where that takes two, approves it. Nothing is enrolled by it.</summary>
    internal static async Task LetEnrolAsync(DemoSite site, string person, string factor)
    {
        using TempFolder none = new();
        foreach (CommandResult done in (CommandResult[])[await site.SignInAsync("officer"), await site.SignInAsync("admin"), await site.CtlAsync("--as", "officer", "consent", person, factor)]) { Assert.True(done.ExitCode == 0, done.All); }
        CommandResult asked = await site.CtlAsync("--as", "officer", "enrol", person, factor, "--images", Directory.CreateDirectory(none["none"]).FullName);
        if (!asked.All.Contains("approval_required", StringComparison.Ordinal)) { Assert.Contains("samples_missing", asked.All, StringComparison.Ordinal); return; }
        CommandResult approved = await site.CtlAsync("--as", "admin", "approve", Number().Match(asked.All).Value);
        Assert.True(approved.ExitCode == 0, approved.All);
    }

    [GeneratedRegex("a-[0-9a-f]{8}")]
    private static partial Regex Number();
}
