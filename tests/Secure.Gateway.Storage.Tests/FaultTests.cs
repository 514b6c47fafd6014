using System.Diagnostics;
using System.Globalization;
using System.Text;
using Secure.TestKit;

namespace Secure.Gateway.Storage.Tests;

/// <summary>Real processes that are killed, run out of disk, or fail in the middle of a write.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secure-fault-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment()
    {
        // More rounds on request, as SECURE_KILLS=1000.
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("SECURE_KILLS"), CultureInfo.InvariantCulture, out int asked) ? asked : 20;
        Random random = new(1_907);
        for (int round = 0; round < rounds; round++)
        {
            Dictionary<long, string> acknowledged = await AppendAndKillAsync(random.Next(1, 4_000));
            await using SqliteStore store = SqliteStore.Open(new StoreOptions { Folder = _folder, ReserveBytes = 0 }, TimeProvider.System);
            foreach (long[] some in acknowledged.Keys.Order().Chunk(1_000))
            {
                Dictionary<long, string> kept = (await store.ReadLogAsync(some[0], (int)Math.Min(StoreLimits.ReadCount, some[^1] - some[0] + 1), CancellationToken.None))
                    .ToDictionary(e => e.Index, e => Encoding.UTF8.GetString(e.Entry));
                Assert.All(some, index => Assert.Equal(acknowledged[index], kept.GetValueOrDefault(index)));
            }
            byte[] hashes = await store.ReadLeafHashesAsync(0, (int)store.LogSize, CancellationToken.None);
            Assert.Equal(store.LogSize * 32, hashes.Length);
        }
    }

    private async Task<Dictionary<long, string>> AppendAndKillAsync(int after)
    {
        using Process child = ChildProcess.Start("append", _folder);
        Dictionary<long, string> acknowledged = [];
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            // A line cut by the kill was not acknowledged to anybody.
            if (line.Split(' ') is ["ack", { Length: 36 } text, string index]) { acknowledged[long.Parse(index, CultureInfo.InvariantCulture)] = text; }
            if (acknowledged.Count == after) { child.Kill(); }
            if (line.StartsWith("error", StringComparison.Ordinal)) { Assert.Fail(line); }
        }
        await child.WaitForExitAsync();
        Assert.True(acknowledged.Count >= after);
        return acknowledged;
    }

    [Fact]
    public async Task A_full_disk_refuses_ordinary_changes_keeps_room_for_alarms_and_passes_when_there_is_room_again()
    {
        string mount = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        Assert.SkipUnless(await SmallDisk.CanBeMadeAsync(), SmallDisk.Absent);

        (int code, Dictionary<string, List<string>> said) = await ChildProcess.RunAsync(
            "fill", mount, "dir=$5; export dir; exec unshare -rm sh -c 'mount -t tmpfs -o size=40m tmpfs \"$dir\" && head -c 24m /dev/zero > \"$dir/ballast\" && exec \"$@\"' sh \"$@\"");

        Assert.True(code == 0, string.Join('\n', said.SelectMany(s => s.Value)));
        long ordinary = Number(said["ordinary"][0]), all = Number(said["all"][0]);
        Assert.InRange(ordinary, 100, 700);
        Assert.Equal((long)StoreHealth.Full, Number(said["health"][0]));
        Assert.True(all - ordinary >= 50, "The reserve of 4 MiB took only " + (all - ordinary) + " alarms of 20 kB.");
        Assert.Equal(["0", "4194304"], said["reserve"]);
        Assert.Equal([(all + 1).ToString(CultureInfo.InvariantCulture)], said["recovered"]);
        Assert.Equal(said["recovered"], said["size"]);
        Assert.Equal((long)StoreSpace.VeryLow, Number(said["space"][0]));
    }

    [Fact]
    public async Task A_failed_write_ends_the_store_for_good_and_loses_nothing_acknowledged()
    {
        // 4 MiB is the most that a file may have: the write-ahead log hits it. The runtime's own mapping would, too.
        (int code, Dictionary<string, List<string>> said) = await ChildProcess.RunAsync(
            "fail", _folder, "trap '' XFSZ; ulimit -f 8192; DOTNET_EnableWriteXorExecute=0 exec \"$@\"");

        Assert.True(code == 0, string.Join('\n', said.SelectMany(s => s.Value)));
        Assert.Equal(["1", "0"], [said["told"][0], said["again"][0]]);
        await using SqliteStore store = SqliteStore.Open(new StoreOptions { Folder = _folder, ReserveBytes = 0 }, TimeProvider.System);
        Assert.InRange(Number(said["acknowledged"][0]), 1, store.LogSize);
    }

    [Fact]
    public async Task A_second_process_is_kept_out_and_told_why()
    {
        await using (SqliteStore.Open(new StoreOptions { Folder = _folder, ReserveBytes = 0 }, TimeProvider.System))
        {
            (int code, Dictionary<string, List<string>> said) = await ChildProcess.RunAsync("open", _folder);
            Assert.Equal(1, code);
            Assert.Contains("Another process has the store", said["error"][0], StringComparison.Ordinal);
        }
        Assert.Equal(0, (await ChildProcess.RunAsync("open", _folder)).Code);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
