using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Alerts;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>The officers' column of the table of faults: what they are told of each record that a fault leaves, of a controller that is not heard, and of an agent's own troubles.</summary>
public sealed class FaultsToldTests : IAsyncLifetime
{
    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("reader", DoorEventKind.ReaderOffline, "reader_silent", "door.reader_offline")]
    [InlineData("serial line", DoorEventKind.ReaderOffline, "reader_garbled", "door.reader_offline")]
    [InlineData("lock", DoorEventKind.LockJammed, "not_locking", "door.jammed")]
    [InlineData("lock's wire", DoorEventKind.LineFault, "feedback_cut", "door.line_fault")]
    [InlineData("contact's wire", DoorEventKind.LineFault, "contact_cut", "door.line_fault")]
    [InlineData("pins", DoorEventKind.DeviceFault, "pins_lost", "door.fault")]
    [InlineData("broker, network or gateway", DoorEventKind.LinkChanged, "expired", "door.was_offline")]
    [InlineData("power", DoorEventKind.PowerLost, "mains", "door.mains_lost")]
    [InlineData("reading head", DoorEventKind.DoorTampered, "reader_head", "door.tampered")]
    [InlineData("box", DoorEventKind.Tampered, "opened", "door.box_opened")]
    public async Task A_record_of_a_fault_raises_one_alert_that_names_the_door_or_its_controller(string fault, DoorEventKind kind, string reason, string code)
    {
        await _rig.TakeAsync(_rig.House.Tell(kind, "lobby", reason: reason));
        Alert told = Told();
        Assert.True(told.Code == code, $"{fault}: {told.Code}");
        Assert.Equal("door-01", told.About.Device);
        Assert.NotEmpty(told.Told);
    }

    [Fact]
    public async Task A_controller_without_power_disk_or_network_is_told_as_silent_after_fifteen_seconds()
    {
        for (int i = 0; i < 4; i++)
        {
            _rig.Clock.Advance(Heartbeat.Period);
            await _rig.TakeAsync(_rig.Safe.Beat());
            await _rig.LookAsync();
        }
        Assert.Equal(("door.controller_silent", "door-01"), (Told().Code, Told().About.Device));
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told_at_the_next_heartbeat()
    {
        _rig.House.Skew = TimeSpan.FromHours(1);
        await _rig.TakeAsync(_rig.House.Beat());
        Assert.Equal("door.clock_wrong", Told().Code);
    }

    [Theory]
    [InlineData(AgentNotices.CameraLost)]
    [InlineData(AgentNotices.OutboxNearlyFull)]
    [InlineData(AgentNotices.OutboxFull)]
    public async Task A_lost_camera_and_a_full_disk_of_the_agent_are_told_in_its_name(string notice)
    {
        await _rig.TakeAsync(_rig.Agent1.Notice(notice, "its own words"));
        Assert.Equal((notice, "agent-01"), (Told().Code, Told().About.Device));
    }

    private Alert Told() => Assert.Single(_rig.Services.GetRequiredService<AlertBook>().Open());
}
