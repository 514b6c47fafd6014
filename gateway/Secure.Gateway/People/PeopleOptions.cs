using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Section <c>People</c>. How long a 脱密期 runs, from the day of leaving; sources differ, so a site sets its own figures.</summary>
public sealed class PeopleOptions
{
    private const int MonthsMax = 120;

    /// <summary>Months for 核心. Default 36, 0 to 120.</summary>
    public int CoreMonths { get; set; } = 36;

    /// <summary>Months for 重要. Default 24, 0 to 120.</summary>
    public int ImportantMonths { get; set; } = 24;

    /// <summary>Months for 一般. Default 12, 0 to 120.</summary>
    public int GeneralMonths { get; set; } = 12;

    /// <summary>The last day of the 脱密期 of somebody who leaves on <paramref name="day"/>; null where none runs.</summary>
    internal DateOnly? DeclassificationOf(SecrecyLevel? level, DateOnly day)
    {
        int months = level switch
        {
            SecrecyLevel.Core => CoreMonths,
            SecrecyLevel.Important => ImportantMonths,
            SecrecyLevel.General => GeneralMonths,
            null => 0,
        };
        return months == 0 ? null : day.AddMonths(months);
    }

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. from option in new[] { (nameof(CoreMonths), CoreMonths), (nameof(ImportantMonths), ImportantMonths), (nameof(GeneralMonths), GeneralMonths) }
            where option.Item2 is < 0 or > MonthsMax
            select $"People:{option.Item1} must be 0 to {MonthsMax} months."];
}
