using System.Text.Json;
using Grpc.Core;
using Secure.DoorMessages;
using Secure.Gateway.Doors.SelfTests;
using Secure.Grants;
using Secure.Messaging;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;
using ClockQuality = Secure.Vocabulary.ClockQuality;
using LeafState = Secure.Vocabulary.LeafState;
using LockState = Secure.Vocabulary.LockState;
using ReaderLine = Secure.Grants.ReaderLine;

namespace Secure.Gateway.Tests.Doors;

/// <summary>A device is tested from afar: what is seen of it, said part by part, and nothing moves.</summary>
public sealed class SelfTestTests : DoorCallTests
{
    [Fact]
    public async Task A_controller_that_answers_is_told_with_its_doors_and_readers_and_no_command_goes_down()
    {
        await StandAsync(LockState.Locked, LeafState.Closed, new ReaderLine(ReaderId.Parse("vault-in"), true, true, 9, 0, 0));
        AnswerNonces();

        SelfTestResponse told = await TestAsync("door-02");

        Assert.Equal((SelfTestVerdict.Well, "answered"), Of(told, SelfTestSubject.Link));
        Assert.Equal((SelfTestVerdict.Well, "clock_good"), Of(told, SelfTestSubject.Clock));
        Assert.Equal((SelfTestVerdict.Well, "journal_whole"), Of(told, SelfTestSubject.Journal));
        Assert.Equal((SelfTestVerdict.Well, "box_closed"), Of(told, SelfTestSubject.Box));
        Assert.Equal((SelfTestVerdict.Well, "locked"), Of(told, SelfTestSubject.Lock, "vault"));
        Assert.Equal((SelfTestVerdict.Well, "contact_reads"), Of(told, SelfTestSubject.Contact, "vault"));
        Assert.Equal((SelfTestVerdict.Well, "reader_secure"), Of(told, SelfTestSubject.Reader, "vault-in"));
        // What it told nothing of is unknown; what nobody can test from here says so.
        Assert.Equal((SelfTestVerdict.Unknown, "reader_untold"), Of(told, SelfTestSubject.Reader, "vault-out"));
        Assert.Equal((SelfTestVerdict.OnSite, "lock_not_moved"), Of(told, SelfTestSubject.Lock));
        Assert.DoesNotContain(Rig.Broker.Down, d => d.Message.CommandRecord.Length > 0);
        Assert.All(told.Parts, p => Assert.True(p.Text.Zh.Length > 0 && p.Text.En.Length > 0));
        JsonElement entry = (await Rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == SelfTestDesk.Kind);
        Assert.Equal(("door-02", "0"), (entry.GetProperty("device").GetString(), entry.GetProperty("details").GetProperty("faults").GetString()));
    }

    [Theory]
    [InlineData(LockState.Jammed, LeafState.Cut, "jammed", "line_cut")]
    [InlineData(LockState.Unknown, LeafState.Short, "no_feedback", "line_short")]
    [InlineData(LockState.Locked, LeafState.Unknown, "locked", "no_contact")]
    public async Task What_is_wrong_at_a_door_or_a_reader_is_a_no_with_its_reason_and_stands_in_the_log(LockState of, LeafState leaf, string lockCode, string contactCode)
    {
        await StandAsync(of, leaf, new ReaderLine(ReaderId.Parse("vault-in"), true, false, 9, 0, 0), new ReaderLine(ReaderId.Parse("vault-out"), false, false, 9, 9, 0));
        AnswerNonces();

        SelfTestResponse told = await TestAsync("door-02");

        Assert.Equal((lockCode, (SelfTestVerdict.Fault, contactCode)), (Of(told, SelfTestSubject.Lock, "vault").Code, Of(told, SelfTestSubject.Contact, "vault")));
        Assert.Equal((SelfTestVerdict.Fault, "reader_plain"), Of(told, SelfTestSubject.Reader, "vault-in"));
        Assert.Equal((SelfTestVerdict.Fault, "reader_silent"), Of(told, SelfTestSubject.Reader, "vault-out"));
        string entry = (await Rig.EntriesAsync()).Last().GetRawText();
        Assert.Contains("vault: " + contactCode, entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_is_not_heard_is_unknown_and_never_as_it_was()
    {
        await StandAsync(LockState.Locked, LeafState.Closed);
        Rig.Clock.Advance(Heartbeat.SilenceMax + TimeSpan.FromSeconds(1));
        await Rig.LookAsync();
        Rig.Broker.Connected = false;

        SelfTestResponse told = await TestAsync("door-02");

        Assert.Equal((SelfTestVerdict.Fault, "no_answer"), Of(told, SelfTestSubject.Link));
        foreach (SelfTestSubject subject in new[] { SelfTestSubject.Lock, SelfTestSubject.Contact }) { Assert.Equal((SelfTestVerdict.Unknown, "not_heard"), Of(told, subject, "vault")); }
        Assert.Equal(SelfTestVerdict.Unknown, Of(told, SelfTestSubject.Journal).Verdict);
    }

    [Fact]
    public async Task An_agent_tells_each_part_itself_and_only_its_own_answer_counts()
    {
        await Rig.TakeAsync(Rig.Agent2.Status(new AgentStatus("1", 0, 0, 95) { Cameras = [] }));
        AsyncUnaryCall<SelfTestResponse> call = Doors.SelfTestAsync(new SelfTestRequest { Device = "agent-02" }, AsOfficer);
        await Eventually.True(() => Rig.Broker.Asked(Rig.Agent2.Id).Any());
        AgentRequest request = Rig.Broker.Asked(Rig.Agent2.Id).Single();
        AgentCheck[] checks = [new(AgentPart.Disk, "", ""), new(AgentPart.Camera, "vault", AgentRefusals.CameraSilent), new(AgentPart.Controller, "door-02", "")];
        await Rig.TakeAsync(Rig.Agent1.Test(new AgentSelfTest(request.Id, [new(AgentPart.Disk, "", "disk_failed")])), Rig.Agent2.Test(new AgentSelfTest(request.Id, checks)));

        SelfTestResponse told = await call;

        Assert.Equal((AgentAct.SelfTest, (SelfTestVerdict.Well, "disk_good")), (request.Act, Of(told, SelfTestSubject.Disk)));
        Assert.Equal((SelfTestVerdict.Fault, "camera_silent"), Of(told, SelfTestSubject.Camera, "vault"));
        Assert.Equal((SelfTestVerdict.Fault, "queue_nearly_full"), Of(told, SelfTestSubject.Queue));
        Assert.Equal((SelfTestVerdict.Well, "connected"), Of(told, SelfTestSubject.Controller, "door-02"));
    }

    [Fact]
    public async Task An_agent_that_is_not_heard_is_not_asked_and_without_a_record_nothing_is_told()
    {
        Assert.Equal((SelfTestVerdict.Fault, "unreachable"), Of(await TestAsync("agent-02"), SelfTestSubject.Link));
        await Rig.TakeAsync(Rig.Agent2.Status(new AgentStatus("1", 0, 0, 0)));
        Assert.Equal((SelfTestVerdict.Fault, "agent_too_old"), Of(await TestAsync("agent-02"), SelfTestSubject.Link));
        Assert.Empty(Rig.Broker.Asked(Rig.Agent2.Id));
        Assert.Equal("unknown_device", await CodeAsync(Doors.SelfTestAsync(new SelfTestRequest { Device = "docflow" }, AsOfficer)));
        Rig.Audit.Broken = true;
        Assert.Equal("record_unavailable", await CodeAsync(Doors.SelfTestAsync(new SelfTestRequest { Device = "agent-02" }, AsOfficer)));
    }

    private async Task<SelfTestResponse> TestAsync(string device) => await Doors.SelfTestAsync(new SelfTestRequest { Device = device }, AsOfficer);

    /// <summary>The vault's controller says how its door and its readers stand.</summary>
    private async Task StandAsync(LockState of, LeafState leaf, params ReaderLine[] lines)
    {
        Rig.Safe.Doors.Clear();
        Rig.Safe.Doors.Add(new DoorReport(DoorId.Parse("vault"), Vocabulary.DoorMode.Secured, of, leaf, 1));
        await Rig.TakeAsync(Rig.Safe.Beat(), Rig.Agent2.Reply(Rig.Safe, new ControllerStatus(Rig.Safe.Id, Rig.Safe.Boot, Rig.Safe.Time, "1", lines).Sign(Rig.Safe.Key), PayloadKind.ControllerStatus));
    }

    private void AnswerNonces() => Rig.Broker.Heard = (_, message) => message.NonceRequest is not { } ask ? Task.CompletedTask
        : Rig.TakeAsync(Rig.Agent2.Reply(Rig.Safe, Rig.Safe.Issue(ask.Door, Token128.TryFrom(ask.RequestId.Span, out Token128? id) ? id : Token128.None).Sign(Rig.Safe.Key)));

    private static (SelfTestVerdict Verdict, string Code) Of(SelfTestResponse told, SelfTestSubject subject, string about = "")
    {
        SelfTestPart part = told.Parts.Single(p => p.Subject == subject && p.About == about);
        return (part.Verdict, part.Code);
    }
}
