using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Messaging;
using Secure.V1;

namespace Secure.Gateway.Doors;

/// <summary>
/// A picture of a door's camera, taken because an officer asks. Recorded before the agent hears of it, and again where there was
/// none; the picture itself comes and is kept as every clip (Evidence), so that looking at it takes that right and that record.
/// </summary>
public sealed class SnapshotDesk(AgentAsks asks, DownLink down, DeviceReports reports, ISite site, IAudit audit, TimeProvider clock)
{
    internal const string KindAsked = "door.snapshot", KindFailed = "door.snapshot_failed";

    /// <summary>Longest wait for the picture: a camera that is opened for it may take 5 s, and a slow line some more.</summary>
    internal static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    /// <summary>An agent that was silent for so long is not asked: it tells of itself every 10 s.</summary>
    internal static readonly TimeSpan SilenceMax = 3 * AgentStatus.Period;

    /// <exception cref="Secure.Contracts.RefusedException">There is no picture, and why; or it could not be recorded: then nobody was asked.</exception>
    public async Task<TakeSnapshotResponse> TakeAsync(Door door, ISession officer, string reason, CancellationToken cancellation)
    {
        DateTimeOffset asked = clock.GetUtcNow();
        await RecordAsync(KindAsked, door, officer, "permit", "", reason, cancellation);
        SnapshotAnswer answer = await AskAsync(door, cancellation);
        if (answer.Evidence is { } evidence)
        {
            return new TakeSnapshotResponse { Evidence = evidence, AskedAt = asked.ToTimestamp(), TakenAt = answer.TakenAt.ToTimestamp(), KeptAt = clock.GetUtcNow().ToTimestamp() };
        }
        // Also of an officer who has hung up.
        await RecordAsync(KindFailed, door, officer, null, answer.Code, reason, CancellationToken.None);
        throw DoorRefusals.NoSnapshot(answer.Code);
    }

    /// <summary>Whether the door's agent told that it has a camera there.</summary>
    internal DoorCamera CameraOf(Door door) => reports.Of(AgentOf(door))?.Queues?.Cameras is not { } cameras ? DoorCamera.Unspecified
        : cameras.Contains(door.Id) ? DoorCamera.Present : DoorCamera.None;

    private async Task<SnapshotAnswer> AskAsync(Door door, CancellationToken cancellation)
    {
        Vocabulary.DeviceId agent = AgentOf(door);
        if (reports.Of(agent) is not { } report || clock.GetUtcNow() - report.At > SilenceMax) { return None("agent_unreachable"); }
        if (report.Queues?.Cameras is null) { return None("agent_too_old"); }
        if (CameraOf(door) != DoorCamera.Present) { return None(AgentRefusals.NoCamera); }
        if (asks.Open(agent, door.Controller, door.Id) is not { } ask) { return None(AgentRefusals.Busy); }
        try
        {
            if (!await down.AskAsync(agent, ask.Request, cancellation)) { return None("agent_unreachable"); }
            return await ask.Answer.Task.WaitAsync(AnswerMax, clock, cancellation);
        }
        catch (TimeoutException) { return None("snapshot_late"); }
        // The officer hung up: what comes now is taken by nobody, and the record says so.
        catch (OperationCanceledException) { return None("officer_left"); }
        finally { asks.Close(ask); }
    }

    private static SnapshotAnswer None(string code) => new(null, default, code);

    private Vocabulary.DeviceId AgentOf(Door door) => site.Current.Controllers[door.Controller].Agent;

    private async Task RecordAsync(string kind, Door door, ISession officer, string? decision, string code, string reason, CancellationToken cancellation)
    {
        AuditEvent happened = new(kind)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Workstation = officer.Facts.Workstation?.Text,
            Device = AgentOf(door).Text,
            Door = door.Id.Text,
            Room = door.Into.Text,
            Action = "snapshot",
            Decision = decision,
            Reasons = code.Length == 0 ? [] : [code],
            Details = [new("reason", reason)],
        };
        (await audit.RecordAsync(happened, cancellation)).OrRefuse();
    }
}
