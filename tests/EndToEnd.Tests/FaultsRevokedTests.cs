namespace Secure.EndToEnd.Tests;

/// <summary>A suspended agent tries to come back, on a demo of its own.</summary>
[Trait("part", "faults")]
public sealed class FaultsRevokedTests : IAsyncLifetime
{
    private readonly FaultySite _faulty = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _faulty.InitializeAsync();

    public ValueTask DisposeAsync() => _faulty.DisposeAsync();

    [Fact]
    public async Task A_suspended_agent_is_thrown_off_stays_out_and_comes_back_when_two_resume_it()
    {
        DemoSite site = _faulty.Site;
        Assert.Equal(0, (await site.SignInAsync("officer")).ExitCode);
        CommandResult revoked = await site.CtlAsync("--as", "officer", "suspend", "agent-01", "--reason", "drill");
        Assert.True(revoked.ExitCode == 0, revoked.All);
        await _faulty.UntilAsync(async () => !await _faulty.Officer.AreDoorsOnlineAsync(Cancelled), "the doors go offline");
        // The lobby is of tier 1: its controller may let people in by its lease. The archive's waits for the gateway.
        Assert.False(await _faulty.Twin.BadgeAsync("archive", "1002", Cancelled, " wait=2000"), "A door behind a suspended agent opened.");
        // A new start changes nothing.
        await _faulty.Processes.KillAsync("agent", Cancelled);
        await _faulty.Processes.KillAsync("broker", Cancelled);
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, Cancelled);
        Assert.False(await _faulty.Twin.BadgeAsync("archive", "1002", Cancelled, " wait=2000"), "A door behind a suspended agent opened after its restart.");
        IReadOnlyList<Entry> entries = await _faulty.Officer.LogAsync(Cancelled);
        Entry word = Assert.Single(entries, e => e.Kind == "suspended.device");
        Assert.Equal("agent-01", word.Text("device"));
        Assert.DoesNotContain(entries.Where(e => e.Index > word.Index), e => e.Kind is "entry.granted" or "device.notice");
        Assert.Equal(0, (await site.SignInAsync("admin")).ExitCode);
        await site.ByTwoAsync("resume", "agent-01", "--reason", "checked");
        await _faulty.UntilAsync(() => _faulty.Officer.AreDoorsOnlineAsync(Cancelled), "the doors come back");
        await _faulty.UntilAsync(() => _faulty.Twin.BadgeAsync("archive", "1002", Cancelled, " wait=2000"), "a badge opens again");
    }
}
