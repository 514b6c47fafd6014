using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Messaging;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Doors.SelfTests.SelfTestWords;

namespace Secure.Gateway.Doors.SelfTests;

/// <summary>Tests a controller or an agent from afar. Nothing is moved by it; what was found stands in the log before it is told.</summary>
public sealed class SelfTestDesk(ControllerTest controllers, DeviceReports reports, SelfTestAnswers answers, DownLink down, ISite site, IAudit audit, TimeProvider clock)
{
    internal const string Kind = "device.self_test";

    /// <summary>Longest wait for an agent: its cameras have 6 s each, all at once.</summary>
    internal static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(12);

    private const int NearlyFullPercent = 90;

    /// <exception cref="Secure.Contracts.RefusedException">No such device, or what was found could not be recorded: nothing is told.</exception>
    public async Task<SelfTestResponse> RunAsync(ISession officer, string device, CancellationToken cancellation)
    {
        if (!DeviceId.TryParse(device, out DeviceId? id)) { throw DoorRefusals.UnknownDevice(); }
        IReadOnlyList<SelfTestPart> parts = site.Current.Controllers.ContainsKey(id) ? await controllers.RunAsync(id, cancellation)
            : site.Current.Agents.ContainsKey(id) ? await AgentAsync(id, cancellation) : throw DoorRefusals.UnknownDevice();
        await RecordAsync(officer, id, parts, cancellation);
        return new SelfTestResponse { At = clock.GetUtcNow().ToTimestamp(), Parts = { parts } };
    }

    private async Task<IReadOnlyList<SelfTestPart>> AgentAsync(DeviceId agent, CancellationToken cancellation)
    {
        if (reports.Of(agent) is not { } report || clock.GetUtcNow() - report.At > SnapshotDesk.SilenceMax) { return [Fault(SelfTestSubject.Link, "", "unreachable")]; }
        if (report.Queues?.Cameras is null) { return [Fault(SelfTestSubject.Link, "", "agent_too_old")]; }
        AgentSelfTest? test = await AskAsync(agent, cancellation);
        return
        [
            test is null ? Fault(SelfTestSubject.Link, "", "no_answer") : Well(SelfTestSubject.Link, "", "answered"),
            ControllerTest.Clock(report.Quality, report.ClockAhead),
            report.Queues.FullestPercent >= NearlyFullPercent ? Fault(SelfTestSubject.Queue, "", "queue_nearly_full") : Well(SelfTestSubject.Queue, "", "queue_has_room"),
            .. test?.Checks.Select(Told) ?? [],
            OnSite(SelfTestSubject.Reader, "", "sensor_not_tried"),
        ];
    }

    private async Task<AgentSelfTest?> AskAsync(DeviceId agent, CancellationToken cancellation)
    {
        (AgentRequest request, Task<AgentSelfTest> answer) = answers.Expect(agent);
        try { return await down.AskAsync(agent, request, cancellation) ? await answer.WaitAsync(AnswerMax, clock, cancellation) : null; }
        catch (TimeoutException) { return null; }
        finally { answers.Forget(request); }
    }

    private static SelfTestPart Told(AgentCheck check)
    {
        (SelfTestSubject subject, string well) = check.Part switch
        {
            AgentPart.Disk => (SelfTestSubject.Disk, "disk_good"),
            AgentPart.Camera => (SelfTestSubject.Camera, "camera_sees"),
            AgentPart.Controller => (SelfTestSubject.Controller, "connected"),
            AgentPart.EvidenceKey => (SelfTestSubject.EvidenceKey, "key_known"),
        };
        return check.Fault.Length == 0 ? Well(subject, check.About, well) : Fault(subject, check.About, check.Fault);
    }

    private async Task RecordAsync(ISession officer, DeviceId device, IReadOnlyList<SelfTestPart> parts, CancellationToken cancellation)
    {
        string[] faults = [.. parts.Where(p => p.Verdict == SelfTestVerdict.Fault).Select(p => p.About.Length > 0 ? $"{p.About}: {p.Code}" : p.Code)];
        AuditEvent happened = new(Kind)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Workstation = officer.Facts.Workstation?.Text,
            Device = device.Text,
            Action = "self_test",
            Decision = "permit",
            Details = [new("parts", $"{parts.Count}"), new("faults", $"{faults.Length}"), .. faults.Take(32).Select((fault, i) => KeyValuePair.Create($"fault_{i + 1}", fault))],
        };
        (await audit.RecordAsync(happened, cancellation)).OrRefuse();
    }
}
