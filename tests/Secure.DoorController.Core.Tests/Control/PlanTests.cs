using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Tests.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class PlanTests : IDisposable
{
    private readonly TestController _site = new();

    private ulong Number => _site.Report(TestController.Vault).PlanNumber;

    private void Send(DoorPlan plan, bool byGrantKey = false) => Assert.Equal(Reception.Fine, _site.Say(new ToController
    {
        DoorPlanRecord = ByteString.CopyFrom(plan.Sign(byGrantKey ? _site.Gateway.GrantKey : _site.Gateway.CommandKey)),
    }));

    [Fact]
    public void Only_a_higher_number_counts_and_it_outlives_a_restart()
    {
        Send(TestPlan.Of(number: 5));
        Send(TestPlan.Of(number: 4, emergencyRelease: false));
        Send(TestPlan.Of(number: 5, emergencyRelease: false));
        Assert.Equal(5UL, Number);
        _site.Start();
        Assert.Equal(5UL, Number);
        Assert.True(_site.Controller.Doors.Plan(TestController.Vault)!.Exit.EmergencyRelease);
        _site.Greet();
        Send(TestPlan.Of(number: 6));
        Assert.Equal(6UL, Number);
    }

    [Fact]
    public void A_plan_signed_by_another_key_for_another_controller_or_for_a_strange_door_changes_nothing()
    {
        Send(TestPlan.Of(number: 5), byGrantKey: true);
        Send(TestPlan.Of(number: 5) with { Controller = DeviceId.Parse("controller-2") });
        Send(TestPlan.Of("attic", 5));
        Assert.Equal(0UL, Number);
        Assert.Empty(_site.Ports.Plans);
    }

    [Fact]
    public void A_plan_that_was_altered_on_the_disk_is_not_followed()
    {
        Send(TestPlan.Of(number: 5));
        _site.Ports.Plans[TestController.Vault][40] ^= 1;
        _site.Start();
        Assert.Equal(0UL, Number);
    }

    [Fact]
    public void The_heartbeat_tells_which_plan_each_door_follows()
    {
        Send(TestPlan.Of(number: 5));
        _site.Pass(Heartbeat.Period);
        FromController beat = _site.Ports.Sent.Last(m => m.MessageCase == FromController.MessageOneofCase.HeartbeatRecord);
        Assert.True(Record.TryVerify(beat.HeartbeatRecord.Span, [_site.PublicKey], out Heartbeat? told));
        Assert.Equal([("lobby", 0UL), ("vault", 5UL)], told.Doors.Select(d => (d.Door.Text, d.PlanNumber)).Order());
    }

    [Fact]
    public void A_mantrap_never_has_two_doors_unlocked_or_open()
    {
        Send(TestPlan.Of(number: 1, interlock: "trap"));
        Send(TestPlan.Of("lobby", 1, interlock: "trap"));
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 1, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
        Assert.True(_site.Ports.Driven[TestController.Vault]);
        OrderLobby(2);
        Assert.False(_site.Ports.Driven[TestController.Lobby]);
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Pass(TimeSpan.FromSeconds(6));
        _site.LockFollows(TestController.Vault);
        OrderLobby(3);
        Assert.False(_site.Ports.Driven[TestController.Lobby]);
        _site.Leaf(TestController.Vault, false);
        OrderLobby(4);
        Assert.True(_site.Ports.Driven[TestController.Lobby]);
    }

    [Fact]
    public void Free_hours_hold_a_door_unlocked_only_while_the_gateway_has_told_the_time_and_is_there()
    {
        Send(TestPlan.Of(number: 1, free: TestPlan.Free(firstPerson: true)));
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(DoorMode.Secured, _site.Report(TestController.Vault).Mode);
        _site.Say(new ToController { SignedTimeRecord = ByteString.CopyFrom(new SignedTime(_site.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1).Sign(_site.Gateway.CommandKey)) });
        _site.DiskKeeps();
        _site.Say(new ToController { AcknowledgementRecord = ByteString.CopyFrom(new Acknowledgement(DeviceId.Parse("controller-1"), (ulong)_site.Ports.Records.Count, 1).Sign(_site.Gateway.CommandKey)) });
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(DoorMode.FirstPersonPending, _site.Report(TestController.Vault).Mode);
        _site.Controller.AgentLeft();
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(DoorMode.Secured, _site.Report(TestController.Vault).Mode);
    }

    public void Dispose() => _site.Dispose();

    private void OrderLobby(ulong number) =>
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Lobby), number, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
}
