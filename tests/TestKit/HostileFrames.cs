using System.Globalization;

namespace Secure.TestKit;

/// <summary>How much hostile input each parser is given.</summary>
public static class HostileFrames
{
    /// <summary>A whole number: so many instead of a hundred thousand. <c>./secure test soak</c> sets it.</summary>
    private const string Variable = "SECURE_HOSTILE_FRAMES";

    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : 100_000;
}
