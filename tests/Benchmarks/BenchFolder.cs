using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Secure.Benchmarks;

/// <summary>A folder on the disk where state lies by default (the temporary folder may be memory), removed afterwards. Its name is short: sockets lie below it.</summary>
internal sealed partial class BenchFolder : IDisposable
{
    public BenchFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        Path = Directory.CreateDirectory(System.IO.Path.Combine(home.Length > 0 ? home : System.IO.Path.GetTempPath(), "bench-" + Guid.NewGuid().ToString("N")[..8])).FullName;
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>The disk's own speed: the median of 500 times writing 4 KiB into a file that is long enough already, and fdatasync.</summary>
    public double FdatasyncP50Ms()
    {
        string file = System.IO.Path.Combine(Path, "fdatasync");
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4_096];
        for (int i = 0; i < 64; i++) { stream.Write(page); }
        stream.Flush(flushToDisk: true);
        List<long> ticks = [];
        for (int i = 0; i < 500; i++)
        {
            page[0] = (byte)i;
            stream.Position = i % 64 * page.Length;
            stream.Write(page);
            long begin = Stopwatch.GetTimestamp();
            if (Fdatasync((int)stream.SafeFileHandle.DangerousGetHandle()) != 0) { throw new IOException("fdatasync failed."); }
            ticks.Add(Stopwatch.GetTimestamp() - begin);
        }
        return new Timings(ticks, 1).Ms(0.5);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int Fdatasync(int file);
}
