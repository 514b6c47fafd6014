using System.Collections.Concurrent;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;
using Factor = Secure.Vocabulary.Factor;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>
/// Brings what a door's sensor holds to what was assigned. Its agent tells what it read and is told what to erase and whom to
/// enrol; what is not done is asked for again, until the sensor's own table says that it is.
/// </summary>
internal sealed class SensorSync(
    SensorBook book, SensorEnrolments open, SensorsHeard heard, EnrolmentDesk desk, Templates templates, EnrolmentOptions options, ISite site, IAudit audit, IAlarms alarms, TimeProvider clock)
{
    private const int SlotsMax = 10_000, DigestBytes = 32;

    private readonly ConcurrentDictionary<(DoorId, string), bool> _told = new();

    /// <exception cref="RefusedException">Not this agent's door, nonsense, or nothing could be recorded.</exception>
    internal async Task<SyncSensorResponse> TakeAsync(DeviceId agent, SyncSensorRequest request, CancellationToken cancellation)
    {
        SiteSnapshot now = site.Current;
        if (!DoorId.TryParse(request.Door, out DoorId? id) || !now.Doors.TryGetValue(id, out Door? door) || !now.Controllers.TryGetValue(door.Controller, out Controller? controller) || controller.Agent != agent) { throw Malformed("door"); }
        if (request.Capacity > SlotsMax || request.Slots.Count > SlotsMax || request.Slots.Any(s => s >= SlotsMax)) { throw Malformed("slots"); }
        if (!now.MatchesOnSensor(id)) { return new SyncSensorResponse(); }
        if (request.Enrolment.Length > 0) { await EndAsync(id, request, cancellation); }
        if (request.Read) { return await BringAsync(agent, id, request, cancellation); }
        if (request.Trouble.Length > 0) { await TroubleAsync(agent, id, cancellation); }
        return new SyncSensorResponse { Used = true };
    }

    private async Task<SyncSensorResponse> BringAsync(DeviceId agent, DoorId door, SyncSensorRequest request, CancellationToken cancellation)
    {
        HashSet<int> used = [.. request.Slots.Select(s => (int)s)];
        heard.Tell(door, new SensorsHeard.Library((int)request.Capacity, used));
        _told.TryRemove((door, SensorAlarms.NotErased), out _);
        SensorRow row = await SettleAsync(door, used, cancellation);
        SyncSensorResponse response = new() { Used = true };
        // A slot that is being enrolled is written between two words of the agent: it is not erased under way.
        SensorEnrolment? enrolment = open.Of(door);
        response.Erase.AddRange(used.Where(u => u != enrolment?.Slot && (row.Clearing || row.Slots.Any(s => s.Slot == u && s.Person is null))).Order().Select(u => (uint)u));
        if (row.Clearing) { return response; }
        if (row.AgreesWith(used)) { _told.TryRemove((door, SensorAlarms.Differs), out _); }
        else { await TellAsync(SensorAlarms.Differs, agent, door, cancellation); }
        if (enrolment is not null && response.Erase.Count == 0 && row.Slots.Any(s => s.Slot == enrolment.Slot)) { (response.Enrolment, response.Slot) = (enrolment.Id, (uint)enrolment.Slot); }
        return response;
    }

    /// <summary>What is erased is forgotten; what has expired is to be erased.</summary>
    private async Task<SensorRow> SettleAsync(DoorId door, HashSet<int> used, CancellationToken cancellation)
    {
        (SensorRow row, long? version) = await book.FindAsync(door, cancellation);
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        SensorSlot[] erased = [.. row.Slots.Where(s => s.Person is null && !used.Contains(s.Slot) && s.Slot != open.Of(door)?.Slot)];
        bool cleared = row.Clearing && used.Count == 0, expired = row.Slots.Any(s => s.Person is not null && s.ExpiresAtMs <= nowMs);
        if (erased.Length == 0 && !cleared && !expired) { return row; }
        SensorRow next = row.Given(s => s.Person is not null && s.ExpiresAtMs <= nowMs) with { Clearing = row.Clearing && !cleared };
        next = next with { Slots = [.. next.Slots.Except(erased)] };
        AuditEvent happened = new("biometrics.sensor.erased") { Door = door.Text, Details = [new("slots", string.Join(' ', erased.Select(s => s.Slot)))] };
        // Where another change came first, the next word settles it.
        return await audit.RecordAsync(happened, cancellation, SensorBook.Write(door, next, version)) is CommitOutcome.Committed ? next : row;
    }

    private async Task EndAsync(DoorId door, SyncSensorRequest request, CancellationToken cancellation)
    {
        if (!open.TryFind(door, request.Enrolment, out SensorEnrolment? enrolment)) { return; }
        try { enrolment.Done.TrySetResult(await KeepAsync(door, enrolment, request, cancellation)); }
        catch (RefusedException refused) { enrolment.Done.TrySetException(refused); }
        finally { open.End(enrolment); }
    }

    private async Task<SensorSlot> KeepAsync(DoorId door, SensorEnrolment enrolment, SyncSensorRequest request, CancellationToken cancellation)
    {
        if (request.Verdict != "done" || request.Digest.Length != DigestBytes) { throw SensorRefusals.Ended(request.Verdict == "done" ? "" : request.Verdict); }
        // Who left or took the consent back meanwhile is not enrolled.
        desk.RequirePerson(enrolment.Officer, enrolment.Person);
        (ConsentRow consent, long consentVersion) = await desk.RequireConsentAsync(enrolment.Person, Factor.Fingerprint, cancellation);
        (SensorRow row, long? version) = await book.FindAsync(door, cancellation);
        if (row.Clearing || row.Slots.All(s => s.Slot != enrolment.Slot || s.Person is not null)) { throw SensorRefusals.Ended(""); }
        DateTimeOffset now = clock.GetUtcNow();
        SensorSlot made = new(enrolment.Slot, enrolment.Person.Text, Convert.ToHexStringLower(request.Digest.Span), now.ToUnixTimeMilliseconds(), (now + options.TemplateLife).ToUnixTimeMilliseconds(), enrolment.Officer.Person.Text);
        SensorRow next = row with { Slots = [.. row.Slots.Where(s => s.Slot != made.Slot), made] };
        AuditEvent happened = EnrolmentEvents.Of("biometrics.enrolled", enrolment.Officer, enrolment.Person, Factor.Fingerprint, SensorBook.IdOf(door, made)) with { Door = door.Text };
        List<RowWrite> rows = [SensorBook.Write(door, next, version), Consents.Write(enrolment.Person, Factor.Fingerprint, consent, consentVersion)];
        // The mark that there was a finger stays, however the slot ends: deleted, expired, or emptied with the whole sensor.
        if (!await templates.HasHadAsync(enrolment.Person, Factor.Fingerprint, cancellation)) { rows.Add(Templates.Write(enrolment.Person, Factor.Fingerprint, new TemplateRow([]), 0)); }
        (await audit.RecordAsync(happened, cancellation, [.. rows])).OrRefuse();
        return made;
    }

    /// <summary>A sensor that cannot be reached is told once where it still holds what should be erased.</summary>
    private async Task TroubleAsync(DeviceId agent, DoorId door, CancellationToken cancellation)
    {
        heard.Tell(door, null);
        (SensorRow row, _) = await book.FindAsync(door, cancellation);
        if (row.Clearing || row.Slots.Any(s => s.Person is null)) { await TellAsync(SensorAlarms.NotErased, agent, door, cancellation); }
    }

    private async Task TellAsync(string code, DeviceId agent, DoorId door, CancellationToken cancellation)
    {
        if (!_told.TryAdd((door, code), true)) { return; }
        CommitOutcome outcome = await alarms.RaiseAsync(SensorAlarms.Of(code, agent, door), cancellation);
        if (outcome is not CommitOutcome.Committed) { _told.TryRemove((door, code), out _); }
    }

    private static RefusedException Malformed(string field) => new(EnrolmentRefusals.Invalid(field, "of a door of this agent, at most 10,000 slots"));
}

/// <summary>What officers are told of sensors.</summary>
internal static class SensorAlarms
{
    internal const string Differs = "sensor.library_differs";
    internal const string NotErased = "sensor.not_erased";

    internal static Alarm Of(string code, DeviceId agent, DoorId door) => new(code, code == Differs
        ? "指纹仪的内容与登记不符（被更换、被清空或被他人写入？），该门不再凭指纹放行；核对后用 reset-sensor 清空并重新录入 · a door's sensor does not hold what was assigned (exchanged, emptied, or filled by somebody else?): no finger opens that door; look at it, then empty it with reset-sensor and enrol anew"
        : "指纹仪无法连接，应删除的指纹仍在其中（已不能开门），恢复后自动删除 · a door's sensor cannot be reached and still holds fingers that are to be erased (they open nothing); they are erased as soon as it is back")
    { Device = agent.Text, Door = door.Text };
}
