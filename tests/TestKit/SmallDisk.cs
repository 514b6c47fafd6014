using System.Diagnostics;

namespace Secure.TestKit;

/// <summary>Whether a test may mount a small file system of its own to fill: in a user namespace, with no right outside it.</summary>
public static class SmallDisk
{
    public const string Absent = "No user namespace, or no tmpfs inside it: a full disk cannot be made here.";

    public static async Task<bool> CanBeMadeAsync()
    {
        using Process tried = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true })!;
        await tried.StandardError.ReadToEndAsync();
        await tried.WaitForExitAsync();
        return tried.ExitCode == 0;
    }
}
