using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Doors;
using Secure.Messaging;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>An officer asks what a door's camera sees now. What comes of a picture that is brought, Evidence's own tests show.</summary>
public sealed class SnapshotTests : DoorCallTests
{
    private static readonly DateTimeOffset Taken = DateTimeOffset.UnixEpoch.AddYears(56);

    private AgentAsks Asks => Rig.Services.GetRequiredService<AgentAsks>();

    [Fact]
    public async Task The_doors_own_agent_is_asked_once_it_is_recorded_and_the_answer_names_the_picture_and_its_time()
    {
        await TellAsync(["vault"]);
        AsyncUnaryCall<TakeSnapshotResponse> call = Take("vault");
        AgentRequest request = await AskedAsync();
        Assert.Equal((AgentAct.Snapshot, "vault", "door-02"), (request.Act, request.Door?.Text, request.Controller?.Text));
        Assert.Equal(["door.snapshot"], await KindsAsync());

        Asks.Kept(Convert.ToHexStringLower(request.Id), new string('a', 64), Taken);
        TakeSnapshotResponse answer = await call;

        Assert.Equal((new string('a', 64), Taken, Rig.Clock.GetUtcNow()), (answer.Evidence, answer.TakenAt.ToDateTimeOffset(), answer.AskedAt.ToDateTimeOffset()));
        JsonElement entry = (await Rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "door.snapshot");
        Assert.Equal(("vault", "agent-02", "permit", "who is there"), (Text(entry, "door"), Text(entry, "device"), Text(entry, "decision"), entry.GetProperty("details").GetProperty("reason").GetString()));
        Assert.False(Asks.Awaits(Convert.ToHexStringLower(request.Id), Rig.Agent2.Id, DoorId.Parse("vault")));
    }

    [Theory]
    [InlineData("never heard", "agent_unreachable")]
    [InlineData("silent for long", "agent_unreachable")]
    [InlineData("an earlier program", "agent_too_old")]
    [InlineData("no camera there", "no_camera")]
    [InlineData("the broker away", "agent_unreachable")]
    public async Task Where_no_picture_can_come_nobody_is_asked_and_the_reason_is_told_and_recorded(string what, string expected)
    {
        if (what != "never heard") { await TellAsync(what switch { "an earlier program" => null, "no camera there" => ["archive"], _ => ["vault"] }); }
        if (what == "silent for long") { Rig.Clock.Advance(SnapshotDesk.SilenceMax + TimeSpan.FromSeconds(1)); }
        if (what == "the broker away") { Rig.Broker.Connected = false; }

        Assert.Equal(expected, await CodeAsync(Take("vault")));

        Assert.Empty(Requests());
        Assert.Equal(["door.snapshot", "door.snapshot_failed"], await KindsAsync());
        Assert.Equal(expected, (await Rig.EntriesAsync()).Last().GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task The_agents_own_reason_is_told_in_words_and_another_agents_changes_nothing()
    {
        await TellAsync(["vault"]);
        AsyncUnaryCall<TakeSnapshotResponse> call = Take("vault");
        AgentRequest request = await AskedAsync();

        await Rig.TakeAsync(Rig.Agent1.Refuse(new AgentRefusal(request.Id, AgentRefusals.CameraOff)));
        Assert.True(Asks.Awaits(Convert.ToHexStringLower(request.Id), Rig.Agent2.Id, DoorId.Parse("vault")));
        await Rig.TakeAsync(Rig.Agent2.Refuse(new AgentRefusal(request.Id, AgentRefusals.CameraSilent)));

        Refusal? refusal = (await Assert.ThrowsAsync<RpcException>(async () => await call)).ToRefusal();
        Assert.Equal(("camera_silent", "摄像头没有画面，没有图片"), (refusal?.Code, refusal?.Text.Zh));
        Assert.Equal(["door.snapshot", "door.snapshot_failed"], await KindsAsync());
    }

    [Fact]
    public async Task An_agent_that_brings_nothing_in_time_is_told_and_a_second_request_for_the_same_door_waits_for_its_turn()
    {
        await TellAsync(["vault"]);
        AsyncUnaryCall<TakeSnapshotResponse> first = Take("vault");
        AgentRequest request = await AskedAsync();
        Assert.Equal("snapshot_under_way", await CodeAsync(Take("vault")));

        // The wait begins after the broker's answer, at a moment that is not seen from here.
        Task<string?> late = CodeAsync(first);
        while (!late.IsCompleted)
        {
            Rig.Clock.Advance(SnapshotDesk.AnswerMax);
            await Task.WhenAny(late, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Limit));
        }

        Assert.Equal("snapshot_late", await late);
        Assert.False(Asks.Awaits(Convert.ToHexStringLower(request.Id), Rig.Agent2.Id, DoorId.Parse("vault")));
    }

    [Fact]
    public async Task Without_a_record_nobody_is_asked_and_a_reason_is_mandatory()
    {
        await TellAsync(["vault"]);
        Assert.Equal("malformed", await CodeAsync(Doors.TakeSnapshotAsync(new TakeSnapshotRequest { Door = "vault" }, AsOfficer)));
        Assert.Equal("unknown_door", await CodeAsync(Take("nowhere")));
        Rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await CodeAsync(Take("vault")));
        Assert.Empty(Requests());
    }

    [Fact]
    public async Task A_doors_description_says_whether_there_is_a_camera_as_far_as_that_is_known()
    {
        Assert.Equal(DoorCamera.Unspecified, (await Doors.DescribeAsync(new DescribeDoorRequest { Door = "vault" }, AsOfficer)).Camera);
        await TellAsync(["vault"]);
        Assert.Equal(DoorCamera.Present, (await Doors.DescribeAsync(new DescribeDoorRequest { Door = "vault" }, AsOfficer)).Camera);
        await TellAsync([]);
        Assert.Equal(DoorCamera.None, (await Doors.DescribeAsync(new DescribeDoorRequest { Door = "vault" }, AsOfficer)).Camera);
    }

    private AsyncUnaryCall<TakeSnapshotResponse> Take(string door) => Doors.TakeSnapshotAsync(new TakeSnapshotRequest { Door = door, Reason = "who is there" }, AsOfficer);

    /// <summary>The vault's agent tells of itself.</summary>
    private Task TellAsync(string[]? cameras) => Rig.TakeAsync(Rig.Agent2.Status(new AgentStatus("1", 0, 0, 0) { Cameras = cameras?.Select(DoorId.Parse).ToList() }));

    private async Task<AgentRequest> AskedAsync()
    {
        await Eventually.True(() => Requests().Any());
        return Requests().Single();
    }

    private IEnumerable<AgentRequest> Requests() => Rig.Broker.Asked(Rig.Agent2.Id);

    private async Task<List<string>> KindsAsync() => [.. (await Rig.EntriesAsync()).Select(e => Text(e, "kind")).Where(k => k.StartsWith("door.snapshot", StringComparison.Ordinal))];

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
}
