using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>
/// What follows a failed step-up, in this order: the sessions end, before anything that may take time; then place and
/// evidence are gathered; then the alarm is on the disk; then the doors are told.
/// </summary>
internal sealed class FailedStepUps(
    ISessions sessions, IWhereabouts whereabouts, IEvidence evidence, IAlarms alarms, ISite site, IDoorSecuring doors, ILogger<FailedStepUps> log) : IStepUpFailures
{
    internal const string Code = "stepup.failed";
    internal const string Text = "加强鉴别失败：该人员可能不是其所称之人 · a step-up failed: this may not be the person it claims to be";
    internal const string NotSecuredCode = "stepup.not_secured";
    private const int EvidenceMax = 8;

    public RowWrite Keep(FailedStepUp failed)
    {
        ArgumentNullException.ThrowIfNull(failed.Attempt);
        return new KeptFailure(
            failed.Person.Text, failed.Cause, failed.Session?.Id, failed.Session?.Facts.Workstation?.Text, failed.Door?.Text, RoomBehind(failed.Door)?.Text,
            failed.Resource?.Text, failed.Action, failed.DecisionId).ToRow(failed.Attempt);
    }

    public async ValueTask FailAsync(FailedStepUp failed, CancellationToken cancellation)
    {
        // At a door nobody but the badge was there: its owner may be sitting at a workstation, and is not to be thrown out by a thief.
        if (failed.Session is not null) { await sessions.EndAllAsync(failed.Person, "step_up_failed", CancellationToken.None); }
        log.StepUpFailed(failed.Person.Text, failed.Cause, failed.Session is null ? "door" : "workstation");
        Whereabouts place = failed.Session is { } session
            ? await whereabouts.OfAsync(session, CancellationToken.None)
            : await whereabouts.OfAsync(failed.Person, CancellationToken.None);
        List<EvidenceKept> kept = [];
        foreach (EvidenceItem item in failed.Evidence.Take(EvidenceMax)) { kept.Add(await evidence.KeepAsync(item, CancellationToken.None)); }
        RowWrite[] told = failed.Attempt is { } attempt ? [KeptFailure.Delete(attempt)] : [];
        (await alarms.RaiseAsync(Describe(failed, place, kept), CancellationToken.None, told)).OrRefuse();
        if (site.Current.Settings.SecureDoorsOnFailedStepUp && RoomsOf(failed) is { Count: > 0 } rooms) { _ = SecureAsync(rooms, failed); }
    }

    private Alarm Describe(FailedStepUp failed, Whereabouts place, IReadOnlyList<EvidenceKept> kept) => new(Code, Text)
    {
        Person = failed.Person.Text,
        Session = failed.Session?.Id,
        Workstation = place.Workstation?.Text,
        Door = failed.Door?.Text,
        // Where it happened: behind that door's reader, else at that workstation.
        Room = (RoomBehind(failed.Door) ?? place.WorkstationRoom)?.Text,
        Resource = failed.Resource?.Text,
        Action = failed.Action,
        DecisionId = failed.DecisionId,
        Place = place,
        Evidence = kept,
        Details = [new("cause", failed.Cause)],
    };

    /// <summary>The rooms in which the material lies; for entry at a door, the room itself.</summary>
    private IReadOnlyList<RoomId> RoomsOf(FailedStepUp failed)
    {
        SiteSnapshot now = site.Current;
        if (failed.Resource is { } resource && now.Resources.TryGetValue(resource, out Resource? material)) { return material.Rooms; }
        return RoomBehind(failed.Door) is { } room ? [room] : [];
    }

    private RoomId? RoomBehind(DoorId? door) => door is not null && site.Current.Doors.TryGetValue(door, out Door? known) ? known.Into : null;

    private async Task SecureAsync(IReadOnlyList<RoomId> rooms, FailedStepUp failed)
    {
        try
        {
            foreach (DoorSecured door in await doors.SecureAsync(rooms, $"{Code}: {failed.Cause}", CancellationToken.None))
            {
                if (!door.Done) { await TellAsync(door.Door.Text, door.Reason, failed); }
            }
        }
        // Nobody waits for this task: what goes wrong here is told as an alarm or not at all.
        catch (Exception fault)
        {
            log.SecuringFailed(fault);
            await TellAsync("*", fault is Contracts.RefusedException refused ? refused.Refusal.Code : "failed", failed);
        }
    }

    private async Task TellAsync(string door, string reason, FailedStepUp failed)
    {
        log.NotSecured(door, reason);
        Alarm alarm = new(NotSecuredCode, "加强鉴别失败后，门未能封闭 · a door could not be locked down after a failed step-up")
        {
            Door = DoorId.TryParse(door, out _) ? door : null,
            Person = failed.Person.Text,
            Resource = failed.Resource?.Text,
            Details = [new("reason", reason)],
        };
        await alarms.RaiseAsync(alarm, CancellationToken.None);
    }
}
