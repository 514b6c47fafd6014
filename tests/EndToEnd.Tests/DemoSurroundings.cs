using System.Globalization;

namespace Secure.EndToEnd.Tests;

/// <summary>Where a demo runs: what stands before the script, and before a command of a second terminal there.</summary>
/// <param name="Prefix">Becomes the script by exec, so that the script keeps the process id, unless it <see cref="Stays"/>.</param>
/// <param name="Enter">By the script's process id.</param>
public sealed record DemoSurroundings(IReadOnlyList<string> Prefix, Func<int, IReadOnlyList<string>> Enter)
{
    /// <summary>The prefix stays as the script's parent instead of becoming it: faketime keeps what its children share.</summary>
    public bool Stays { get; private init; }

    public static DemoSurroundings Usual { get; } = new([], _ => []);

    /// <summary>A machine with nothing but loopback. Needs root, or a kernel that lets a user have a network of his own.</summary>
    public static DemoSurroundings WithoutNetwork { get; } = new(
        [.. Unshare, "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"],
        id => ["nsenter", "-t", id.ToString(CultureInfo.InvariantCulture), .. Enter0]);

    /// <summary>Every process of the site, and every command at it, with the wall clock moved; the monotonic clocks and every wait stay as they are.</summary>
    /// <param name="shift">As faketime reads it: <c>+90d</c>.</param>
    public static DemoSurroundings At(string shift) => new(Shifted(shift), _ => Shifted(shift)) { Stays = true };

    /// <summary>What stands before one command whose wall clock is moved.</summary>
    public static IReadOnlyList<string> Shifted(string shift) =>
        // Without the third, timed waits on the monotonic clock end at once (the library's remedy for old C libraries).
        ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0", "faketime", "-f", shift];

    /// <summary>Whether this machine lets us have a network of our own.</summary>
    public static async Task<bool> CanBeWithoutNetworkAsync() =>
        (await Command.RunAsync([.. WithoutNetwork.Prefix, "true"])).ExitCode == 0;

    private static IReadOnlyList<string> Unshare => Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-rn"];

    private static IReadOnlyList<string> Enter0 => Environment.IsPrivilegedProcess ? ["-n"] : ["-U", "-n", "--preserve-credentials"];
}
