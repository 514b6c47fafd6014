using System.Diagnostics.CodeAnalysis;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Tailgating;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Takes in the controllers' signed journals, in order and without gaps. Forged, foreign and repeated entries change
/// nothing. After a gap nothing more is taken and nothing acknowledged: the controller keeps it all, and the rooms behind
/// it are in doubt until the missing entry has come.
/// </summary>
public sealed class JournalIntake(
    ISite site, Controllers controllers, DoorBoard board, PendingEntries pending, CommandResults results, PassageBook passages, LeaseNames names, IDuress duress, DeviceAlarms alarms, TimeProvider clock)
{
    /// <summary>Prepares one journal entry that an agent relayed.</summary>
    /// <param name="late">The agent says that it comes late: it is recorded, and begins nothing.</param>
    public void Take(Draft draft, DeviceId agent, DeviceId controller, byte[] signed, bool late)
    {
        if (!TryVerify(draft, agent, controller, signed, out DoorEvent? told, out ControllerState? state)) { return; }
        draft.After(() => results.Arrived(told));
        if (told.Sequence <= state.Sequence) { return; }
        bool continues = state.IsContinuedBy(told);
        // Where nothing is held the first word is believed, so that a lost row does not end the journal for good.
        bool isGap = told.Sequence > state.Sequence + 1;
        if (!continues) { Trouble(draft, controller, agent, isGap ? "door.journal_gap" : "door.journal_forked"); }
        // So also after a gap that officers have accepted; what was lost besides is told.
        if (isGap && state.IsSkipping) { draft.Add(JournalRules.DescribeLost(controller, state.Sequence + 1, told.Sequence - 1)); }
        if (!isGap || state.Sequence == 0 || state.IsSkipping) { Accept(draft, state, told, signed, late || !continues); }
    }

    /// <summary>An alarm that overtook the queue: told at once, while its journal entry comes in order later.</summary>
    public void TakeAlarm(Draft draft, DeviceId agent, DeviceId controller, byte[] signed)
    {
        if (!TryVerify(draft, agent, controller, signed, out DoorEvent? told, out ControllerState? state)) { return; }
        if (told.Sequence <= state.Sequence || JournalRules.AlarmOf(told) is not { } alarm || state.Alarmed.Contains(told.Sequence)) { return; }
        draft.Add(JournalRules.DescribeAlarm(told, site.Current, alarm));
        draft.Set(controller, state.Alarming(told));
        draft.Move(JournalRules.PresenceAfter(told, site.Current, begins: false, draft, clock.GetUtcNow()));
        ShowBox(draft, told);
    }

    /// <summary>Puts into doubt everybody on either side of the controller's doors, and alarms unless that was done already.</summary>
    public void Trouble(Draft draft, DeviceId controller, DeviceId agent, string code)
    {
        if (draft.IsFirst(controller, code)) { draft.Add(DeviceAlarms.Entry(code, agent, controller)); }
        Doubt(draft, controller, code[(code.IndexOf('.', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>Puts into doubt everybody on either side of the controller's doors.</summary>
    public void Doubt(Draft draft, DeviceId controller, string cause) =>
        draft.Move(PresenceRules.Doubt(draft.LastIn(JournalRules.RoomsAround(controller, site.Current)), cause, clock.GetUtcNow()));

    public bool IsAgentOf(DeviceId agent, DeviceId controller) =>
        site.Current.Controllers.TryGetValue(controller, out Decisions.Site.Controller? known) && known.Agent == agent;

    private bool TryVerify(
        Draft draft, DeviceId agent, DeviceId controller, byte[] signed, [NotNullWhen(true)] out DoorEvent? told, [NotNullWhen(true)] out ControllerState? state)
    {
        (told, state) = (null, null);
        if (!IsAgentOf(agent, controller)) { alarms.Add(draft, "door.event_wrong_agent", agent, controller); return false; }
        if (!controllers.TryVerify(controller, signed, out told, out Ed25519PublicKey? key) || told.Controller != controller)
        {
            alarms.Add(draft, "door.event_forged", agent, controller);
            return false;
        }
        told = names.Named(told);
        state = draft.StateOf(controller).ForKey(key);
        return true;
    }

    private void Accept(Draft draft, ControllerState state, DoorEvent sent, byte[] signed, bool late)
    {
        DoorEvent told = names.Plain(sent, out LeaseWord word);
        SiteSnapshot now = site.Current;
        ControllerState next = state.Holding(told, signed);
        bool isHistory = late || !next.IsPresentBoot(told.BootId) || !controllers.IsTimely(told.Time);
        bool begins = !isHistory && told is { Happened: DoorEventKind.Opened, Door: { } door, Subject: { } person }
            && pending.Awaits(told.DecisionId, door, person) && draft.IsFirst("entry/" + told.DecisionId);
        if (begins) { draft.After(() => pending.Remove(told.DecisionId)); }
        AuditEvent described = JournalRules.Describe(told, now, isHistory);
        // In every entry by PIN, whichever it says; also where the rules of passing then refused it.
        bool isNoted = word != LeaseWord.Badge && told.Happened is (DoorEventKind.EntryOffline or DoorEventKind.EntryUnanswered);
        draft.Add(isNoted ? described with { Details = [.. described.Details, duress.Note(told.DecisionId, word == LeaseWord.Duress)] } : described);
        if (JournalRules.AlarmOf(told) is { } alarm && !state.Alarmed.Contains(told.Sequence)) { draft.Add(JournalRules.DescribeAlarm(told, now, alarm)); }
        if (PinTry.Of(told, word, now) is { } tried) { draft.Add(tried); }
        if (BadCard.Of(told, now) is { } refused) { draft.Add(refused); }
        draft.Set(told.Controller, next);
        draft.Move(JournalRules.PresenceAfter(told, now, begins, draft, clock.GetUtcNow()));
        if (begins && pending.CompanionOf(told.DecisionId) is { } companion)
        {
            draft.Move(JournalRules.PresenceAfter(told with { Subject = companion }, now, begins, draft, clock.GetUtcNow()));
        }
        if (!isHistory) { Note(draft, told, begins); }
        ShowBox(draft, told);
        if (!isHistory && JournalRules.DoorOf(told, now) is { } at)
        {
            draft.After(() => board.Heard(new DoorReport(at.Id, told.Mode, told.Lock, told.Leaf), told.BootId, told.Time));
        }
    }

    private void Note(Draft draft, DoorEvent told, bool begins)
    {
        PersonId[] letIn = !begins ? [] : pending.CompanionOf(told.DecisionId) is { } companion ? [told.Subject!, companion] : [told.Subject!];
        draft.After(() => passages.Note(told, letIn));
    }

    private void ShowBox(Draft draft, DoorEvent told)
    {
        if (told.Happened == DoorEventKind.Tampered) { draft.After(() => board.Tell(told.Controller)); }
    }
}
