using System.Runtime.InteropServices;

namespace Secure.Biometrics.Host.Confinement;

/// <summary>What this process denies itself at the start.</summary>
internal static partial class ProcessLimits
{
    // getrlimit(2).
    private const int CoreFile = 4;

    // Images wait rather than decisions: the gateway shares this machine.
    private const int Nice = 5;

    internal static void Set()
    {
        // A core file would hold faces.
        Limit none = default;
        _ = SetLimit(CoreFile, ref none);
        // Linux counts niceness by thread, and a thread begins with its maker's: those that serve are made later.
        _ = SetPriority(0, 0, Nice);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ref Limit limit);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);
}
