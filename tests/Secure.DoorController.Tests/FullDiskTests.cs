using System.Diagnostics;
using Google.Protobuf;
using Secure.DoorController.Core.Tests;
using Secure.Grants;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>A controller that cannot record any more locks and ends.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    /// <summary>The process ends: what it drove is locked, and what was under way is not gone on with.</summary>
    [Theory]
    [InlineData("idle")]
    [InlineData("asked")]
    [InlineData("unlocked")]
    [InlineData("open")]
    [InlineData("shut")]
    public async Task On_a_full_disk_the_door_is_locked_and_the_controller_ends_wherever_an_entry_stood(string step)
    {
        Process controller = await StartAsync("56k", again: false);
        await ReachAsync(step);

        Fill(controller.Id);
        if (step == "asked") { await _site.Agent.SayAsync(_site.Agent.NewestGrant()); }
        // Its number must be on the disk before it counts.
        await _site.Agent.SayAsync(new() { CommandRecord = ByteString.CopyFrom(TestGateway.Securing(DoorId.Parse("vault"), 1, DoorCommand.Lockdown).Sign(_site.Gateway.CommandKey)) });
        await controller.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, controller.ExitCode);
        Assert.False(_site.StrikeIsActive);
        Assert.Contains("D016", _site.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_finds_no_room_locks_the_door_and_goes_on_whole_once_there_is_some()
    {
        Process shell = await StartAsync("256k", again: true);
        await ReachAsync("unlocked");

        Fill(shell.Id);
        // Nothing but the journal is written for it; what is left of its last block takes some entries still.
        for (int i = 0; i < 60 && !HasEnded; i++) { _site.Ask("twin", i % 2 == 0 ? "force" : "close", "vault"); }
        await Eventually.True(() => HasEnded, 60);
        Assert.Contains("ended 1", _site.Log, StringComparison.Ordinal);
        Assert.Contains(_site.Log.Split('\n'), l => l.Contains("D016", StringComparison.Ordinal) && l.Contains("No space left", StringComparison.Ordinal));
        Assert.Contains("JournalFile.Append", _site.Log, StringComparison.Ordinal);
        Assert.False(_site.StrikeIsActive);

        _site.Ask("twin", "close", "vault");
        await _site.Agent.DisposeAsync();
        await _site.ConnectAsync();
        await Eventually.True(() => _site.Agent.Events.Count(e => e.Happened == DoorEventKind.ControllerStarted) == 2, 60);
        byte[][] records = [.. _site.Agent.Heard.Where(m => m.JournalEvent is not null).Select(m => m.JournalEvent.EventRecord.ToByteArray())];
        DoorEvent[] told = [.. _site.Agent.Events.Take(records.Length)];
        Assert.Equal(Enumerable.Range(1, told.Length).Select(i => (ulong)i), told.Select(e => e.Sequence));
        Assert.All(Enumerable.Range(1, told.Length - 1), i => Assert.Equal(DoorEvent.HashOf(records[i - 1]), told[i].Previous));
        await Eventually.True(() => _site.Agent.Events.Count(e => e.Happened == DoorEventKind.ReaderOnline) >= 2, 60);
        _site.Badge("1001", "--no-walk");
        Assert.True(_site.StrikeIsActive);
    }

    private async Task<Process> StartAsync(string size, bool again)
    {
        Assert.SkipUnless(MayMount(), "this user may not mount a small disk (unshare -rm)");
        File.WriteAllText(_site["free.json"], _site.Configuration(guarded: false));
        _site.StartTwin();
        Process started = _site.StartControllerOnSmallDisk(size, again, "--config", _site["free.json"], "--enroll", _site["code"]);
        await _site.ConnectAsync();
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.ReaderOnline));
        (_site.Agent.Acknowledges, _site.Agent.Hold) = (false, TimeSpan.FromSeconds(30));
        return started;
    }

    private async Task ReachAsync(string step)
    {
        if (step == "idle") { return; }
        _site.Agent.Answers = step != "asked";
        _site.Badge("1001", "--no-walk", "--wait", step == "asked" ? "500" : "15000");
        await Eventually.True(() => _site.Agent.Heard.Any(m => m.Presentation is not null));
        Assert.Equal(step != "asked", _site.StrikeIsActive);
        if (step is "open" or "shut") { await Eventually.True(() => _site.Ask("twin", "open", "vault", "--json").Contains("\"ok\":true", StringComparison.Ordinal)); }
        if (step == "shut") { _site.Ask("twin", "close", "vault"); }
    }

    private bool HasEnded => _site.Log.Contains("ended ", StringComparison.Ordinal);

    /// <summary>No agent can fill it with refusals: another program does, on the disk that only the controller sees.</summary>
    private void Fill(int controller)
    {
        try
        {
            using FileStream filler = File.Create($"/proc/{controller}/root{_site["state/filler"]}", bufferSize: 0);
            while (true) { filler.Write(new byte[4096]); }
        }
        catch (IOException) { }
    }

    private static bool MayMount()
    {
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
