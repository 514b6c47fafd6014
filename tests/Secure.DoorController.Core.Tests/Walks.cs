namespace Secure.DoorController.Core.Tests;

/// <summary>How long random walks are: some hundred thousand steps up to a million, or ten times as many.</summary>
internal static class Walks
{
    /// <summary>Set to 1 for the long form, as <c>./secure test soak</c> does.</summary>
    private const string Variable = "SECURE_LONG_WALKS";

    public static bool AreLong { get; } = Environment.GetEnvironmentVariable(Variable) == "1";
}
