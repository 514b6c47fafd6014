using System.Diagnostics;
using System.Globalization;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

public sealed class KilledPublisherTests : IDisposable
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
