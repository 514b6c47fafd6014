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

    /// <summary>Every process of the site, and every command at it, with the wall clock moved; the monotonic clocks and every wait stay as they are.</summary>
    /// <param name="shift">As faketime reads it: <c>+90d</c>.</param>
    public static DemoSurroundings At(string shift) => new(Shifted(shift), _ => Shifted(shift));

    /// <summary>What stands before one command whose wall clock is moved.</summary>
    public static IReadOnlyList<string> Shifted(string shift) =>
    [
        // The library itself: the command faketime would stay as a parent, and signals would reach it instead.
        "env", "LD_PRELOAD=" + FakeTimeLibrary, "FAKETIME=" + shift, "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1",
        // Without it, timed waits on the monotonic clock end at once (the library's remedy for old C libraries).
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
    ];

    private static string FakeTimeLibrary =>
        Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("libfaketime is not installed: ./secure test installs it.");

    /// <summary>Whether this machine lets us have a network of our own.</summary>
    public static async Task<bool> CanBeWithoutNetworkAsync() =>
        (await Command.RunAsync([.. WithoutNetwork.Prefix, "true"])).ExitCode == 0;

    private static IReadOnlyList<string> Unshare => Environment.IsPrivilegedProcess ? ["unshare", "-n"] : ["unshare", "-rn"];

    private static IReadOnlyList<string> Enter0 => Environment.IsPrivilegedProcess ? ["-n"] : ["-U", "-n", "--preserve-credentials"];
}
