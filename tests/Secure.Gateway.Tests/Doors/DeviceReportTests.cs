using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Fleet;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>What agents and controllers tell of themselves, from the broker to what officers are shown.</summary>
public sealed class DeviceReportTests
{
    private static readonly ReaderId Reader = ReaderId.Parse("lobby-in");

    [Fact]
    public async Task An_agents_word_is_kept_with_its_time_until_the_next_one()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        Assert.Null(Reports(rig).Of(rig.Agent1.Id));

        await rig.TakeAsync(rig.Agent1.Status(new AgentStatus("1.2", 7, 1, 90)));
        DeviceReport first = Reports(rig).Of(rig.Agent1.Id)!;
        Assert.Equal(("1.2", new AgentStatus("1.2", 7, 1, 90), ClockQuality.Synchronised), (first.Version, first.Queues, first.Quality));
        Assert.Equal(rig.Clock.GetUtcNow(), first.At);
        Assert.NotNull(rig.Services.GetRequiredService<LastHeard>().Of("agent-01"));

        rig.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Same(first, Reports(rig).Of(rig.Agent1.Id));
        await rig.TakeAsync(rig.Agent1.Status(new AgentStatus("1.3", 0, 0, 0)));
        Assert.Equal("1.3", Reports(rig).Of(rig.Agent1.Id)!.Version);
    }

    [Fact]
    public async Task A_word_that_the_broker_repeats_or_kept_for_long_changes_nothing()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        MqttMessage old = rig.Agent1.Status(new AgentStatus("old", 0, 0, 0)), kept = rig.Agent2.Status(new AgentStatus("kept", 0, 0, 0));
        await rig.TakeAsync(old, rig.Agent1.Status(new AgentStatus("new", 0, 0, 0)));
        await rig.TakeAsync(old);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.TakeAsync(kept);

        Assert.Equal("new", Reports(rig).Of(rig.Agent1.Id)!.Version);
        Assert.Null(Reports(rig).Of(rig.Agent2.Id));
    }

    [Fact]
    public async Task A_version_that_would_act_on_a_terminal_is_no_word_at_all()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        await rig.TakeAsync(rig.Agent1.Status(new AgentStatus("1\u001b[2J", 0, 0, 0)), rig.Agent2.Status(new AgentStatus(new string('9', 65), 0, 0, 0)));
        Assert.Equal((null, null), (Reports(rig).Of(rig.Agent1.Id), Reports(rig).Of(rig.Agent2.Id)));
    }

    [Fact]
    public async Task A_controllers_word_counts_by_its_own_signature_through_its_own_agent_alone()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        byte[] told = Status(rig.House, 100, 1, 1);
        await rig.TakeAsync(rig.Agent2.Reply(rig.House, told, PayloadKind.ControllerStatus));
        await rig.TakeAsync(rig.Agent1.Reply(rig.House, Status(rig.House, 100, 1, 1, rig.Safe), PayloadKind.ControllerStatus));
        await rig.TakeAsync(rig.Agent1.Reply(rig.House, rig.House.Heartbeat(), PayloadKind.ControllerStatus));
        Assert.Null(Reports(rig).Of(rig.House.Id));

        await rig.TakeAsync(rig.Agent1.Reply(rig.House, told, PayloadKind.ControllerStatus));
        Assert.Equal(new ReaderLine(Reader, true, true, 100, 1, 1), Reports(rig).Of(rig.House.Id)!.Lines.Single());
    }

    [Fact]
    public async Task Two_words_of_one_start_tell_how_a_line_does_lately_and_a_restart_begins_anew()
    {
        await using DoorsRig rig = await DoorsRig.StartAsync(alive: false);
        await rig.TakeAsync(rig.Agent1.Reply(rig.House, Status(rig.House, 100, 1, 1), PayloadKind.ControllerStatus));
        Assert.Empty(Reports(rig).Of(rig.House.Id)!.LinesBefore);
        await rig.TakeAsync(rig.Agent1.Reply(rig.House, Status(rig.House, 200, 31, 30), PayloadKind.ControllerStatus));
        Assert.Equal(100UL, Reports(rig).Of(rig.House.Id)!.LinesBefore.Single().Asked);

        rig.House.Restart();
        await rig.TakeAsync(rig.Agent1.Reply(rig.House, Status(rig.House, 5, 0, 0), PayloadKind.ControllerStatus));
        Assert.Equal((5UL, 0), (Reports(rig).Of(rig.House.Id)!.Lines.Single().Asked, Reports(rig).Of(rig.House.Id)!.LinesBefore.Count));
    }

    private static DeviceReports Reports(DoorsRig rig) => rig.Services.GetRequiredService<DeviceReports>();

    private static byte[] Status(ControllerPeer of, ulong asked, ulong failed, ulong spoilt, ControllerPeer? by = null) =>
        new ControllerStatus(of.Id, of.Boot, of.Time, "1.0", [new ReaderLine(Reader, true, true, asked, failed, spoilt)]).Sign((by ?? of).Key);
}
