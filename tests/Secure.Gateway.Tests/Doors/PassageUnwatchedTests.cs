using System.Text.Json;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Anti-passback at the vault for somebody who was seen inside before a time in which nobody watched its doors.</summary>
public sealed class PassageUnwatchedTests
{
    private static readonly BadgeNumber Officer = BadgeNumber.H10301(1, 1004);

    public static TheoryData<AntiPassback, string> Unwatched()
    {
        TheoryData<AntiPassback, string> all = [];
        foreach (AntiPassback rule in new[] { AntiPassback.Hard, AntiPassback.Timed })
        {
            foreach (string cause in new[] { "controller_restarted", "controller_silent", "journal_gap" }) { all.Add(rule, cause); }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Unwatched))]
    public async Task Who_was_inside_when_nobody_could_watch_is_not_let_in_again_and_hears_what_helps(AntiPassback rule, string cause)
    {
        await using DoorsRig rig = await InsideAsync(rule);
        await UnwatchAsync(rig, cause);
        Assert.Equal((PresenceState.Unknown, "vault", cause), rig.Where(DoorsRig.ZhangWei));

        Assert.Equal("passback_unsure", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        Assert.Null((await InAsync(rig, Officer)).Refused);
    }

    [Theory]
    [InlineData("controller_restarted")]
    [InlineData("controller_silent")]
    [InlineData("journal_gap")]
    public async Task In_a_soft_area_they_are_let_in_and_it_is_told(string cause)
    {
        await using DoorsRig rig = await InsideAsync(AntiPassback.Soft);
        await UnwatchAsync(rig, cause);

        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
        Assert.Equal("passback_unsure", Reason((await rig.EntriesAsync())[^1]));
    }

    [Fact]
    public async Task It_holds_over_a_restart_of_the_gateway_in_between()
    {
        await using DoorsRig rig = await InsideAsync(AntiPassback.Hard);
        await UnwatchAsync(rig, "controller_restarted");
        await rig.RestartAsync();
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());

        Assert.Equal("passback_unsure", (await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task Who_is_inside_passes_the_reader_inside_and_may_come_again()
    {
        await using DoorsRig rig = await InsideAsync(AntiPassback.Hard);
        rig.Site.Replace(PassageTests.Release(rig.Site.Current));
        await UnwatchAsync(rig, "controller_restarted");
        await rig.EnterAsync(rig.Safe, "vault", "vault-out", DoorsRig.Zhang);

        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Theory]
    [InlineData(AntiPassback.Hard, DoorEventKind.FireStarted)]
    [InlineData(AntiPassback.Timed, DoorEventKind.FireStarted)]
    [InlineData(AntiPassback.Hard, DoorEventKind.ExitOpened)]
    [InlineData(AntiPassback.Timed, DoorEventKind.Opened)]
    [InlineData(AntiPassback.Hard, DoorEventKind.Opened)]
    public async Task What_may_have_let_them_out_lets_them_in_again_whether_it_came_before_or_after(AntiPassback rule, DoorEventKind letOut)
    {
        foreach (bool first in new[] { true, false })
        {
            await using DoorsRig rig = await InsideAsync(rule);
            if (!first) { await UnwatchAsync(rig, "controller_restarted"); }
            // An opening without a reader is an officer's.
            await rig.TakeAsync(rig.Safe.Tell(letOut, "vault"));
            if (first) { await UnwatchAsync(rig, "controller_restarted"); }

            Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
        }
    }

    [Fact]
    public async Task Who_left_by_the_pass_list_while_the_gateway_was_away_may_come_again()
    {
        await using DoorsRig rig = await InsideAsync(AntiPassback.Hard);
        await UnwatchAsync(rig, "controller_silent");
        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-out", DoorsRig.ZhangWei, "by the list"), late: true));

        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task Another_controllers_late_word_takes_nobody_back_to_where_they_had_left()
    {
        await using DoorsRig rig = await StartAsync(AntiPassback.Hard);
        byte[] entry = rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-in", DoorsRig.ZhangWei, "by the list");
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, entry, late: true));

        // Presence is not begun by it, nor left standing.
        Assert.Equal((PresenceState.Unknown, "lobby", "historical"), rig.Where(DoorsRig.ZhangWei));
        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task Late_word_of_an_entry_after_they_were_last_seen_keeps_them_out()
    {
        await using DoorsRig rig = await StartAsync(AntiPassback.Hard);
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        byte[] entry = rig.Safe.Write(DoorEventKind.Opened, "vault", "vault-in", DoorsRig.ZhangWei, "by the list");
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        await rig.TakeAsync(rig.Agent2.Event(rig.Safe, entry, late: true));

        Assert.Equal("passback_unsure", (await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Fact]
    public async Task The_time_counts_from_the_entry_and_not_from_the_doubt()
    {
        await using DoorsRig rig = await InsideAsync(AntiPassback.Timed);
        await rig.PassAsync(TimeSpan.FromMinutes(10));
        await UnwatchAsync(rig, "controller_restarted");
        Assert.Equal("passback_unsure", (await InAsync(rig, DoorsRig.Zhang)).Refused);
        await rig.RestartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    [Theory]
    [InlineData(AntiPassback.Hard)]
    [InlineData(AntiPassback.Timed)]
    public async Task Whose_record_was_altered_in_the_store_is_not_let_in_by_it(AntiPassback rule)
    {
        await using DoorsRig rig = await InsideAsync(rule);
        await rig.RestartAsync(folder => DoorsRig.Alter(folder, "UPDATE rows SET value=replace(value,'Present','Absent') WHERE tbl='presence'"));
        await rig.TakeAsync(rig.House.Beat(), rig.Safe.Beat());
        Assert.Equal("integrity_failure", (await InAsync(rig, DoorsRig.Zhang)).Refused);

        // Seen anywhere else, they are known again.
        await rig.EnterAsync(rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        Assert.Null((await InAsync(rig, DoorsRig.Zhang)).Refused);
    }

    private static async Task<DoorsRig> StartAsync(AntiPassback rule)
    {
        DoorsRig rig = await DoorsRig.StartAsync();
        rig.Site.Replace(rig.Site.Current with
        {
            Areas = new Dictionary<string, Area> { ["inner"] = new("inner", new HashSet<RoomId> { DoorsRig.Vault }, rule, TimeSpan.FromMinutes(15)) },
        });
        return rig;
    }

    private static async Task<DoorsRig> InsideAsync(AntiPassback rule)
    {
        DoorsRig rig = await StartAsync(rule);
        await rig.EnterAsync(rig.Safe, "vault", "vault-in", DoorsRig.Zhang);
        return rig;
    }

    /// <summary>For a time nobody watches the vault's door; then its controller is heard and whole again.</summary>
    private static async Task UnwatchAsync(DoorsRig rig, string cause)
    {
        MqttMessage? missing = null;
        switch (cause)
        {
            case "controller_restarted":
                rig.Safe.Restart();
                await rig.BeginAsync(rig.Safe);
                return;
            case "controller_silent":
                await rig.PassAsync(TimeSpan.FromSeconds(5));
                rig.Clock.Advance(TimeSpan.FromSeconds(16));
                await rig.TakeAsync(rig.House.Beat());
                await rig.LookAsync();
                break;
            default:
                missing = rig.Safe.Tell(DoorEventKind.Closed, "vault");
                await rig.PassAsync(TimeSpan.FromSeconds(10));
                break;
        }
        if (missing is not null) { await rig.TakeAsync(missing); }
        await rig.PassAsync(TimeSpan.FromSeconds(10));
    }

    private static string? Reason(JsonElement entry) => entry.GetProperty("reasons")[0].GetString();

    private static Task<(Grant? Grant, string? Refused)> InAsync(DoorsRig rig, BadgeNumber badge) => rig.AskAsync(rig.Safe, "vault", "vault-in", badge);
}
