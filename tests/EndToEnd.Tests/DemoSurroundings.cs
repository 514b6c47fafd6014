using System.Globalization;

namespace Secure.EndToEnd.Tests;

/// <summary>Where a demo runs: what stands before the script, and before a command of a second terminal there.</summary>
/// <param name="Prefix">Becomes the script by exec: the script keeps the process id, so that signals reach it.</param>
/// <param name="Enter">By the script's process id.</param>
public sealed record DemoSurroundings(IReadOnlyList<string> Prefix, Func<int, IReadOnlyList<string>> Enter)
{
    public static DemoSurroundings Usual { get; } = new([], _ => []);

    /// <summary>A machine with nothing but loopback. Needs root, or a kernel that lets a user have a network of his own.</summary>
    public static DemoSurroundings WithoutNetwork { get; } = new(
        [.. Unshare, "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"],
        id => ["nsenter", "-t", id.ToString(CultureInfo.InvariantCulture), .. Enter0]);

    /// <summary>Whether this machine lets us have a network of our own.</summary>
    public static async Task<bool> CanBeWithoutNetworkAsync() =>
        (await Command.RunAsync([.. WithoutNetwork.Prefix, "true"])).ExitCode == 0;

    private static IReadOnlyList<string> Unshare => Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-rn"];

    private static IReadOnlyList<string> Enter0 => Environment.IsPrivilegedProcess ? ["-n"] : ["-U", "-n", "--preserve-credentials"];
}
