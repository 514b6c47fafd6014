namespace Secure.Gateway.Identity;

/// <summary>What only whoever stands before the gateway's own terminal sees.</summary>
/// <param name="isPrivate">False: what is written may be kept or read by others, as in a service's journal. It then shows no token.</param>
internal sealed class Terminal(TextWriter writer, bool isPrivate = true)
{
    private const string StandardOutput = "/proc/self/fd/1";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    internal bool IsPrivate => isPrivate;

    /// <summary>Private where standard output is a terminal, or a file that its owner alone may read. Whoever is behind a pipe or a socket may keep what he reads: a journal does.</summary>
    internal static Terminal OfStandardOutput() => new(Console.Out, !Console.IsOutputRedirected || IsOwnersFile(StandardOutput));

    internal void Line(string text) { lock (writer) { writer.WriteLine(text); writer.Flush(); } }

    /// <summary>Pipes and sockets have no path: their link reads <c>pipe:[123]</c>.</summary>
    private static bool IsOwnersFile(string descriptor)
    {
        try { return new FileInfo(descriptor).LinkTarget is ['/', ..] && (File.GetUnixFileMode(descriptor) & Others) == 0; }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { return false; }
    }
}
