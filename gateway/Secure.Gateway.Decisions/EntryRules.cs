using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>What is asked at a reader.</summary>
/// <param name="Proved">What was shown and verified besides the badge.</param>
/// <param name="Fulfils">Obligations that whoever asks sees to: escort and two persons at the gateway's own doors.</param>
public readonly record struct EntryQuestion(DoorId Door, ReaderId Reader, BadgeNumber Badge, FactorSet Proved, DateTimeOffset Now, ObligationSet Fulfils = default);

/// <summary>The decision at a door and on what it stood.</summary>
/// <param name="Person">Whose badge it is; null where it is registered to nobody.</param>
/// <param name="Room">The room that the door guards; null where the door or reader is unknown.</param>
/// <param name="Leaving">Presented on the room's side: nothing but a valid badge is asked of who leaves.</param>
/// <param name="Hold">How long a grant keeps the door unlocked; zero unless permitted.</param>
public readonly record struct EntryVerdict(Decision Decision, PersonId? Person, RoomId? Room, bool Leaving, TimeSpan Hold, string? Rule);

/// <summary>
/// The decision at a door: an active badge of an active person, a rule that permits to enter the room, its hours, its
/// entry factors; training and a complete record from tier 2 on, and the room's scope at tier 3. Session, workstation and presence do not
/// apply here. Who leaves is only asked for an active badge: a policy must not lock anybody in.
/// </summary>
public static class EntryRules
{
    public static EntryVerdict Decide(SiteSnapshot site, in EntryQuestion question)
    {
        NoTrace none = default;
        return Evaluate(site, question, ref none);
    }

    /// <summary>The same decision by the same code, with every step on the way.</summary>
    public static EntryVerdict Explain(SiteSnapshot site, in EntryQuestion question, out IReadOnlyList<TraceLine> trace)
    {
        List<TraceLine> lines = [];
        KeptTrace kept = new(lines);
        trace = lines;
        return Evaluate(site, question, ref kept);
    }

    private static EntryVerdict Evaluate<T>(SiteSnapshot site, in EntryQuestion q, ref T trace) where T : struct, ITrace
    {
        if (!trace.Is(Check.SiteIntact, default, !site.Tampered, 0, 0)) { return Refused(DenyReason.IntegrityFailure, null, null, false); }
        IndexedDoor? door = site.Index.FindDoor(q.Door);
        Reader? reader = FindReader(door, q.Reader);
        if (!trace.Is(Check.ReaderKnown, default, reader is not null, q.Reader, q.Door)) { return Refused(DenyReason.UnknownResource, null, null, false); }
        Badge? badge = site.Badges.GetValueOrDefault(q.Badge.Key);
        bool leaving = reader!.Inside;
        RoomId room = door!.Room.Id;
        if (!trace.Is(Check.BadgeKnown, default, badge is not null, 0, 0)) { return Refused(DenyReason.BadgeUnknown, null, room, leaving); }
        IndexedPerson? person = site.Index.FindPerson(badge!.Person);
        if (!trace.Is(Check.BadgeActive, default, badge.Active, 0, 0)) { return Refused(DenyReason.BadgeInactive, badge.Person, room, leaving); }
        if (!trace.Is(Check.PersonKnown, default, person is not null, badge.Person, 0)) { return Refused(DenyReason.UnknownPerson, badge.Person, room, leaving); }
        if (leaving && trace.Is(Check.Leaving, default, true, 0, 0)) { return new EntryVerdict(door.Open, badge.Person, room, true, door.Door.Hold, null); }
        Decision decision = Enter(door, person!, q, ref trace, out string? rule);
        return new EntryVerdict(decision, badge.Person, room, false, decision is Decision.Permit ? door.Door.Hold : TimeSpan.Zero, rule);
    }

    private static Decision Enter<T>(IndexedDoor door, IndexedPerson person, in EntryQuestion q, ref T trace, out string? rule) where T : struct, ITrace
    {
        rule = null;
        Room room = door.Room;
        if (!trace.Is(Check.PersonActive, default, person.Person.Active, person.Person.Id, 0)) { return Denials.Of(DenyReason.PersonInactive); }
        DenyReason? byRule = RefuseRules(door, person, q, ref trace, out rule, out Decision.Permit permit);
        if (byRule == DenyReason.NoMatchingRule) { return Denials.Of(byRule); }
        if (room.Tier >= Tier.Two && !trace.Is(Check.Training, default, q.Now < person.TrainingEnds, person.TrainingEnds, q.Now)) { return person.TrainingOverdue; }
        bool recorded = room.Tier < Tier.Two || trace.Is(Check.Record, default, q.Now < person.RecordEnds, person.Person.DocumentConfirmed, person.Person.PledgeUntil);
        if (!recorded) { return Denials.Of(DenyReason.RecordIncomplete); }
        if (room.Tier >= Tier.Three && !trace.Is(Check.Scope, default, door.Scope.Includes(person.Person), person.Person.Id, room.Id)) { return Denials.Of(DenyReason.OutOfScope); }
        bool open = door.Hours?.IsOpen(q.Now, out _) != false;
        if (!trace.Is(Check.Schedule, default, open, room.Schedule, q.Now)) { return Denials.Of(DenyReason.OutsideSchedule); }
        if (byRule is not null) { return Denials.Of(byRule); }
        return DemandFactor(door.Entry, q.Proved, ref trace) ?? (Decision)permit;
    }

    /// <summary>Null where some rule fits. A rule with an obligation that nobody sees to does not fit.</summary>
    private static DenyReason? RefuseRules<T>(IndexedDoor door, IndexedPerson person, in EntryQuestion q, ref T trace, out string? name, out Decision.Permit permit) where T : struct, ITrace
    {
        permit = door.Open;
        DenyReason? reason = null;
        name = null;
        foreach (IndexedRule rule in door.Rules)
        {
            if (!person.Holds(rule)) { continue; }
            RuleName told = new(rule.Rule.Name);
            name ??= rule.Rule.Name;
            bool free = trace.Is(Check.Obligations, told, !rule.Rule.EachTime && q.Fulfils.Covers(rule.Obligations), rule.Rule.Obligations, 0);
            bool open = free && trace.Is(Check.Schedule, told, rule.Hours?.IsOpen(q.Now, out _) != false, rule.Rule.Schedule, q.Now);
            if (open) { (name, permit) = (rule.Rule.Name, rule.Open); return null; }
            reason ??= free ? DenyReason.OutsideSchedule : DenyReason.ObligationUnsupported;
        }
        trace.Is(Check.AnyRule, default, reason is not null, door.Room.Id, IndexedRule.EnterAction);
        return reason ?? DenyReason.NoMatchingRule;
    }

    /// <summary>The first factor of the room's list that was not shown. Face and fingerprint together: either.</summary>
    private static Decision.StepUp? DemandFactor<T>(IReadOnlyList<Factor> entry, FactorSet proved, ref T trace) where T : struct, ITrace
    {
        FactorSet asked = FactorSet.Of(entry);
        bool either = asked.Has(Factor.Face) && asked.Has(Factor.Fingerprint);
        for (int i = 0; i < entry.Count; i++)
        {
            Factor factor = entry[i];
            bool biometric = factor is Factor.Face or Factor.Fingerprint;
            bool shown = factor == Factor.Badge || proved.Has(factor)
                || (either && biometric && (proved.Has(Factor.Face) || proved.Has(Factor.Fingerprint)));
            if (trace.Is(Check.EntryFactor, default, shown, factor, 0)) { continue; }
            return new Decision.StepUp(new StepUpDemand(either && biometric ? [Factor.Face, Factor.Fingerprint] : [factor], TimeSpan.Zero));
        }
        return null;
    }

    private static Reader? FindReader(IndexedDoor? door, ReaderId id)
    {
        if (door is null) { return null; }
        foreach (Reader reader in door.Door.Readers) { if (reader.Id == id) { return reader; } }
        return null;
    }

    private static EntryVerdict Refused(DenyReason reason, PersonId? person, RoomId? room, bool leaving) =>
        new(Denials.Of(reason), person, room, leaving, TimeSpan.Zero, null);
}
