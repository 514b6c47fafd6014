using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using PresenceState = Secure.Gateway.Decisions.PresenceState;

namespace Secure.Gateway.Tests.Doors;

/// <summary>A controller's journal of which entries are lost for good, as after a restore from an older backup.</summary>
public sealed class JournalGapTests : IAsyncLifetime
{
    private readonly AskedApprovals _approvals = new();
    private readonly OfficerSession _officer = new();
    private DoorsRig _rig = null!;
    private ulong _held;

    public async ValueTask InitializeAsync()
    {
        _rig = await DoorsRig.StartAsync();
        await _rig.EnterAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        _held = (ulong)_rig.Safe.Journal.Count;
    }

    public ValueTask DisposeAsync()
    {
        _officer.Dispose();
        return _rig.DisposeAsync();
    }

    [Fact]
    public async Task Two_officers_give_up_what_is_lost_and_the_journal_goes_on_behind_it()
    {
        await LoseAsync(3);
        Assert.Equal("approval_required", await RefusedAsync(_held + 1, _held + 3, given: false));
        await AcceptAsync(_held + 1, _held + 3);

        JsonElement told = (await _rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "door.gap_accepted");
        Assert.Equal(($"{_held + 1}", $"{_held + 3}", "door-02"), (Detail(told, "lost_from"), Detail(told, "lost_through"), told.GetProperty("device").GetString()));
        Assert.Equal((PresenceState.Unknown, "journal_gap"), (_rig.Where(DoorsRig.ZhangWei).State, _rig.Where(DoorsRig.ZhangWei).Cause));

        await _rig.TakeAsync(_rig.Safe.Beat());
        await _rig.TakeAsync(_rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"));
        Assert.Equal(_held + 4, State.Sequence);
        await _rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.True(_rig.Services.GetRequiredService<Controllers>().Of(_rig.Safe.Id).Whole);
        Assert.Equal(["door.journal_gap"], await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task What_got_lost_while_the_officers_decided_is_told_and_does_not_stop_it_again()
    {
        await LoseAsync(2);
        _rig.Safe.Write(DoorEventKind.Closed, "vault");
        await AcceptAsync(_held + 1, _held + 2);
        await _rig.TakeAsync(_rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"));
        Assert.Equal(_held + 4, State.Sequence);
        JsonElement lost = (await _rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "door.event.lost");
        Assert.Equal(($"{_held + 3}", $"{_held + 3}"), (Detail(lost, "lost_from"), Detail(lost, "lost_through")));
        Assert.Equal(["door.journal_gap", "door.journal_gap"], await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task The_entry_after_it_must_continue_what_the_controller_has_signed()
    {
        await LoseAsync(2);
        await AcceptAsync(_held + 1, _held + 2);
        await _rig.TakeAsync(_rig.Safe.Beat());
        Assert.False(State.IsSkipping);
        _rig.Safe.Journal[^1] = [1, 2, 3];
        await _rig.TakeAsync(_rig.Safe.Tell(DoorEventKind.ReaderOnline, "vault", "vault-in"));
        Assert.Contains("door.journal_forked", await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Nothing_is_given_up_that_is_not_missing()
    {
        Assert.Equal("no_gap", await RefusedAsync(_held + 1, _held + 1));
        await LoseAsync(2);
        Assert.Equal("gap_differs", await RefusedAsync(_held, _held + 2));
        Assert.Equal("gap_differs", await RefusedAsync(_held + 1, _held + 3));
        Assert.Equal("gap_differs", await RefusedAsync(_held + 1, _held));
        Assert.Equal("unknown_controller", await RefusedAsync(_held + 1, _held + 2, "door-09"));
        _rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await RefusedAsync(_held + 1, _held + 2));
        _rig.Audit.Broken = false;
        Assert.Equal(_held, State.Sequence);
    }

    private ControllerState State => _rig.Services.GetRequiredService<Controllers>().Of(_rig.Safe.Id).State;

    /// <summary>The controller goes on writing, and what it wrote reaches nobody.</summary>
    private async Task LoseAsync(int count)
    {
        for (int i = 0; i < count; i++) { _rig.Safe.Write(DoorEventKind.Closed, "vault"); }
        await _rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["door.journal_gap"], await _rig.AlarmsAsync());
    }

    private Task AcceptAsync(ulong from, ulong through, string controller = "door-02")
    {
        JournalGaps gaps = new(
            _rig.Services.GetRequiredService<Drafts>(), _rig.Services.GetRequiredService<Controllers>(), _rig.Services.GetRequiredService<JournalIntake>(), _approvals, _rig.Site);
        return gaps.AcceptAsync(_officer, new AcceptGapRequest { Controller = controller, LostFrom = from, LostThrough = through, Reason = "restored from a backup" }, CancellationToken.None);
    }

    private async Task<string> RefusedAsync(ulong from, ulong through, string controller = "door-02", bool given = true)
    {
        _approvals.Given = given;
        string code = (await Assert.ThrowsAsync<RefusedException>(() => AcceptAsync(from, through, controller))).Refusal.Code;
        _approvals.Given = true;
        return code;
    }

    private static string? Detail(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name).GetString();
}
