using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Secure.DoorGuard.Native;

/// <summary>
/// Starts a program with chosen descriptors and no others: posix_spawn, because a fork of a .NET process copies its locks
/// without the threads that hold them.
/// </summary>
internal static unsafe partial class Spawn
{
    /// <summary>Larger than posix_spawn_file_actions_t (80), posix_spawnattr_t (336) and sigset_t (128) of glibc.</summary>
    private const int Room = 512;

    private const short SetSignalMask = 0x08;
    private const short SetSignalDefaults = 0x04;

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int from);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnp(int* pid, byte* file, byte* actions, byte* attributes, byte** words, byte** environment);

    /// <summary>The child's process id. Its descriptors are 0, 1, 2 of this process, then <paramref name="given"/> as 3, 4, …</summary>
    /// <exception cref="Win32Exception">The system starts no process.</exception>
    internal static int Start(IReadOnlyList<string> words, IReadOnlyList<string> environment, ReadOnlySpan<int> given)
    {
        byte* actions = stackalloc byte[Room];
        byte* attributes = stackalloc byte[Room];
        Succeed(posix_spawn_file_actions_init(actions));
        Succeed(posix_spawnattr_init(attributes));
        Describe(actions, given);
        Clean(attributes);
        byte** argv = Strings(words), envp = Strings(environment);
        int pid, error = posix_spawnp(&pid, argv[0], actions, attributes, argv, envp);
        Free(argv);
        Free(envp);
        _ = posix_spawnattr_destroy(attributes);
        _ = posix_spawn_file_actions_destroy(actions);
        return error == 0 ? pid : throw new Win32Exception(error, "posix_spawn: " + Marshal.GetPInvokeErrorMessage(error));
    }

    private static void Describe(byte* actions, ReadOnlySpan<int> given)
    {
        const int first = 3;
        for (int i = 0; i < given.Length; i++) { Succeed(posix_spawn_file_actions_adddup2(actions, given[i], first + i)); }
        Succeed(posix_spawn_file_actions_addclosefrom_np(actions, first + given.Length));
    }

    /// <summary>.NET ignores SIGPIPE and blocks some signals in its threads; the child shall start like any program.</summary>
    private static void Clean(byte* attributes)
    {
        byte* none = stackalloc byte[Room];
        byte* all = stackalloc byte[Room];
        _ = sigemptyset(none);
        _ = sigfillset(all);
        Succeed(posix_spawnattr_setsigmask(attributes, none));
        Succeed(posix_spawnattr_setsigdefault(attributes, all));
        Succeed(posix_spawnattr_setflags(attributes, SetSignalMask | SetSignalDefaults));
    }

    private static void Succeed(int error)
    {
        if (error != 0) { throw new Win32Exception(error); }
    }

    private static byte** Strings(IReadOnlyList<string> texts)
    {
        byte** block = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++) { block[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]); }
        return block;
    }

    private static void Free(byte** block)
    {
        for (byte** text = block; *text is not null; text++) { Marshal.FreeCoTaskMem((nint)(*text)); }
        NativeMemory.Free(block);
    }
}
