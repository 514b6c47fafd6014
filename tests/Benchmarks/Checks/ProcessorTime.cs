using System.Globalization;

namespace Secure.Benchmarks.Checks;

internal static class ProcessorTime
{
    /// <summary>utime + stime of all threads of the process, from proc_pid_stat(5) fields 14 and 15, which count in 1/100 s on Linux.</summary>
    public static TimeSpan Of(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        // The second field is the program's name in brackets and may hold spaces; the third follows its last bracket.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds(ticks * 10);
    }
}
