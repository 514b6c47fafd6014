using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Secure.Gateway.Alerts;
using Secure.Gateway.Storage;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Alerts;

public sealed class KilledTests
{
    [Fact]
    public async Task Killed_at_any_moment_every_alarm_and_every_act_stands_in_both_the_log_and_its_alert()
    {
        using TempFolder folder = new();
        using RigPeople people = new();
        Random random = new(5);
        for (int round = 0; round < 5; round++)
        {
            long told = await RunAndKillAsync(folder.Path, round, random.Next(200));
            await using IStore store = AlertsChild.Open(folder.Path);
            AlertBook book = AlertsChild.Over(store, people).Book;
            await book.LoadAsync(CancellationToken.None);
            Dictionary<long, JsonElement> entries = [];
            while (entries.Count < store.LogSize)
            {
                foreach (LogEntry entry in await store.ReadLogAsync(entries.Count, 4096, CancellationToken.None)) { entries[entry.Index] = JsonDocument.Parse(entry.Entry).RootElement.Clone(); }
            }
            Assert.Empty(book.Unusable);
            Assert.True(book.All().Sum(a => a.Count) >= told, $"{told} were told");
            foreach (Alert alert in book.All())
            {
                JsonElement[] own = [.. entries.Values.Where(e => e.GetProperty("details").GetProperty("alert").GetString() == alert.Id)];
                Assert.Equal(alert.Count, own.Count(e => e.GetProperty("kind").GetString() == "alarm"));
                Assert.Equal(alert.Version - 1, own.Count(e => e.GetProperty("kind").GetString() != "alarm"));
                Assert.All(alert.History, line => Assert.Equal(alert.Id, entries[line.Index].GetProperty("details").GetProperty("alert").GetString()));
            }
        }
    }

    /// <summary>How many alarms the process had told of when it was killed.</summary>
    private static async Task<long> RunAndKillAsync(string folder, int seed, int milliseconds)
    {
        using Process child = Process.Start(new ProcessStartInfo("dotnet", [AlertsChild.Self, "alerts", folder, $"{seed}"]) { RedirectStandardOutput = true })!;
        Assert.Equal("begun", await child.StandardOutput.ReadLineAsync());
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        child.Kill();
        string[] said = (await child.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync();
        return said.Length > 1 ? long.Parse(said[^2], CultureInfo.InvariantCulture) : 0; // the last line may be cut short
    }
}
