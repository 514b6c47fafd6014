using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Alerts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.StepUp;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Doors whose room asks for a PIN beside the badge.</summary>
public class PinEntryTests
{
    private const string Pin = "402917", Duress = "730184";

    [Fact]
    public async Task A_badge_and_its_owners_pin_open_the_door_and_no_digit_is_in_the_log()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        Asked asked = await AskAsync(rig);
        Assert.Equal([Factor.Pin], asked.Demanded!.Factors);
        Assert.Equal(StepUpAct.Pin, asked.Demanded.First.Act);
        Grant grant = Granted(rig, await TypeAsync(rig, asked, Pin));
        Assert.Equal((asked.Presentation.Nonce, DoorsRig.WangFang), (grant.Nonce, grant.Subject));
        List<JsonElement> log = await rig.EntriesAsync();
        Assert.Equal(["badge", "pin"], log[^1].GetProperty("factors").EnumerateArray().Select(f => f.GetString()));
        Assert.DoesNotContain(log, e => e.ToString().Contains(Pin, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_duress_pin_opens_just_the_same_and_only_alerts_know()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        Grant usual = Granted(rig, await TypeAsync(rig, await AskAsync(rig), Pin));
        Grant forced = Granted(rig, await TypeAsync(rig, await AskAsync(rig), Duress));
        Assert.Equal((usual.Door, usual.HoldMs, usual.Extended, usual.Subject, usual.PolicyRevision), (forced.Door, forced.HoldMs, forced.Extended, forced.Subject, forced.PolicyRevision));

        List<JsonElement> log = await rig.EntriesAsync();
        JsonElement[] granted = [.. log.Where(e => e.GetProperty("kind").GetString() == "entry.granted")];
        Assert.Equal(Shape(granted[0]), Shape(granted[1]));
        Assert.Equal(granted[0].GetProperty("details").GetProperty("note").GetString()!.Length, granted[1].GetProperty("details").GetProperty("note").GetString()!.Length);
        Assert.DoesNotContain(log, e => e.ToString().Contains("duress", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await rig.AlarmsAsync());
        Assert.DoesNotContain(rig.Log.All, l => l.Contains("duress", StringComparison.OrdinalIgnoreCase));

        Gateway.Alerts.Alert alert = Assert.Single(rig.Services.GetRequiredService<AlertBook>().Open());
        Assert.Equal((DuressNotes.Code, true, "wang-fang", "archive"), (alert.Code, alert.Silent, alert.About.Person, alert.About.Door));
        Assert.Equal([RigRoles.Officer.Text, RigRoles.Deputy.Text], alert.Told);
        Assert.Equal(log.FindLastIndex(e => e.GetProperty("kind").GetString() == "entry.granted"), alert.LastIndex);
    }

    [Fact]
    public async Task A_duress_pin_at_a_door_that_stays_shut_calls_for_help_all_the_same()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        Asked asked = await AskAsync(rig);
        rig.House.Doors.Add(new DoorReport(DoorId.Parse("archive"), Vocabulary.DoorMode.Lockdown, Vocabulary.LockState.Locked, Vocabulary.LeafState.Closed));
        await rig.TakeAsync(rig.House.Beat());
        Assert.Equal("door_secured", Refused(await TypeAsync(rig, asked, Duress)));
        Assert.True(rig.Services.GetRequiredService<IDuress>().IsUnder(DoorsRig.WangFang));
    }

    [Fact]
    public async Task Wrong_pins_are_counted_delay_and_alarm_at_the_fifth_at_the_latest()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        for (int i = 0; i < 5; i++)
        {
            Assert.Empty(rig.Failures.All);
            Assert.Equal("not_proved", Refused(await TypeAsync(rig, await AskAsync(rig), "111222")));
            // Slower than the window in which three of them tell.
            await rig.PassAsync(TimeSpan.FromMinutes(3));
        }
        Assert.Equal(("not_matched", 0), (Assert.Single(rig.Failures.All).Cause, rig.Failures.All[0].Evidence.Count));
        Assert.Equal("not_proved", Refused(await TypeAsync(rig, await AskAsync(rig), "111222")));
        Assert.Equal("factor_delayed", (await AskAsync(rig)).RefusedBecause);
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        Granted(rig, await TypeAsync(rig, await AskAsync(rig), Pin));
    }

    [Fact]
    public async Task Who_has_set_none_is_refused_at_once()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        await rig.Audit.RecordAsync(new Gateway.Audit.AuditEvent("test"), CancellationToken.None, new RowWrite("identity.pins", "wang-fang", null));
        Assert.Equal("factor_not_enrolled", (await AskAsync(rig)).RefusedBecause);
    }

    [Theory]
    [InlineData("another nonce")]
    [InlineData("another door")]
    [InlineData("another key")]
    [InlineData("another box")]
    public async Task A_word_about_a_pin_that_is_not_the_controllers_about_this_badge_ends_it_and_alarms(string what)
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin);
        Asked asked = await AskAsync(rig), other = new(asked.Presentation with { Nonce = Token128.NewRandom() }, asked.Reply);
        Assert.True(Record.TryPeek(rig.House.Type(other.Presentation, Pin), out EntryPin? foreign));
        byte[] forged = (what == "another key" ? rig.Safe : rig.House).Type(asked.Presentation, Pin, p => what switch
        {
            "another nonce" => foreign,
            "another door" => p with { Door = DoorId.Parse("lobby") },
            "another box" => p with { SealedPin = foreign.SealedPin },
            _ => p with { Controller = rig.House.Id },
        });
        EntrySample sample = new(asked.Demanded!.Challenge, [], Factor.Pin, 0, forged, "");
        Assert.Equal("pin_invalid", (await Assert.ThrowsAsync<RefusedException>(() => rig.Proofs.SampleAsync(rig.Agent1.Id, sample, CancellationToken.None))).Refusal.Code);
        Assert.Equal(["entry.pin_invalid"], await rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_room_that_asks_for_pin_and_face_gets_both_one_after_the_other()
    {
        await using DoorsRig rig = await StartAsync(Factor.Pin, Factor.Face);
        EntryReply.Demanded second = Assert.IsType<EntryReply.Demanded>(await TypeAsync(rig, await AskAsync(rig), Pin));
        Assert.Equal([Factor.Face], second.Factors);
        EntryReply reply = second;
        EntryStep step = second.First;
        for (int i = 1; reply is EntryReply.Demanded or EntryReply.Going; i++)
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(500));
            int yaw = step.Act switch { StepUpAct.FaceLeft => 30, StepUpAct.FaceRight => -30, _ => 1 };
            reply = await rig.Proofs.SampleAsync(rig.Agent1.Id, new EntrySample(second.Challenge, [], Factor.Face, (ulong)i, TestEngine.Picture("wang-fang", yaw, 0.9, i), ""), CancellationToken.None);
            if (reply is EntryReply.Going going) { step = going.Next; }
        }
        Granted(rig, reply);
        Assert.Equal(["badge", "pin", "face"], (await rig.EntriesAsync())[^1].GetProperty("factors").EnumerateArray().Select(f => f.GetString()));
    }

    private static IEnumerable<string> Shape(JsonElement entry) =>
        [.. entry.EnumerateObject().Select(p => p.Name), .. entry.GetProperty("details").EnumerateObject().Select(p => p.Name), .. entry.GetProperty("factors").EnumerateArray().Select(f => f.GetString()!)];

    private static async Task<DoorsRig> StartAsync(params Factor[] factors)
    {
        DoorsRig rig = await DoorsRig.StartAsync();
        SiteSnapshot site = rig.Site.Current;
        rig.Site.Replace(site with
        {
            Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key.Text == "archive" ? r.Value with { Entry = [Factor.Badge, .. factors] } : r.Value),
            Doors = site.Doors.ToDictionary(d => d.Key, d => d.Value with { Captures = FactorSet.Of(Factor.Face) }),
        });
        RowWrite row = rig.Services.GetRequiredService<PersonPins>().Write(DoorsRig.WangFang, Pin, Duress, 0);
        Assert.IsType<CommitOutcome.Committed>(await rig.Audit.RecordAsync(new Gateway.Audit.AuditEvent("test"), CancellationToken.None, row));
        return rig;
    }

    private static async Task<Asked> AskAsync(DoorsRig rig)
    {
        byte[] signed = rig.House.Present("archive", "archive-in", DoorsRig.Wang);
        Assert.True(Record.TryPeek(signed, out Presentation? presentation));
        return new Asked(presentation, await rig.Proofs.RequestAsync(rig.Agent1.Id, signed, CancellationToken.None));
    }

    private static Task<EntryReply> TypeAsync(DoorsRig rig, Asked asked, string digits) => rig.Proofs.SampleAsync(
        rig.Agent1.Id, new EntrySample(asked.Demanded!.Challenge, rig.House.Wait(asked.Presentation), Factor.Pin, 0, rig.House.Type(asked.Presentation, digits), ""), CancellationToken.None);

    private static Grant Granted(DoorsRig rig, EntryReply reply)
    {
        Assert.True(Record.TryVerify(Assert.IsType<EntryReply.Granted>(reply).Signed, [rig.Keys.Grant.PublicKey], out Grant? grant));
        return grant;
    }

    private static string Refused(EntryReply reply) => Assert.IsType<EntryReply.Refused>(reply).Reason.Code;

    private sealed record Asked(Presentation Presentation, EntryReply Reply)
    {
        public EntryReply.Demanded? Demanded => Reply as EntryReply.Demanded;

        public string? RefusedBecause => (Reply as EntryReply.Refused)?.Reason.Code;
    }
}
