using System.Globalization;

namespace Secure.EndToEnd.Tests;

/// <summary>A controller or an agent whose machine's clock is a day off: they go by the gateway's signed word.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class FaultsDeviceClockTests(FaultySite faulty)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Between a start and the gateway's first word a controller knows only its machine's clock: then it says so, and what it tells counts as history.</summary>
    [Theory]
    [InlineData("+1d")]
    [InlineData("-1d")]
    public async Task A_controller_goes_by_the_gateways_word_and_what_it_stamped_before_by_its_own_clock_is_marked(string shift)
    {
        IReadOnlyList<Entry> told = await RunAsync("guard", shift);
        Entry[] own = [.. told.Where(e => e.Text("clock") == "unknown")];
        TimeSpan day = TimeSpan.FromDays(shift[0] == '+' ? 1 : -1), near = TimeSpan.FromHours(1);
        Assert.NotEmpty(own);
        Assert.All(own, e => Assert.True((At(e) - Now - day).Duration() < near && e.Detail("historical") == "true", e.Json.ToString()));
    }

    [Theory]
    [InlineData("+1d")]
    [InlineData("-1d")]
    public async Task An_agent_relays_as_ever_and_its_clock_stands_in_no_record_of_a_door(string shift)
    {
        IReadOnlyList<Entry> told = await RunAsync("agent", shift);
        Assert.All(told, e => Assert.Equal("synchronised", e.Text("clock")));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DateTimeOffset At(Entry entry) => DateTimeOffset.Parse(entry.Text("event_time"), CultureInfo.InvariantCulture);

    /// <summary>With the process's clock moved, a door of tier 2 opens by a grant, and what it does is told with the day that it is.</summary>
    /// <returns>What the controller told meanwhile.</returns>
    private async Task<IReadOnlyList<Entry>> RunAsync(string name, string shift)
    {
        await faulty.AssertWorksAsync(Cancelled);
        ulong before = (await faulty.Officer.LogAsync(Cancelled)).Max(e => e.Index);
        IReadOnlyList<Entry> told = [];
        await ShiftedProcess.RunAsync(faulty, name, shift, async () =>
        {
            await faulty.AssertWorksAsync(Cancelled);
            await faulty.UntilAsync(
                async () => await faulty.Twin.BadgeAsync("archive", "1002", Cancelled, " wait=2000")
                    && (await ToldAsync(before)).Any(e => e.Text("door") == "archive" && e.Detail("event") == "Opened" && e.Text("clock") == "synchronised"),
                "the archive opens and is told of by the gateway's time");
            told = await ToldAsync(before);
        }, Cancelled);
        await faulty.AssertWorksAsync(Cancelled);
        Assert.All(told.Where(e => e.Text("clock") == "synchronised"), e => Assert.True((At(e) - Now).Duration() < TimeSpan.FromHours(1), e.Json.ToString()));
        await LogProof.AssertSoundAsync(faulty.Site, faulty.Officer, Cancelled);
        return told;
    }

    private async Task<IReadOnlyList<Entry>> ToldAsync(ulong after) => [.. (await faulty.Officer.LogAsync(Cancelled, "door.event")).Where(e => e.Index > after)];
}
