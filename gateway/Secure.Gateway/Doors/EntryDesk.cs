using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What became of a presentation: a signed grant, or a refusal and why.</summary>
public sealed record EntryAnswer(byte[]? Grant, DenyReason? Refused)
{
    /// <summary>What would make it a grant; null where nothing would. The refusal stands until then.</summary>
    public DemandedEntry? Demanded { get; init; }
}

/// <summary>
/// Answers a badge at a reader: whose word is it, whose badge, may they, and only after that is on record, the grant.
/// </summary>
public sealed class EntryDesk(
    ISite site, Controllers controllers, IEntryDecider decider, IAudit audit, DeviceAlarms alarms, IGatewayKeys keys, PendingEntries pending, DoorBoard board, PassageDesk passages, BadCards cards, IDuress duress, TimeProvider clock)
{
    /// <exception cref="Secure.Contracts.RefusedException">The record could not be written: nobody may pass.</exception>
    public async Task<EntryAnswer> AnswerAsync(DeviceId agent, byte[] signed, CancellationToken cancellation)
    {
        if (Verify(agent, signed, out Presentation? presentation, out Door? door, out Reader? reader) is { } fault)
        {
            await RaiseAsync(fault, agent, presentation, cancellation);
            return new EntryAnswer(null, DenyReason.NotAllowed);
        }
        if (!PresentedBadge.TryOpen(keys.Sealing, presentation!.SealedBadge, presentation.Nonce, out PresentedBadge? badge))
        {
            await RaiseAsync("entry.badge_unreadable", agent, presentation, cancellation);
            return new EntryAnswer(null, DenyReason.BadgeUnknown);
        }
        return await ConcludeAsync(new AskedEntry(agent, presentation, door!, reader!, badge), null, cancellation);
    }

    /// <summary>Decides, records, and only then grants.</summary>
    /// <param name="proof">What was proved since the badge was presented; its record and rows are part of the same commit.</param>
    /// <exception cref="Secure.Contracts.RefusedException">The record could not be written: nobody may pass.</exception>
    internal async Task<EntryAnswer> ConcludeAsync(AskedEntry asked, EntryProof? proof, CancellationToken cancellation)
    {
        EntryDecision decided = Decide(asked, proof);
        if (decided.Decision is Decision.Permit && asked.Door.MayStop(asked.Reader) && IsShut(board.View(asked.Door.Id)?.Mode)) { decided = Refused(decided, DenyReason.DoorSecured); }
        Passing passing = new(null);
        if (decided is { Decision: Decision.Permit permit, Person: { } person })
        {
            passing = passages.Judge(asked.Door, asked.Reader, person.Id, permit.Obligations);
            decided = passing.Refused is { } reason ? Refused(decided, reason) : Told(decided, passing);
        }
        await RecordAsync(decided, asked, proof, cancellation);
        return decided.Decision.Match(
            _ => new EntryAnswer(Grant(decided, asked, proof, passing.Companion), null),
            stepUp => new EntryAnswer(null, DenyReason.FactorNotEnrolled) { Demanded = new DemandedEntry(asked, decided, stepUp.Demand.AnyOf) },
            deny => new EntryAnswer(null, deny.Reason));
    }

    /// <summary>A proof counts for the person who gave it: a badge that was passed on meanwhile is decided without it.</summary>
    private EntryDecision Decide(AskedEntry asked, EntryProof? proof)
    {
        FactorSet proved = proof?.Factors ?? FactorSet.None;
        EntryDecision decided = decider.Decide(asked.Door, asked.Reader, asked.Badge.Badge, proved);
        return proof is null || decided.Person?.Id == proof.Person ? decided : decider.Decide(asked.Door, asked.Reader, asked.Badge.Badge);
    }

    /// <summary>Null where the presentation is genuine and fresh and the door is this controller's; else the alarm's code.</summary>
    private string? Verify(DeviceId agent, byte[] signed, out Presentation? presentation, out Door? door, out Reader? reader)
    {
        (door, reader) = (null, null);
        if (!Record.TryPeek(signed, out presentation)) { return "entry.malformed"; }
        SiteSnapshot now = site.Current;
        if (!now.Controllers.TryGetValue(presentation.Controller, out Controller? controller) || controller.Agent != agent) { return "entry.wrong_agent"; }
        if (!controllers.TryVerify(controller.Id, signed, out presentation)) { return "entry.bad_signature"; }
        ReaderId at = presentation!.Reader;
        if (!now.Doors.TryGetValue(presentation.Door, out door) || door.Controller != controller.Id) { return "entry.wrong_door"; }
        reader = door.Readers.FirstOrDefault(r => r.Id == at);
        if (reader is null) { return "entry.wrong_reader"; }
        return controllers.Of(controller.Id).TryTake(presentation) ? null : "entry.replayed";
    }

    private async Task RecordAsync(EntryDecision decided, AskedEntry asked, EntryProof? proof, CancellationToken cancellation)
    {
        Presentation presentation = asked.Presentation;
        AuditEvent happened = decided.Event with
        {
            Device = presentation.Controller.Text,
            EventTime = presentation.Time.Wall,
            ClockQuality = presentation.Time.Quality.ToString().ToLowerInvariant(),
            SourceSequence = presentation.Sequence,
            // In every entry by PIN, whichever it says.
            Details = proof?.Factors.Has(Factor.Pin) == true ? [.. decided.Event.Details, duress.Note(decided.DecisionId, proof.Duress)] : decided.Event.Details,
        };
        BadCard[] refused = BadCard.Of(asked, decided, clock.GetUtcNow()) is { } bad ? [bad] : [];
        AuditEvent[] events = [.. proof is null ? (AuditEvent[])[] : [proof.Happened], happened, .. cards.Judge(refused)];
        if (await audit.RecordAsync(events, cancellation, [.. proof?.Rows ?? []]) is not CommitOutcome.Committed) { throw DoorRefusals.Unavailable(); }
        cards.Take(refused);
    }

    private byte[]? Grant(EntryDecision decided, AskedEntry asked, EntryProof? proof, PersonId? companion)
    {
        (Presentation presentation, Door door) = (asked.Presentation, asked.Door);
        pending.Add(decided.DecisionId, door.Id, decided.Person!.Id, companion);
        bool extended = site.Current.Settings.ExtendedTime.Contains(decided.Person.Id);
        TimeSpan hold = extended && door.Profile.ExtendedHold > door.Hold ? door.Profile.ExtendedHold : door.Hold;
        ulong notAfter = (proof?.Since ?? presentation.Time).MonotonicNs + (ulong)Secure.Grants.Grant.LifeMax.TotalNanoseconds;
        Grant grant = new(door.Id, presentation.BootId, presentation.Nonce, notAfter, (uint)hold.TotalMilliseconds, decided.PolicyRevision, decided.Person.Id, decided.DecisionId, extended);
        return grant.Sign(keys.Grant);
    }

    private async Task RaiseAsync(string code, DeviceId agent, Presentation? claimed, CancellationToken cancellation)
    {
        DoorId? door = claimed is not null && site.Current.Doors.ContainsKey(claimed.Door) ? claimed.Door : null;
        if (!await alarms.RaiseAsync(code, agent, door, cancellation)) { throw DoorRefusals.Unavailable(); }
    }

    private static bool IsShut(DoorMode? mode) => mode is DoorMode.Blocked or DoorMode.Lockdown or DoorMode.LockdownTwo or DoorMode.LockdownThree or DoorMode.Maintenance or DoorMode.FireRelease;

    private static EntryDecision Refused(EntryDecision decided, DenyReason reason) => decided with
    {
        Decision = new Decision.Deny(reason),
        Event = decided.Event with { Kind = AuditKinds.EntryDenied, Decision = "deny", Reasons = [reason.Code] },
    };

    /// <summary>What the rules of passing have to say of an entry that goes on.</summary>
    private static EntryDecision Told(EntryDecision decided, Passing passing)
    {
        List<KeyValuePair<string, string>> details = [.. decided.Event.Details];
        if (passing.Companion is { } companion) { details.Add(new("companion", companion.Text)); }
        return decided with { Event = decided.Event with { Details = details, Reasons = passing.Told is { } told ? [told] : decided.Event.Reasons } };
    }
}
