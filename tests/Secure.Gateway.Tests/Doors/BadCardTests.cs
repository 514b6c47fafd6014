using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Alerts;
using Secure.Gateway.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>GB 50396-2007: an alarm at no more than 5 bad attempts; here by reader, and by card wherever it is tried.</summary>
public sealed class BadCardTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Five_guessed_cards_at_one_reader_alarm_with_door_reader_and_count()
    {
        for (ushort n = 1; n <= 4; n++) { await TryAsync(Guess(n)); }
        Assert.Empty(await _rig.AlarmsAsync());
        await TryAsync(Guess(5));

        JsonElement alarm = Assert.Single(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "alarm");
        Assert.Equal((BadCards.Code, "lobby", "door-01"), (alarm.GetProperty("reasons")[0].GetString(), alarm.GetProperty("door").GetString(), alarm.GetProperty("device").GetString()));
        Assert.Equal(("lobby-in", "5", "reader"), (Detail(alarm, "reader"), Detail(alarm, "count"), Detail(alarm, "by")));
        Assert.StartsWith("读卡器 lobby-in", Detail(alarm, "text"), StringComparison.Ordinal);
        Assert.DoesNotContain(Guess(5).Hex, alarm.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(AlertSeverity.Warning, Assert.Single(_rig.Services.GetRequiredService<AlertBook>().Open()).Severity);
    }

    [Fact]
    public async Task Five_hundred_are_one_alarm_every_five_minutes()
    {
        for (int n = 0; n < 500; n++) { await TryAsync(Guess((ushort)(n + 1))); _rig.Clock.Advance(2 * Second); }
        Assert.InRange((await _rig.AlarmsAsync()).Count(a => a == BadCards.Code), 3, 4);
    }

    [Fact]
    public async Task Bad_cards_far_apart_are_no_attack()
    {
        for (ushort n = 1; n <= 12; n++) { await TryAsync(Guess(n)); _rig.Clock.Advance(BadCards.Within / 4 + Second); }
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task One_card_that_is_tried_at_one_door_after_the_other_alarms_and_names_its_person()
    {
        // Wang may not enter the vault, and nobody else's card was bad at either reader often enough.
        for (int n = 0; n < 3; n++) { Assert.Equal("no_matching_rule", (await _rig.AskAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Wang)).Refused); }
        _rig.Site.Replace(Without("wang-fang"));
        for (int n = 0; n < 2; n++) { await TryAsync(DoorsRig.Wang); }
        JsonElement alarm = Assert.Single(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "alarm");
        Assert.Equal(("wang-fang", "card", "5", "lobby"), (alarm.GetProperty("person").GetString(), Detail(alarm, "by"), Detail(alarm, "count"), alarm.GetProperty("door").GetString()));
    }

    [Fact]
    public async Task Who_may_enter_and_only_not_now_holds_no_bad_card()
    {
        await _rig.EnterAsync(_rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        _rig.House.Doors.Clear();
        _rig.House.Doors.Add(new DoorReport(DoorId.Parse("lobby"), DoorMode.Blocked, LockState.Locked, LeafState.Closed));
        await _rig.TakeAsync(_rig.House.Beat());
        for (int n = 0; n < 8; n++) { Assert.Equal("door_secured", (await _rig.AskAsync(_rig.House, "lobby", "lobby-in", DoorsRig.Zhang)).Refused); }
        Assert.DoesNotContain(BadCards.Code, await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_counted_and_its_repetition_alarms()
    {
        for (ushort n = 1; n <= 4; n++) { await TryAsync(Guess(n)); }
        _rig.Audit.Broken = true;
        for (int n = 0; n < 3; n++) { await Assert.ThrowsAsync<Contracts.RefusedException>(() => TryAsync(Guess(5))); }
        _rig.Audit.Broken = false;
        await TryAsync(Guess(5));
        JsonElement alarm = Assert.Single(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "alarm");
        Assert.Equal("5", Detail(alarm, "count"));
    }

    [Fact]
    public async Task What_a_controller_refused_offline_counts_once_when_its_journal_comes_all_in_one_go_or_repeated()
    {
        MqttMessage[] told = [.. Enumerable.Range(0, 5).Select(_ => Unanswered(LeaseReasons.NotNamed))];
        await _rig.TakeAsync(told[..4]);
        await _rig.TakeAsync(told[..4]);
        Assert.DoesNotContain(BadCards.Code, await _rig.AlarmsAsync());
        await _rig.TakeAsync(told);
        Assert.Equal([BadCards.Code], await _rig.AlarmsAsync());

        await _rig.TakeAsync([.. Enumerable.Range(0, 5).Select(_ => Unanswered("unreadable_card"))]);
        Assert.Equal([BadCards.Code], await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Cards_before_the_line_was_cut_and_after_it_are_one_count()
    {
        for (ushort n = 1; n <= 3; n++) { await TryAsync(Guess(n)); }
        await _rig.TakeAsync(Unanswered(LeaseReasons.NotNamed), Unanswered(LeaseReasons.NotNamed));
        Assert.Equal([BadCards.Code], await _rig.AlarmsAsync());
    }

    [Theory]
    [InlineData("lobby", LeaseReasons.Expired)]
    [InlineData("lobby", LeaseReasons.OutsideHours)]
    [InlineData("archive", LeaseReasons.NotNamed)]
    public async Task What_says_nothing_about_the_card_is_not_counted(string door, string reason)
    {
        await _rig.TakeAsync([.. Enumerable.Range(0, 8).Select(_ => Unanswered(reason, door))]);
        Assert.DoesNotContain(BadCards.Code, await _rig.AlarmsAsync());
    }

    private static BadgeNumber Guess(ushort number) => BadgeNumber.H10301(77, number);

    private static string? Detail(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name).GetString();

    private Task<(Secure.Grants.Grant? Grant, string? Refused)> TryAsync(BadgeNumber badge) => _rig.AskAsync(_rig.House, "lobby", "lobby-in", badge);

    private MqttMessage Unanswered(string reason, string door = "lobby") => _rig.House.Tell(DoorEventKind.EntryUnanswered, door, door + "-in", reason: reason);

    private Decisions.Site.SiteSnapshot Without(string person)
    {
        Decisions.Site.SiteSnapshot now = _rig.Site.Current;
        Decisions.Site.Person known = now.Persons[PersonId.Parse(person)] with { Active = false };
        return now with { Persons = new Dictionary<PersonId, Decisions.Site.Person>(now.Persons) { [known.Id] = known } };
    }
}
