using Secure.DoorMessages;
using Secure.Gateway.Decisions.Site;
using Secure.Grants;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class PlanTests
{
    private static readonly DoorId Vault = DoorId.Parse("vault");

    private static List<DoorPlan> Sent(DoorsRig rig) =>
    [
        .. rig.Broker.Down.Where(d => d.Message.MessageCase == ToController.MessageOneofCase.DoorPlanRecord)
            .Select(d => Record.TryVerify(d.Message.DoorPlanRecord.Span, [rig.Keys.Command.PublicKey], out DoorPlan? plan) ? plan : throw new InvalidOperationException("Not the gateway's.")),
    ];

    private static async Task ReportAsync(DoorsRig rig, ulong plan)
    {
        rig.Clock.Advance(Heartbeat.Period);
        rig.Safe.Doors.Clear();
        rig.Safe.Doors.Add(new DoorReport(Vault, DoorMode.Secured, LockState.Locked, LeafState.Closed, plan));
        await rig.TakeAsync(rig.Safe.Beat());
    }

    private static void Change(DoorsRig rig, Func<DoorProfile, DoorProfile> change) => rig.Site.Replace(rig.Site.Current with
    {
        Doors = rig.Site.Current.Doors.ToDictionary(d => d.Key, d => d.Value with { Profile = change(d.Value.Profile) }),
    });

    [Fact]
    public async Task A_door_gets_its_plan_until_it_says_that_it_follows_it()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await ReportAsync(rig, 0);
        await ReportAsync(rig, 0);
        DoorPlan plan = Sent(rig)[^1];
        Assert.Equal((rig.Safe.Id, Vault, Tier.Three), (plan.Controller, plan.Door, plan.Tier));
        Assert.Equal([("vault-in", false), ("vault-out", true)], plan.Passage.Readers.Select(r => (r.Reader.Text, r.Inside)));
        Assert.Equal([plan.Number, plan.Number], Sent(rig).Select(p => p.Number));
        await ReportAsync(rig, plan.Number);
        Assert.Equal(2, Sent(rig).Count);
        Assert.Equal(1, await rig.CountAsync("door.event.plan"));
    }

    [Fact]
    public async Task What_the_site_says_anew_of_a_door_is_a_plan_with_a_higher_number_and_nothing_else_is()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await ReportAsync(rig, 0);
        ulong first = Sent(rig)[^1].Number;
        Change(rig, p => p);
        await ReportAsync(rig, first);
        Assert.Single(Sent(rig));
        Change(rig, p => p with { EmergencyRelease = true, RexInLockdown = [1] });
        await ReportAsync(rig, first);
        DoorPlan second = Sent(rig)[^1];
        Assert.True(second.Number > first);
        Assert.Equal((true, false), (second.Exit.RexWorksAt(1), second.Exit.RexWorksAt(2)));
    }

    [Fact]
    public async Task Numbers_go_on_rising_after_a_restart_and_above_what_a_door_reports()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await ReportAsync(rig, 0);
        ulong first = Sent(rig)[^1].Number;
        await rig.RestartAsync();
        await ReportAsync(rig, first);
        Assert.Single(Sent(rig));
        await ReportAsync(rig, ulong.MaxValue - 5);
        Assert.True(Sent(rig)[^1].Number > ulong.MaxValue - 5);
    }

    [Fact]
    public async Task A_plan_that_could_not_be_recorded_is_not_sent()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync();
        await ReportAsync(rig, 0);
        int before = Sent(rig).Count;
        Change(rig, p => p with { PreAlarm = TimeSpan.FromSeconds(5) });
        rig.Audit.Broken = true;
        await ReportAsync(rig, 0);
        Assert.Equal(before, Sent(rig).Count);
    }
}
