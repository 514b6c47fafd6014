using System.Diagnostics;
using System.Globalization;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.TestKit;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

public sealed class PublisherFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secure-killed-").FullName;
    private readonly TestKeys _keys = new();

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_any_moment_the_files_verify_and_every_checkpoint_that_was_out_is_an_ancestor()
    {
        // More rounds on request, as SECURE_KILLS=1000.
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("SECURE_KILLS"), CultureInfo.InvariantCulture, out int asked) ? asked : 20;
        VerifierKey log = new LogKeys(_keys, TimeProvider.System).Signer.VerifierKey;
        Dictionary<long, string> published = [];
        Random random = new(11);
        for (int round = 0; round < rounds; round++)
        {
            await PublishAndKillAsync(random, published);
            LogReport report = new LogVerifier(log, [], 0).Verify(Path.Combine(_folder, "log"), CancellationToken.None);
            Assert.True(report.IsGood, string.Join(' ', report.Faults));
        }
        await using IStore store = PublishingChild.Open(_folder, _keys);
        using Publisher publisher = PublishingChild.Open(_folder, store, _keys);
        await publisher.PublishAsync(CancellationToken.None);
        foreach ((long size, string root) in published)
        {
            Assert.Equal(root, (await new TileHashReader(publisher.Tiles, size).RootAsync(size, CancellationToken.None)).ToString());
        }
    }

    [Fact]
    public async Task With_a_full_disk_for_tiles_entries_stay_durable_and_are_published_when_there_is_room()
    {
        Assert.SkipUnless(await SmallDisk.CanBeMadeAsync(), SmallDisk.Absent);
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        string[] said = await RunOnSmallDiskAsync(disk);

        Assert.Equal(2, said.Length);
        string[] full = said[0].Split(' '), after = said[1].Split(' ');
        Assert.True(long.Parse(full[1], CultureInfo.InvariantCulture) < long.Parse(full[2], CultureInfo.InvariantCulture));
        Assert.Equal(["after", full[2], full[2], "True"], after);
        Assert.Equal("True", full[3]);
    }

    private async Task<string[]> RunOnSmallDiskAsync(string disk)
    {
        const string Mount = "mount -t tmpfs -o size=8m tmpfs \"$1\" && head -c 3m /dev/zero > \"$1/ballast\" && exec dotnet \"$2\" child \"$3\" \"$1\"";
        using Process child = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Mount, "sh", disk, PublishingChild.Self, _folder]) { RedirectStandardOutput = true })!;
        string said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.Equal(0, child.ExitCode);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task PublishAndKillAsync(Random random, Dictionary<long, string> published)
    {
        using Process child = PublishingChild.Start(_folder);
        int lines = random.Next(1, 6);
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [string size, { Length: 44 } root]) { published[long.Parse(size, CultureInfo.InvariantCulture)] = root; }
            if (--lines > 0) { continue; }
            // Somewhere in the middle of what comes next.
            SpinWait.SpinUntil(() => false, random.Next(0, 30));
            child.Kill();
        }
        await child.WaitForExitAsync();
        Assert.True(lines <= 0, "The child ended by itself.");
    }
}
