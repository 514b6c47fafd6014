using System.Collections;
using System.ComponentModel;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>
/// The guarded process. It inherits two pipes: SECURE_GUARD_FD, into which it writes its beats, and SECURE_GUARD_LIFE_FD,
/// whose end of file tells it that the guard is dead. It also gets SIGTERM then, so that it locks and ends. Where the guard
/// holds the board's lock lines, SECURE_GUARD_LOCKS_FD is the same lines again, and SECURE_GUARD_LOCKS says which they are.
/// </summary>
internal sealed unsafe class Controller : IDisposable
{
    private const int FirstFree = 64;
    private const int NoHang = 1;

    /// <summary>util-linux: prctl(PR_SET_PDEATHSIG), then exec. The signal comes when the thread that started the child ends.</summary>
    private static readonly string[] WithDeathSignal = ["setpriv", "--pdeathsig", "TERM", "--"];

    private readonly int _life;

    private Controller(int id, int handle, int beats, int life) { (Id, Handle, Beats, _life) = (id, handle, beats, life); }

    internal int Id { get; }

    /// <summary>A pidfd: readable when the process has ended; a signal through it cannot reach another that got the same number.</summary>
    internal int Handle { get; }

    /// <summary>Where its beats arrive.</summary>
    internal int Beats { get; }

    /// <exception cref="Win32Exception">The system starts no process.</exception>
    internal static Controller Start(IReadOnlyList<string> command, int? lines, IReadOnlyList<LockLine> locks)
    {
        (int beatRead, int beatWrite) = Libc.NewPipe();
        (int lifeRead, int lifeWrite) = Libc.NewPipe();
        int beat = Libc.Above(beatWrite, FirstFree), life = Libc.Above(lifeRead, FirstFree);
        int handed = lines is { } held ? Libc.Above(held, FirstFree) : -1;
        try
        {
            List<string> environment = Environ();
            if (handed >= 0) { environment.AddRange(["SECURE_GUARD_LOCKS_FD=5", $"SECURE_GUARD_LOCKS={string.Join(' ', locks)}"]); }
            int id = Spawn.Start([.. WithDeathSignal, .. command], environment, handed >= 0 ? [beat, life, handed] : [beat, life]);
            return new Controller(id, Libc.Check(Libc.pidfd_open(id, 0), "pidfd_open"), beatRead, lifeWrite);
        }
        catch (Win32Exception)
        {
            Close(beatRead, lifeWrite);
            throw;
        }
        finally { Close(beatWrite, lifeRead, beat, life, handed); }
    }

    /// <summary>Does nothing when it has ended.</summary>
    internal void Signal(int signal) => Libc.pidfd_send_signal(Handle, signal, null, 0);

    /// <summary>How it ended, in words; call it once its <see cref="Handle"/> is readable.</summary>
    internal string Reap()
    {
        int status;
        if (Libc.waitpid(Id, &status, NoHang) != Id) { return "still there"; }
        int signal = status & 0x7F;
        return signal == 0 ? $"exit {status >> 8 & 0xFF}" : $"signal {signal}";
    }

    public void Dispose() => Close(Handle, Beats, _life);

    private static void Close(params ReadOnlySpan<int> ours)
    {
        foreach (int fd in ours)
        {
            if (fd >= 0) { Libc.close(fd); }
        }
    }

    private static List<string> Environ()
    {
        List<string> all = ["SECURE_GUARD_FD=3", "SECURE_GUARD_LIFE_FD=4"];
        foreach (DictionaryEntry e in Environment.GetEnvironmentVariables())
        {
            string name = (string)e.Key;
            if (!name.StartsWith("SECURE_GUARD_", StringComparison.Ordinal)) { all.Add($"{name}={e.Value}"); }
        }
        return all;
    }
}
