using System.Runtime.InteropServices;

namespace Secure.Biometrics.Host.Confinement;

/// <summary>Confines this process as for work, then tries what it must not be able to do, and says how each was refused: for whoever doubts it on a machine of their own.</summary>
internal static unsafe partial class ConfinementProbe
{
    internal const string Verb = "probe";

    // sys/socket.h on Linux.
    private const int Stream = 1;

    private static readonly (string Name, int Number)[] Families = [("AF_INET", 2), ("AF_INET6", 10), ("AF_PACKET", 17)];

    /// <summary>One line for each attempt: what, and the errno it was refused with (0: it was let through). Exit code 0 where all were refused.</summary>
    internal static int Run(TextWriter to)
    {
        if (Seccomp.Install() is { } why) { to.WriteLine("no filter: " + why); return 1; }
        int through = 0;
        foreach ((string name, int number) in Families)
        {
            int refused = OpenSocket(number, Stream, 0) >= 0 ? 0 : Marshal.GetLastPInvokeError();
            if (refused == 0) { through++; }
            to.WriteLine($"socket({name}) {refused}");
        }
        to.Flush();
        byte* none = null;
        // It returns only where it was refused.
        _ = Execute("/bin/true", &none, &none);
        to.WriteLine($"execve {Marshal.GetLastPInvokeError()}");
        return through == 0 ? 0 : 1;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, byte** arguments, byte** environment);
}
