using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>Whether one rule that applies also fits: the conditions of the tier and of the rule itself.</summary>
internal static class RuleCheck
{
    private static readonly IReadOnlyList<Factor> Biometrics = [Factor.Face, Factor.Fingerprint];

    internal static Verdict Judge<T>(
        SiteSnapshot site, IndexedPerson person, IndexedResource resource, IndexedRule rule, in SessionQuestion q, ref T trace) where T : struct, ITrace
    {
        RuleName name = new(rule.Rule.Name);
        Tier tier = rule.TierMin > resource.Tier ? rule.TierMin : resource.Tier;
        DateTimeOffset? ends = null;
        trace.Is(Check.RuleApplies, name, true, q.Action, 0);
        Decision? refused =
            RefuseRecord(person, tier, q, name, ref ends, ref trace)
            ?? RefusePlace(site, person, resource, rule, tier, q, name, ref trace)
            ?? RefuseHours(resource, rule, tier, q, name, ref ends, ref trace)
            ?? RefuseObligations(rule, q, name, ref trace);
        Decision decision = refused ?? DemandFactor(site.Settings, rule, tier, q, name, ref ends, ref trace) ?? (Decision)person.Permit(rule, tier, ends);
        return new Verdict(decision, tier, rule.Rule.Name, rule.Rule.EachTime);
    }

    private static Decision.Deny? RefuseRecord<T>(
        IndexedPerson person, Tier tier, in SessionQuestion q, RuleName name, ref DateTimeOffset? ends, ref T trace) where T : struct, ITrace
    {
        if (tier < Tier.Two) { return null; }
        if (!trace.Is(Check.Training, name, q.Now < person.TrainingEnds, person.TrainingEnds, q.Now)) { return person.TrainingOverdue; }
        if (!trace.Is(Check.Record, name, q.Now < person.RecordEnds, person.Person.DocumentConfirmed, person.Person.PledgeUntil)) { return Denials.Of(DenyReason.RecordIncomplete); }
        EndAt(ref ends, person.TrainingEnds);
        EndAt(ref ends, person.RecordEnds);
        return null;
    }

    private static Decision.Deny? RefusePlace<T>(
        SiteSnapshot site, IndexedPerson person, IndexedResource resource, IndexedRule rule, Tier tier, in SessionQuestion q, RuleName name, ref T trace)
        where T : struct, ITrace
    {
        if (tier >= Tier.Three)
        {
            if (!trace.Is(Check.Scope, name, resource.Scope.Includes(person.Person), person.Person.Id, resource.Resource.Id)) { return Denials.Of(DenyReason.OutOfScope); }
            if (RefusePresence(resource, rule, q, name, ref trace) is { } absent) { return absent; }
        }
        return tier >= Tier.Two || rule.Rooms is not null ? RefuseWorkstation(site, rule, tier, q, name, ref trace) : null;
    }

    private static Decision.Deny? RefusePresence<T>(IndexedResource resource, IndexedRule rule, in SessionQuestion q, RuleName name, ref T trace) where T : struct, ITrace
    {
        RoomId? room = q.Presence.Room;
        bool inside = q.Presence.State == PresenceState.Present && room is not null
            && resource.Rooms.Contains(room) && rule.Rooms?.Contains(room) != false;
        if (trace.Is(Check.Presence, name, inside, q.Presence.State, room)) { return null; }
        return Denials.Of(q.Presence.State == PresenceState.Unknown ? DenyReason.PresenceUnknown : DenyReason.NotPresent);
    }

    private static Decision.Deny? RefuseWorkstation<T>(
        SiteSnapshot site, IndexedRule rule, Tier tier, in SessionQuestion q, RuleName name, ref T trace) where T : struct, ITrace
    {
        SessionFacts session = q.Session;
        Workstation? workstation = session.Workstation is { } id && session.Source != WorkstationSource.None ? site.Workstations.GetValueOrDefault(id) : null;
        if (!trace.Is(Check.WorkstationKnown, name, workstation is not null, session.Workstation, session.Source)) { return Denials.Of(DenyReason.WorkstationUnknown); }
        bool strong = session.Source == WorkstationSource.Certificate || tier <= site.Settings.AddressTierMax;
        if (!trace.Is(Check.WorkstationStrong, name, strong, session.Source, (int)tier)) { return Denials.Of(DenyReason.WorkstationTooWeak); }
        bool inRoom = rule.Rooms?.Contains(workstation!.Room) != false && (tier < Tier.Three || workstation!.Room == q.Presence.Room);
        return trace.Is(Check.WorkstationInRoom, name, inRoom, workstation!.Id, workstation.Room) ? null : Denials.Of(DenyReason.WorkstationNotInRoom);
    }

    private static Decision.Deny? RefuseHours<T>(
        IndexedResource resource, IndexedRule rule, Tier tier, in SessionQuestion q, RuleName name, ref DateTimeOffset? ends, ref T trace) where T : struct, ITrace
    {
        bool given = tier < Tier.Three || resource.Hours is not null || rule.Hours is not null;
        if (!trace.Is(Check.ScheduleGiven, name, given, resource.Resource.Id, rule.Rule.Name)) { return Denials.Of(DenyReason.OutsideSchedule); }
        bool open = IsOpen(resource.Hours, resource.Resource.Schedule, q, name, ref ends, ref trace)
            && IsOpen(rule.Hours, rule.Rule.Schedule, q, name, ref ends, ref trace);
        return open ? null : Denials.Of(DenyReason.OutsideSchedule);
    }

    private static bool IsOpen<T>(OpenHours? hours, ScheduleId? id, in SessionQuestion q, RuleName name, ref DateTimeOffset? ends, ref T trace) where T : struct, ITrace
    {
        if (hours is null) { return true; }
        bool open = hours.IsOpen(q.Now, out DateTimeOffset? closes);
        if (closes is { } end) { EndAt(ref ends, end); }
        return trace.Is(Check.Schedule, name, open, id, q.Now);
    }

    private static Decision.Deny? RefuseObligations<T>(IndexedRule rule, in SessionQuestion q, RuleName name, ref T trace) where T : struct, ITrace =>
        trace.Is(Check.Obligations, name, q.Supported.Covers(rule.Obligations), rule.Rule.Obligations, 0) ? null : Denials.Of(DenyReason.ObligationUnsupported);

    private static Decision.StepUp? DemandFactor<T>(
        PolicySettings settings, IndexedRule rule, Tier tier, in SessionQuestion q, RuleName name, ref DateTimeOffset? ends, ref T trace) where T : struct, ITrace
    {
        if (tier < Tier.Two && !rule.Rule.EachTime) { return null; }
        TimeSpan maxAge = tier >= Tier.Three ? settings.TierThreeMaxAge : settings.TierTwoMaxAge;
        DateTimeOffset? proved = rule.Rule.EachTime ? q.ProofForThis : LatestBiometric(q.Session, q.Now);
        bool fresh = proved is { } at && at <= q.Now && q.Now - at < maxAge;
        if (!trace.Is(rule.Rule.EachTime ? Check.EachTime : Check.Biometric, name, fresh, proved, maxAge)) { return new Decision.StepUp(new StepUpDemand(Biometrics, maxAge)); }
        EndAt(ref ends, proved!.Value + maxAge);
        return null;
    }

    /// <summary>A proof dated later than now is not counted: the clock went back, and it would hold for too long.</summary>
    private static DateTimeOffset? LatestBiometric(SessionFacts session, DateTimeOffset now)
    {
        DateTimeOffset? face = session.FactorTimes.TryGetValue(Factor.Face, out DateTimeOffset f) && f <= now ? f : null;
        DateTimeOffset? finger = session.FactorTimes.TryGetValue(Factor.Fingerprint, out DateTimeOffset p) && p <= now ? p : null;
        return face is null || finger > face ? finger : face;
    }

    private static void EndAt(ref DateTimeOffset? ends, DateTimeOffset at)
    {
        if (at != DateTimeOffset.MaxValue && (ends is null || at < ends)) { ends = at; }
    }
}
