using System.Text;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Audit;

public sealed class RefusalCounterTests : IAsyncLifetime
{
    private readonly ManualTime _clock = new();
    private readonly TempStore _temp = TempStore.Open();
    private RefusalCounter _counter = null!;

    public ValueTask InitializeAsync()
    {
        _counter = new RefusalCounter(new Recorder(_temp.Store, _clock), _clock);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _counter.DisposeAsync();
        await _temp.DisposeAsync();
    }

    [Fact]
    public async Task A_flood_from_one_source_makes_one_entry_in_ten_seconds_that_says_how_many()
    {
        for (int i = 0; i < 10_000; i++)
        {
            _counter.Count("203.0.113.9", i % 2 == 0 ? "no_session" : "no_certificate");
            if (i % 2_000 == 1_999) { _clock.Advance(TimeSpan.FromSeconds(1.9)); }
        }
        _clock.Advance(TimeSpan.FromSeconds(1));

        string entry = Assert.Single(await EntriesAsync(1));
        Assert.Contains("\"source\":\"203.0.113.9\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"no_session\":\"5000\"", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_sources_at_once_are_counted_together()
    {
        for (int i = 0; i < 50_000; i++) { _counter.Count("source " + i, "no_session"); }
        _clock.Advance(TimeSpan.FromSeconds(11));

        string[] entries = await EntriesAsync(1_025);
        Assert.Equal(1_025, entries.Length);
        Assert.Contains("\"no_session\":\"48976\"", entries.Single(e => e.Contains("\"others\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_sources_and_many_reasons_are_bounded_and_what_is_left_is_written_at_the_end()
    {
        for (int i = 0; i < 1_000; i++) { _counter.Count(new string('x', 10_000), "reason " + i); }
        await _counter.DisposeAsync();

        Assert.InRange(Assert.Single(await EntriesAsync(1)).Length, 100, 700);
    }

    private async Task<string[]> EntriesAsync(int atLeast)
    {
        for (int i = 0; i < 500 && _temp.Store.LogSize < atLeast; i++) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); }
        return [.. (await _temp.Store.ReadLogAsync(0, StoreLimits.ReadCount, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry))];
    }
}
