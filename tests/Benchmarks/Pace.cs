namespace Secure.Benchmarks;

/// <summary>How long and how much is measured.</summary>
/// <param name="Persons">Whose sessions the Check benchmark asks about; each about 100 materials.</param>
/// <param name="Badges">Presented and counted; some more before them are not.</param>
/// <param name="SignIns">At once, each of another person from another address.</param>
internal sealed record Pace(TimeSpan WarmUp, TimeSpan Measured, int Persons, int Badges, int SignIns)
{
    public static readonly Pace Full = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), 100, 500, 50);

    /// <summary>Shows that everything runs; its figures say nothing.</summary>
    public static readonly Pace Quick = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 4, 5, 4);
}
