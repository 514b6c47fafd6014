using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Native;
using Secure.DoorTwin.Site;

namespace Secure.DoorTwin.Serving;

/// <summary><c>serve --site FILE --run DIR [--diary FILE] [--parent PID]</c>: runs until SIGTERM, SIGINT or SIGHUP; leaves no link or socket behind.</summary>
internal static class ServeCommand
{
    /// <summary>A Unix socket's path holds 107 bytes and a zero.</summary>
    private const int PathMax = 107;

    private static readonly TimeSpan ParentCheck = TimeSpan.FromSeconds(1);

    internal static int Run(string site, string run, string? diary, int? parent, TimeProvider clock)
    {
        if (SiteFile.Read(site, out IReadOnlyList<string> faults) is not { } read) { return Refuse(faults.Select(f => $"{site}: {f}")); }
        string full = Path.GetFullPath(run);
        if (Encoding.UTF8.GetByteCount(full) + 1 + "control".Length > PathMax) { return Refuse([$"{full}: too long a path for a socket"]); }
        Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            // Held, not read: a second twin would take the sockets and lines of the first away.
            using FileStream only = new(Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using Diary seen = new(diary, clock);
            Serve(read, Path.GetDirectoryName(Path.GetFullPath(site))!, full, seen, parent, clock);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or Win32Exception)
        {
            return Refuse([$"{full}: {e.Message}"]);
        }
    }

    private static void Serve(SiteFile site, string siteFolder, string run, Diary diary, int? parent, TimeProvider clock)
    {
        Agenda agenda = new(clock);
        using EventLoop loop = new(agenda);
        using World world = new(site, siteFolder, run, agenda, loop, diary);
        PosixSignal[] ends = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
        List<PosixSignalRegistration> kept = [.. ends.Select(s => PosixSignalRegistration.Create(s, c => { c.Cancel = true; loop.Stop(); }))];
        if (parent is { } id) { EndWith(id, agenda, loop); }
        Console.WriteLine($"门与读卡器模拟已就绪 · door twin ready: {run}");
        loop.Run();
        kept.ForEach(k => k.Dispose());
    }

    /// <summary>
    /// PR_SET_PDEATHSIG would end it with the parent's thread, which a .NET parent gives up at will: so look. The parent
    /// names itself, because it may be dead before this process could ask who it is.
    /// </summary>
    private static void EndWith(int parent, Agenda agenda, EventLoop loop) => agenda.After(ParentCheck, () =>
    {
        if (Libc.getppid() == parent) { EndWith(parent, agenda, loop); } else { loop.Stop(); }
    });

    private static int Refuse(IEnumerable<string> why)
    {
        foreach (string line in why) { Console.Error.WriteLine($"模拟器未启动 · door twin not started: {line}"); }
        return 2;
    }
}
