namespace Secure.EndToEnd.Tests;

/// <summary>A gateway whose clock is a day off, on a demo of its own.</summary>
[Trait("part", "faults")]
public sealed class FaultsClockTests : IAsyncLifetime
{
    private readonly FaultySite _faulty = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _faulty.InitializeAsync();

    public ValueTask DisposeAsync() => _faulty.DisposeAsync();

    [Fact]
    public async Task A_gateway_a_day_off_stops_no_process_is_told_of_in_an_alarm_and_two_officers_bring_the_controller_back()
    {
        await RunShiftedAsync("-1d", () => Task.FromResult(true));
        await _faulty.AssertWorksAsync(Cancelled);
        await RunShiftedAsync("+1d", HasFollowedAsync);
        // By itself trusted time runs forward only: a controller that followed into tomorrow is called wrong.
        await _faulty.UntilAsync(async () => (await _faulty.Officer.LogAsync(Cancelled, "alarm")).Any(e => e.Text("reasons").Contains("door.clock_wrong", StringComparison.Ordinal)), "the alarm about the clock");
        await BringBackAsync();
        Assert.All(["gateway", "broker", "agent", "guard", "controller"], name => Assert.NotNull(_faulty.Processes.Find(name)));
        await LogProof.AssertSoundAsync(_faulty.Site, _faulty.Officer, Cancelled);
    }

    /// <summary>Two officers set its clock to the gateway's, and the door opens for a badge again.</summary>
    private async Task BringBackAsync()
    {
        await _faulty.UntilAsync(async () => (await _faulty.Site.SignInAsync("officer")).ExitCode == 0, "the officer signs in");
        await _faulty.UntilAsync(async () => (await _faulty.Site.SignInAsync("admin")).ExitCode == 0, "the administrator signs in");
        await _faulty.UntilAsync(
            async () => await _faulty.Site.TriedByTwoAsync("set-clock", "door-01", "--reason", "the gateway was a day ahead") is var said && (said.ExitCode == 0 || said.All.Contains("clock_agrees", StringComparison.Ordinal)),
            "two officers set the controller's clock");
        await _faulty.AssertWorksAsync(Cancelled);
    }

    /// <param name="done">What is waited for under the shifted clock, besides a door that opens.</param>
    private async Task RunShiftedAsync(string shift, Func<Task<bool>> done)
    {
        await ShiftedProcess.RunAsync(_faulty, "gateway", shift, async () =>
        {
            await _faulty.UntilAsync(() => _faulty.Officer.TrySignInAsync(Cancelled), $"the gateway at {shift} welcomes its officer");
            await _faulty.UntilAsync(() => _faulty.Twin.BadgeAsync("lobby", "1003", Cancelled, " wait=3000"), $"the lobby opens at {shift}");
            await _faulty.UntilAsync(done, $"the controller follows at {shift}");
            Assert.NotEqual(0UL, (await _faulty.Officer.CheckAsync(Cancelled)).LogIndex);
        }, Cancelled);
        await _faulty.UntilAsync(() => _faulty.Officer.TrySignInAsync(Cancelled), $"the gateway serves after {shift}");
    }

    /// <summary>The controller says of something that happened just now that it is tomorrow.</summary>
    private async Task<bool> HasFollowedAsync()
    {
        await _faulty.Twin.BadgeAsync("lobby", "1003", Cancelled, " wait=1000");
        DateTimeOffset tomorrow = TimeProvider.System.GetUtcNow().AddHours(12);
        return (await _faulty.Officer.LogAsync(Cancelled, "door.event")).Any(e => DateTimeOffset.TryParse(e.Text("event_time"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset at) && at > tomorrow);
    }
}
