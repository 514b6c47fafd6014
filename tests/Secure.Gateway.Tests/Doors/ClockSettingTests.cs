using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.DoorMessages;
using Secure.Gateway.Doors;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>A controller whose clock stands in tomorrow, as after a gateway that was a day ahead.</summary>
public sealed class ClockSettingTests : IAsyncLifetime
{
    private readonly AskedApprovals _approvals = new();
    private readonly OfficerSession _officer = new();
    private readonly List<ClockSetting> _heard = [];
    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await DoorsRig.StartAsync();
        _rig.Safe.Skew = TimeSpan.FromDays(1);
        await _rig.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("door.clock_wrong", await _rig.AlarmsAsync());
        Assert.False(Live.Alive);
        Peers.Obey(_rig, _rig.Safe);
        _rig.Broker.Heard += FollowAsync;
    }

    public ValueTask DisposeAsync()
    {
        _officer.Dispose();
        return _rig.DisposeAsync();
    }

    [Fact]
    public async Task Two_officers_set_it_to_the_gateways_time_and_the_controller_counts_again()
    {
        Assert.Equal("approval_required", await RefusedAsync(given: false));
        Assert.Empty(_heard);

        CommandResult result = await SetAsync();

        Assert.Equal((true, ""), (result.Done, result.Reason));
        ClockSetting setting = Assert.Single(_heard);
        Assert.Equal((_rig.Safe.Boot, _rig.Clock.GetUtcNow().ToUnixTimeMilliseconds(), "vault"), (setting.BootId, setting.WallMs, setting.Door.Text));
        List<JsonElement> entries = await _rig.EntriesAsync();
        Assert.Equal("li-admin", Detail(entries.Single(e => e.GetProperty("kind").GetString() == "door.clock_setting"), "approved_by"));
        JsonElement command = entries.Single(e => e.GetProperty("kind").GetString() == "door.command");
        Assert.Equal(("set_clock", "synchronised"), (command.GetProperty("action").GetString(), Detail(command, "was_quality")));
        Assert.StartsWith(_rig.Clock.GetUtcNow().AddDays(1).ToString("yyyy-MM-ddTHH:mm", null), Detail(command, "was"), StringComparison.Ordinal);
        await _rig.PassAsync(TimeSpan.FromSeconds(10));
        Assert.True(Live.Whole);
        Assert.NotNull((await _rig.AskAsync(_rig.Safe, "vault", "vault-in", DoorsRig.Zhang)).Grant);
    }

    [Fact]
    public async Task A_clock_that_agrees_is_left_alone_and_an_unknown_controller_has_none()
    {
        Assert.Equal("clock_agrees", await RefusedAsync("door-01"));
        Assert.Equal("unknown_controller", await RefusedAsync("door-09"));
        Assert.Empty(_approvals.Asked);
    }

    [Fact]
    public async Task A_clock_past_the_end_of_every_key_needs_a_new_enrolment_and_nobody_is_asked_to_approve_anything()
    {
        _rig.Keys.End = _rig.Clock.GetUtcNow().AddHours(12);
        Assert.Equal("approval_required", await RefusedAsync(given: false));
        _rig.Services.GetRequiredService<DeviceReports>().Take(new ControllerStatus(_rig.Safe.Id, _rig.Safe.Boot, _rig.Safe.Time, "1.0", []));

        Assert.Equal("clock_past_keys", await RefusedAsync());

        Assert.Single(_approvals.Asked);
        Assert.Empty(_heard);
        _rig.Keys.End = _rig.Clock.GetUtcNow().AddDays(2);
        Assert.True((await SetAsync()).Done);
    }

    [Fact]
    public async Task What_cannot_be_recorded_and_what_nobody_hears_sets_nothing()
    {
        _rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await RefusedAsync());
        _rig.Audit.Broken = false;
        _rig.Broker.Connected = false;
        Assert.Equal((false, "offline"), ((await SetAsync()).Done, (await SetAsync()).Reason));
        Assert.Empty(_heard);
    }

    private LiveController Live => _rig.Services.GetRequiredService<Controllers>().Of(_rig.Safe.Id);

    private async Task FollowAsync(DeviceId to, ToController message)
    {
        if (to != _rig.Safe.Id || message.MessageCase != ToController.MessageOneofCase.ClockRecord) { return; }
        Assert.True(Record.TryVerify(message.ClockRecord.Span, [_rig.Keys.Command.PublicKey], out ClockSetting? setting));
        _heard.Add(setting);
        _rig.Safe.Skew = TimeSpan.Zero;
        await _rig.TakeAsync(_rig.Safe.Tell(DoorEventKind.CommandDone, setting.Door.Text, subject: setting.Officer, decision: setting.DecisionId, command: setting.Number, reason: "clock_set"));
    }

    private Task<CommandResult> SetAsync(string controller = "door-02")
    {
        ClockSettings clocks = ActivatorUtilities.CreateInstance<ClockSettings>(_rig.Services, _approvals);
        return clocks.SetAsync(_officer, new SetClockRequest { Controller = controller, Reason = "the gateway was a day ahead" }, CancellationToken.None);
    }

    private async Task<string> RefusedAsync(string controller = "door-02", bool given = true)
    {
        _approvals.Given = given;
        string code = (await Assert.ThrowsAsync<RefusedException>(() => SetAsync(controller))).Refusal.Code;
        _approvals.Given = true;
        return code;
    }

    private static string Detail(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name).GetString()!;
}
