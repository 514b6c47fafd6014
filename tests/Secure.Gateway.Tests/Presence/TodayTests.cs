using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Doors;
using Secure.Gateway.Tests.Doors;
using Secure.Grants;
using Secure.Messaging;
using Secure.V1;
using Secure.Vocabulary;
using ClockQuality = Secure.Vocabulary.ClockQuality;

namespace Secure.Gateway.Tests.Presence;

/// <summary>今日出入: what doors answered since midnight, for whoever sees who is where.</summary>
public sealed class TodayTests : DoorCallTests
{
    [Fact]
    public async Task Those_let_through_and_those_refused_are_counted_once_the_newest_told_first()
    {
        TodayResponse before = await TodayAsync();
        Assert.Equal((0u, 0u, 0), (before.Granted, before.Denied, before.Latest.Count));

        await Rig.EnterAsync(Rig.House, "lobby", "lobby-in", DoorsRig.Zhang);
        await Rig.AskAsync(Rig.House, "archive", "archive-in", DoorsRig.Stranger);

        foreach (TodayResponse today in new[] { await TodayAsync(), await TodayAsync() })
        {
            Assert.Equal((1u, 1u), (today.Granted, today.Denied));
            Assert.Equal(["archive", "lobby"], today.Latest.Select(answer => answer.Door));
            Assert.Equal((false, "", ""), (today.Latest[0].Granted, today.Latest[0].Person, today.Latest[0].Name));
            Assert.Equal((true, "zhang-wei", "张伟", "lobby"), (today.Latest[1].Granted, today.Latest[1].Person, today.Latest[1].Name, today.Latest[1].Room));
        }
    }

    [Fact]
    public async Task Of_many_all_are_counted_and_the_last_are_told()
    {
        for (int i = 0; i < 20; i++) { await Rig.AskAsync(Rig.House, "archive", "archive-in", DoorsRig.Stranger); }
        TodayResponse first = await TodayAsync();
        await Rig.AskAsync(Rig.House, "lobby", "lobby-in", DoorsRig.Stranger);
        TodayResponse then = await TodayAsync();
        Assert.Equal((20u, 21u), (first.Denied, then.Denied));
        Assert.Equal((8, 8, "lobby"), (first.Latest.Count, then.Latest.Count, then.Latest[0].Door));
        Assert.Equal(then.Latest.Skip(1), first.Latest.Take(7));
    }

    [Fact]
    public async Task After_midnight_where_the_site_is_the_count_begins_anew()
    {
        await Rig.AskAsync(Rig.House, "archive", "archive-in", DoorsRig.Stranger);
        Assert.Equal(1u, (await TodayAsync()).Denied);
        DateTimeOffset local = TimeZoneInfo.ConvertTime(Rig.Clock.GetUtcNow(), Rig.Site.Current.TimeZone);
        TimeSpan left = TimeSpan.FromDays(1) - local.TimeOfDay;
        Rig.Clock.StepWall(left - TimeSpan.FromSeconds(1));
        Assert.Equal(1u, (await TodayAsync()).Denied);
        Rig.Clock.StepWall(TimeSpan.FromSeconds(2));
        TodayResponse next = await TodayAsync();
        Assert.Equal((0u, 0), (next.Denied, next.Latest.Count));
    }

    [Fact]
    public async Task Whom_a_lease_let_in_counts_when_its_record_arrives_on_the_day_it_happened_by_the_sites_midnight()
    {
        await Rig.AskAsync(Rig.House, "archive", "archive-in", DoorsRig.Stranger);
        TimeSpan sinceMidnight = TimeZoneInfo.ConvertTime(Rig.Clock.GetUtcNow(), Rig.Site.Current.TimeZone).TimeOfDay;
        // A minute before the site's midnight, a minute after it, and by a clock that was never set, which may say what it likes.
        MqttMessage before = LetIn(-sinceMidnight - TimeSpan.FromMinutes(1)), after = LetIn(-sinceMidnight + TimeSpan.FromMinutes(1));
        MqttMessage unset = LetIn(-sinceMidnight - TimeSpan.FromDays(300), ClockQuality.Unknown);
        Assert.Equal((0u, 1u), Counts(await TodayAsync()));

        await Rig.TakeAsync(before);
        Assert.Equal((0u, 1u), Counts(await TodayAsync()));
        await Rig.TakeAsync(after, unset);

        foreach (TodayResponse today in new[] { await TodayAsync(), await TodayAsync() })
        {
            Assert.Equal((2u, 1u), Counts(today));
            // What came late stands where it happened, below what the gateway answered since.
            Assert.Equal((true, "wang-fang", "王芳", "lobby"), (today.Latest[^1].Granted, today.Latest[^1].Person, today.Latest[^1].Name, today.Latest[^1].Door));
            Assert.Equal(Rig.Clock.GetUtcNow() - sinceMidnight + TimeSpan.FromMinutes(1), today.Latest[^1].At.ToDateTimeOffset(), TimeSpan.FromSeconds(1));
        }
    }

    private static (uint Granted, uint Denied) Counts(TodayResponse today) => (today.Granted, today.Denied);

    private MqttMessage LetIn(TimeSpan skew, ClockQuality quality = ClockQuality.Synchronised)
    {
        const ulong lease = 7;
        (Rig.House.Skew, Rig.House.Quality) = (skew, quality);
        string id = LeaseEntry.IdOf(lease, Rig.Services.GetRequiredService<LeaseNames>().HandleOf(lease, DoorsRig.WangFang));
        MqttMessage told = Rig.House.Tell(DoorEventKind.EntryOffline, "lobby", "lobby-in", decision: id);
        (Rig.House.Skew, Rig.House.Quality) = (TimeSpan.Zero, ClockQuality.Synchronised);
        return told;
    }

    private async Task<TodayResponse> TodayAsync() => await Presence.TodayAsync(new TodayRequest(), AsOfficer, cancellationToken: Limit);
}
