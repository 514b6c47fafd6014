using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Signatures;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Sets a controller's clock to the gateway's, also backwards: the way on for a controller that has followed a gateway into a wrong
/// day. Two officers say so. No officer names a time: it is the gateway's own, which both should have compared with a watch.
/// A controller whose clock is past the end of every key cannot be told: to take an ended key's word for the time would give
/// whoever holds one all that it ever opened.
/// </summary>
public sealed class ClockSettings(Controllers controllers, CommandDesk commands, DeviceReports reports, IGatewayKeys keys, IApprovals approvals, IAudit audit, ISite site, TimeProvider clock)
{
    private const string KindApproved = "door.clock_setting";

    /// <exception cref="Secure.Contracts.RefusedException">No such controller, its clock agrees with ours or is past all keys, approval_required, or it could not be recorded.</exception>
    public async Task<CommandResult> SetAsync(ISession officer, SetClockRequest request, CancellationToken cancellation)
    {
        Door door = DoorOf(request.Controller);
        // Alive is who agrees with our time: nothing is moved that stands well.
        if (controllers.Of(door.Controller).Alive) { throw DoorRefusals.ClockAgrees(); }
        // Nobody is asked to approve what would be in vain.
        if (reports.Of(door.Controller) is { } told && KeysEnd() is var end && clock.GetUtcNow() + told.ClockAhead > end) { throw DoorRefusals.PastKeys(end); }
        string now = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        Vocabulary.Sentence what = new($"将控制器 {door.Controller.Text} 的时钟设为网关时间（现为 {now}）", $"set the clock of controller {door.Controller.Text} to the gateway's, which is {now} now");
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.SetClock, request, what, request.Reason, cancellation);
        AuditEvent happened = new(KindApproved)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Workstation = officer.Facts.Workstation?.Text,
            Device = door.Controller.Text,
            Decision = "permit",
            Details = [.. approved.Details, new("reason", request.Reason)],
        };
        (await audit.RecordAsync(happened, cancellation, approved.Use)).OrRefuse();
        return await commands.SetClockAsync(door, officer, request.Reason, cancellation);
    }

    private DateTimeOffset KeysEnd() => DateTimeOffset.FromUnixTimeMilliseconds(keys.KeyList.Keys.Where(k => k.Purpose == KeyPurpose.Command).Select(k => k.NotAfter).DefaultIfEmpty(0).Max());

    /// <summary>Any of its doors: the controller gives out nonces by door, and has one clock.</summary>
    private Door DoorOf(string controller) =>
        site.Current.Doors.Values.Where(d => d.Controller.Text == controller).MinBy(d => d.Id.Text, StringComparer.Ordinal) ?? throw DoorRefusals.UnknownController();
}
