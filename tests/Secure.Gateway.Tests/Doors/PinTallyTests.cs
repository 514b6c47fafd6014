using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>PINs that a controller compared while the gateway was away, in the gateway's own count.</summary>
public sealed class PinTallyTests : IAsyncLifetime
{
    private const ulong Lease = 7;

    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Each_wrong_pin_counts_once_however_often_and_in_whatever_company_it_is_told()
    {
        MqttMessage[] told = [Wrong(), Wrong(), Wrong()];
        await _rig.TakeAsync(told);
        await _rig.TakeAsync(told[1], told[2], Wrong());
        Assert.Equal(4, await FailuresAsync());
        await _rig.RestartAsync();
        await _rig.TakeAsync(told);
        Assert.Equal(4, await FailuresAsync());
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Where_the_journal_cannot_be_written_nothing_is_counted_and_its_repetition_is()
    {
        MqttMessage told = Wrong();
        _rig.Audit.Broken = true;
        await _rig.TakeAsync(told);
        _rig.Audit.Broken = false;
        Assert.Equal(0, await FailuresAsync());
        await _rig.TakeAsync(told);
        Assert.Equal(1, await FailuresAsync());
    }

    [Fact]
    public async Task They_join_the_count_that_the_gateway_has_delay_from_when_they_were_made_and_alarm()
    {
        await CountAsync(3);
        MqttMessage[] told = [Wrong(), Wrong()];
        await _rig.TakeAsync(told[0]);
        Assert.Empty(await _rig.AlarmsAsync());
        await _rig.TakeAsync(told[1]);
        Assert.Equal(5, await FailuresAsync());
        Assert.Equal(["door.pin_locked"], await _rig.AlarmsAsync());
        JsonElement alarm = (await _rig.EntriesAsync()).Last(e => e.GetProperty("kind").GetString() == "alarm");
        Assert.Equal(("wang-fang", "archive"), (alarm.GetProperty("person").GetString(), alarm.GetProperty("door").GetString()));
        Assert.False(await IsUsableAsync());
        Assert.DoesNotContain(_rig.Broker.Down, d => d.Message.MessageCase is DoorMessages.ToController.MessageOneofCase.CommandRecord);
        await _rig.PassAsync(TimeSpan.FromSeconds(35));
        Assert.True(await IsUsableAsync());
        Assert.Equal(5, await FailuresAsync());
    }

    [Fact]
    public async Task What_was_long_ago_delays_nobody_now_and_ends_no_delay_that_is_in_force()
    {
        MqttMessage[] longAgo = [.. Enumerable.Range(0, 5).Select(_ => Wrong())];
        await _rig.PassAsync(TimeSpan.FromHours(1));
        await _rig.TakeAsync(longAgo);
        Assert.Equal(5, await FailuresAsync());
        Assert.True(await IsUsableAsync());

        MqttMessage late = Wrong();
        await _rig.PassAsync(TimeSpan.FromHours(1));
        await CountAsync(7);
        Assert.False(await IsUsableAsync());
        await _rig.TakeAsync(late);
        Assert.Equal(8, await FailuresAsync());
        Assert.False(await IsUsableAsync());
    }

    [Fact]
    public async Task A_right_pin_ends_the_count_unless_a_wrong_one_may_have_come_after_it()
    {
        await _rig.TakeAsync(Wrong(), Wrong(), Right());
        Assert.Equal(0, await FailuresAsync());
        MqttMessage early = Right();
        await _rig.PassAsync(TimeSpan.FromMinutes(1));
        await CountAsync(2);
        await _rig.TakeAsync(early);
        Assert.Equal(2, await FailuresAsync());
    }

    [Fact]
    public async Task A_badge_alone_nobodys_pin_and_another_controllers_door_count_nothing()
    {
        await _rig.TakeAsync(Wrong());
        await _rig.TakeAsync(
            Tell(DoorEventKind.EntryOffline, LeaseWord.Badge), Tell(DoorEventKind.EntryUnanswered, LeaseWord.Badge, "no_answer"), Tell(DoorEventKind.EntryUnanswered, LeaseWord.Badge, "lease_pin_locked"),
            _rig.House.Tell(DoorEventKind.EntryUnanswered, "archive", "archive-in", decision: LeaseEntry.IdOf(Lease, 99), reason: LeaseReasons.PinWrong),
            _rig.House.Tell(DoorEventKind.EntryUnanswered, "vault", "vault-in", decision: IdOf(LeaseWord.Badge), reason: LeaseReasons.PinWrong));
        Assert.Equal(1, await FailuresAsync());
        Assert.Equal(0, await FailuresAsync("vault"));
    }

    [Fact]
    public async Task An_altered_count_holds_up_no_journal_and_alarms()
    {
        await _rig.TakeAsync(Wrong());
        await _rig.RestartAsync(folder => DoorsRig.Alter(folder, $"UPDATE rows SET value = x'7b7d' WHERE key = '{Key("archive")}'"));
        await _rig.TakeAsync(Wrong());
        Assert.Equal(["store.tampered"], await _rig.AlarmsAsync());
        Assert.Equal(2, (await _rig.EntriesAsync()).Count(e => e.TryGetProperty("reasons", out JsonElement why) && why.EnumerateArray().Any(r => r.GetString() == LeaseReasons.PinWrong)));
        await Assert.ThrowsAsync<Contracts.RefusedException>(() => RowAsync("archive"));
    }

    private static string Key(string door) => StepUpTables.KeyOf(DoorsRig.WangFang, Factor.Pin, FactorCounters.PlaceOf(DoorId.Parse(door)));

    private MqttMessage Wrong() => Tell(DoorEventKind.EntryUnanswered, LeaseWord.Badge, LeaseReasons.PinWrong);

    private MqttMessage Right() => Tell(DoorEventKind.EntryOffline, LeaseWord.Pin);

    private MqttMessage Tell(DoorEventKind happened, LeaseWord word, string reason = "") => _rig.House.Tell(happened, "archive", "archive-in", decision: IdOf(word), reason: reason);

    private string IdOf(LeaseWord word) => LeaseEntry.IdOf(Lease, _rig.Services.GetRequiredService<LeaseNames>().HandleOf(Lease, DoorsRig.WangFang, word));

    private Task<CounterRow> RowAsync(string door) =>
        _rig.Services.GetRequiredService<FactorCounters>().ReadAsync(DoorsRig.WangFang, Factor.Pin, FactorCounters.PlaceOf(DoorId.Parse(door)), CancellationToken.None);

    private async Task<int> FailuresAsync(string door = "archive") => (await RowAsync(door)).Counter.Failures;

    /// <summary>Failures before the gateway, now, up to so many.</summary>
    private async Task CountAsync(int failures)
    {
        CounterRow row = await RowAsync("archive");
        Decisions.StepUp.FactorCounter counter = row.Counter;
        while (counter.Failures < failures) { counter = counter.Fail(Decisions.StepUp.FactorLimits.Pin, _rig.Clock.GetUtcNow().ToUnixTimeMilliseconds()); }
        Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(new Gateway.Audit.AuditEvent("test"), CancellationToken.None, row.Write(counter)));
    }

    private async Task<bool> IsUsableAsync()
    {
        try { await _rig.Services.GetRequiredService<FactorCounters>().RequireUsableAsync(DoorsRig.WangFang, Factor.Pin, FactorCounters.PlaceOf(DoorId.Parse("archive")), CancellationToken.None); }
        catch (Contracts.RefusedException) { return false; }
        return true;
    }
}
