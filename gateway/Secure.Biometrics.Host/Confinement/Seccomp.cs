using System.Runtime.InteropServices;

namespace Secure.Biometrics.Host.Confinement;

/// <summary>
/// A filter of system calls (seccomp(2)) for every thread, now and later: no sockets but Unix ones (and netlink, with
/// which libusb looks for readers), no programs, no other process's memory. Whoever takes this process over by a picture
/// is left with pictures.
/// </summary>
internal static unsafe partial class Seccomp
{
    private const int NoNewPrivileges = 38;
    private const int ModeFilter = 1;
    private const uint AllThreads = 1;

    // Classic BPF (linux/filter.h): load a word of seccomp_data, jump if equal, return.
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint RefuseAsNotPermitted = 0x00050000 | 1;
    private const uint RefuseFamily = 0x00050000 | 97;
    private const uint Kill = 0x80000000;

    private const uint NumberAt = 0;
    private const uint MachineAt = 4;
    private const uint FirstArgumentAt = 16;

    private const uint UnixFamily = 1;
    private const uint NetlinkFamily = 16;

    /// <summary>Null, or why there is no filter: then the engines are off.</summary>
    internal static string? Install()
    {
        if (Numbers.Of(RuntimeInformation.ProcessArchitecture) is not { } numbers) { return "not known for this machine"; }
        Instruction[] program = Program(numbers);
        if (ProcessControl(NoNewPrivileges, 1, 0, 0, 0) != 0) { return "no_new_privs: " + Marshal.GetLastPInvokeErrorMessage(); }
        fixed (Instruction* first = program)
        {
            Filter filter = new() { Length = (ushort)program.Length, First = first };
            return SystemCall(numbers.Seccomp, ModeFilter, AllThreads, (nint)(&filter)) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        }
    }

    private static Instruction[] Program(Numbers numbers)
    {
        List<Instruction> program =
        [
            new(Load, 0, 0, MachineAt),
            // Another machine's calls (32 bits) have other numbers.
            new(JumpIfEqual, 1, 0, numbers.Machine),
            new(Return, 0, 0, Kill),
            new(Load, 0, 0, NumberAt),
        ];
        foreach (uint refused in numbers.Refused)
        {
            program.Add(new(JumpIfEqual, 0, 1, refused));
            program.Add(new(Return, 0, 0, RefuseAsNotPermitted));
        }
        program.AddRange(
        [
            new(JumpIfEqual, 1, 0, numbers.Socket),
            new(Return, 0, 0, Allow),
            new(Load, 0, 0, FirstArgumentAt),
            new(JumpIfEqual, 1, 0, UnixFamily),
            new(JumpIfEqual, 0, 1, NetlinkFamily),
            new(Return, 0, 0, Allow),
            new(Return, 0, 0, RefuseFamily),
        ]);
        return [.. program];
    }

    /// <summary>struct sock_filter: what, then how many instructions to skip if so and if not, and the operand.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfSo, byte IfNot, uint Operand);

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* First;
    }

    /// <summary>From asm/unistd_64.h (x86-64) and asm-generic/unistd.h (arm64).</summary>
    private sealed record Numbers(uint Machine, int Seccomp, uint Socket, uint[] Refused)
    {
        // execve, execveat, ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, and io_uring_setup, which opens sockets unseen.
        internal static Numbers? Of(Architecture machine) => machine switch
        {
            Architecture.X64 => new(0xC000003E, 317, 41, [59, 322, 101, 310, 311, 438, 425]),
            Architecture.Arm64 => new(0xC00000B7, 277, 198, [221, 281, 117, 270, 271, 438, 425]),
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nuint second, nint third);
}
