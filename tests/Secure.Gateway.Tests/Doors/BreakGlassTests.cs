using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.DoorMessages;
using Secure.Gateway.Doors;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class BreakGlassTests : IAsyncLifetime
{
    private readonly OfficerSession _officer = new();
    private readonly AskedApprovals _approvals = new();
    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public ValueTask DisposeAsync()
    {
        _officer.Dispose();
        return _rig.DisposeAsync();
    }

    [Fact]
    public async Task Two_codes_are_told_once_and_the_controller_gets_what_knows_them_again()
    {
        IReadOnlyList<string> codes = await MakeAsync("lobby");

        Assert.Equal(2, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^[0-9]{10}$", c));
        BreakGlassPair pair = Assert.Single(Sent().Single().Pairs);
        Assert.True(Argon2.Verify(pair.First, codes[0]) && Argon2.Verify(pair.Second, codes[1]) && !Argon2.Verify(pair.First, codes[1]));
        Assert.Equal([OfficerAction.MakeBreakGlass], _approvals.Asked);
        string log = string.Join('\n', (await _rig.EntriesAsync()).Select(e => e.GetRawText()));
        Assert.All(codes, c => Assert.DoesNotContain(c, log, StringComparison.Ordinal));
        Assert.DoesNotContain("argon2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doors_new_codes_take_the_place_of_its_old_ones_and_leave_the_other_doors_over_a_restart()
    {
        await MakeAsync("lobby");
        await MakeAsync("archive");
        await _rig.RestartAsync();
        await MakeAsync("lobby");

        BreakGlass[] sent = [.. Sent()];
        Assert.Equal(sent.Select(s => s.Number).Order().Distinct(), sent.Select(s => s.Number));
        Assert.Equal(["archive", "lobby"], sent[^1].Pairs.Select(p => p.Door.Text).Order());
        Assert.Equal(sent[1].Pairs.Single(p => p.Door.Text == "archive"), sent[^1].Pairs.Single(p => p.Door.Text == "archive"));
        Assert.NotEqual(sent[1].Pairs.Single(p => p.Door.Text == "lobby"), sent[^1].Pairs.Single(p => p.Door.Text == "lobby"));
    }

    [Fact]
    public async Task Without_a_second_officer_or_a_record_there_are_none()
    {
        _approvals.Given = false;
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync("lobby"));
        _approvals.Given = true;
        _rig.Audit.Broken = true;
        await Assert.ThrowsAsync<RefusedException>(() => MakeAsync("lobby"));
        Assert.Empty(Sent());
    }

    [Theory]
    [InlineData(DoorEventKind.BreakGlassUsed, "", "door.break_glass")]
    [InlineData(DoorEventKind.BreakGlassRefused, "too_many", "door.break_glass_refused")]
    [InlineData(DoorEventKind.Tampered, "opened", "door.box_opened")]
    [InlineData(DoorEventKind.Tampered, "line_cut", "door.box_opened")]
    [InlineData(DoorEventKind.Tampered, "line_short", "door.box_opened")]
    [InlineData(DoorEventKind.PowerLost, "mains", "door.mains_lost")]
    [InlineData(DoorEventKind.PowerLost, "battery_line", "door.battery_low")]
    [InlineData(DoorEventKind.PowerLost, "reader", "door.reader_power")]
    public async Task What_happened_while_nobody_listened_alarms_when_it_is_told(DoorEventKind happened, string reason, string alarm)
    {
        await _rig.TakeAsync(_rig.Agent1.Event(_rig.House, _rig.House.Write(happened, "lobby", "lobby-in", reason: reason), late: true));
        Assert.Equal([alarm], await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task An_opened_box_stands_on_its_doors_until_two_officers_end_it_over_silence_and_restart()
    {
        await TakeAsync("opened");
        Assert.Equal((true, false), (IsTampered("lobby"), IsTampered("vault")));
        await TakeAsync("closed");
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(IsTampered("lobby"));
        await _rig.RestartAsync();
        Assert.True(IsTampered("lobby"));
        await TakeAsync("ended");
        Assert.False(IsTampered("lobby"));
        await TakeAsync("line_cut");
        Assert.True(IsTampered("lobby"));
    }

    private Task TakeAsync(string reason) => _rig.TakeAsync(_rig.Agent1.Event(_rig.House, _rig.House.Write(DoorEventKind.Tampered, null, null, reason: reason)));

    private bool IsTampered(string door) => _rig.Services.GetRequiredService<DoorBoard>().View(DoorId.Parse(door))!.ToProto().BoxTampered;

    private Task<IReadOnlyList<string>> MakeAsync(string door)
    {
        BreakGlassMaker maker = new(_rig.Services.GetRequiredService<BreakGlassBook>(), _approvals, _rig.Audit, _rig.Clock);
        return maker.MakeAsync(_rig.Site.Current.Doors[DoorId.Parse(door)], new MakeBreakGlassRequest { Door = door, Reason = "because" }, _officer, CancellationToken.None);
    }

    private IEnumerable<BreakGlass> Sent() => _rig.Broker.Down.Where(d => d.Message.MessageCase == ToController.MessageOneofCase.BreakGlassRecord)
        .Select(d => Record.TryVerify(d.Message.BreakGlassRecord.Span, [_rig.Keys.Lease.PublicKey], out BreakGlass? record) ? record : throw new FormatException());
}
