using System.Diagnostics;

namespace Secure.EndToEnd.Tests;

/// <summary>A gateway whose clock is a day off, on a demo of its own.</summary>
[Trait("part", "faults")]
public sealed class FaultsClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Skewed = TimeSpan.FromSeconds(30);
    private readonly FaultySite _faulty = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _faulty.InitializeAsync();

    public ValueTask DisposeAsync() => _faulty.DisposeAsync();

    [Fact]
    public async Task A_gateway_a_day_off_stops_no_process_and_is_told_of_in_an_alarm()
    {
        await RunShiftedAsync("-1d");
        await _faulty.AssertWorksAsync(Cancelled);
        await RunShiftedAsync("+1d");
        // Trusted time runs forward only: a controller that followed into tomorrow is called wrong until tomorrow has come.
        await _faulty.UntilAsync(async () => (await _faulty.Officer.LogAsync(Cancelled, "alarm")).Any(e => e.Text("reasons").Contains("door.clock_wrong", StringComparison.Ordinal)), "the alarm about the clock");
        Assert.All(["gateway", "broker", "agent", "guard", "controller"], name => Assert.NotNull(_faulty.Processes.Find(name)));
        await LogProof.AssertSoundAsync(_faulty.Site, _faulty.Officer, Cancelled);
    }

    /// <summary>The same gateway by its own command line, under a shifted clock, in the place of the supervised one.</summary>
    private async Task RunShiftedAsync(string shift)
    {
        string[] command = (await File.ReadAllTextAsync($"/proc/{await _faulty.Processes.FindAsync("gateway", Cancelled)}/cmdline", Cancelled)).TrimEnd('\0').Split('\0');
        await _faulty.HoldDownAsync("gateway", Cancelled);
        ProcessStartInfo start = new("faketime") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["-f", shift, .. command]) { start.ArgumentList.Add(word); }
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        start.Environment["DONT_FAKE_MONOTONIC"] = "1";
        using Process gateway = Process.Start(start)!;
        gateway.OutputDataReceived += (_, _) => { };
        gateway.ErrorDataReceived += (_, _) => { };
        gateway.BeginOutputReadLine();
        gateway.BeginErrorReadLine();
        try
        {
            string? said = await SaidAtLastAsync();
            Assert.NotNull(said);
            bool opened = await _faulty.Twin.BadgeAsync("lobby", "1003", Cancelled, " wait=3000");
            TestContext.Current.SendDiagnosticMessage($"{shift}: the gateway said {said}; the lobby {(opened ? "opened" : "stayed locked")}");
            Assert.False(gateway.HasExited, $"The gateway ended at {shift}.");
            if (said == Officer.Welcome) { Assert.NotEqual(0UL, (await _faulty.Officer.CheckAsync(Cancelled)).LogIndex); }
        }
        finally
        {
            gateway.Kill(entireProcessTree: true);
            await gateway.WaitForExitAsync(CancellationToken.None);
            await _faulty.LetComeBackAsync("gateway");
        }
        await _faulty.UntilAsync(() => _faulty.Officer.TrySignInAsync(Cancelled), $"the gateway serves after {shift}");
    }

    /// <summary>Its welcome, or what it still says after a while: where the agent refuses its certificate it has no witness and does not open.</summary>
    private async Task<string?> SaidAtLastAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        string? said = null;
        while (said != Officer.Welcome && TimeProvider.System.GetElapsedTime(began) < Skewed)
        {
            said = await _faulty.Officer.SaidAsync(Cancelled) ?? said;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancelled);
        }
        return said;
    }
}
