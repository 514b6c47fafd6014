using System.Globalization;
using Secure.Benchmarks.Devices;

namespace Secure.Benchmarks;

/// <summary>How long and how much is measured.</summary>
/// <param name="Persons">Whose sessions the Check benchmark asks about; each about 100 materials.</param>
/// <param name="Badges">Presented and counted; some more before them are not.</param>
/// <param name="SignIns">At once, each of another person from another address.</param>
/// <param name="StepUps">Of each person.</param>
/// <param name="FaceEntries">At the door that asks for a face.</param>
/// <param name="Revocations">One after another, each of the same badge.</param>
/// <param name="Backlog">Events that wait in an agent's queue; in full 72 hours of one a second.</param>
/// <param name="Site">Agents, controllers and doors of the benchmark of many doors.</param>
internal sealed record Pace(TimeSpan WarmUp, TimeSpan Measured, int Persons, int Badges, int SignIns, int StepUps, int FaceEntries, int Revocations, int Backlog, FleetSite Site)
{
    public static readonly Pace Full = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), 100, 500, 50, 13, 40, 100, 72 * 3_600, new FleetSite(25, 5, 8));

    public const string BadgesOption = "--badges=";

    /// <summary>Shows that everything runs; its figures say nothing.</summary>
    public static readonly Pace Quick = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 4, 5, 4, 1, 1, 2, 500, new FleetSite(2, 2, 2));

    /// <summary>Whatever the count of badges: one may ask for fewer.</summary>
    public bool IsFull => this with { Badges = Full.Badges } == Full;

    /// <summary>The pace that the command line asks for; null where its count of badges is none from 1 to 500.</summary>
    public static Pace? Of(IReadOnlyList<string> words)
    {
        Pace pace = words.Contains("--quick") ? Quick : Full;
        if (words.FirstOrDefault(w => w.StartsWith(BadgesOption, StringComparison.Ordinal)) is not { } count) { return pace; }
        return int.TryParse(count.AsSpan(BadgesOption.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int badges) && badges >= 1 && badges <= Full.Badges ? pace with { Badges = badges } : null;
    }
}
