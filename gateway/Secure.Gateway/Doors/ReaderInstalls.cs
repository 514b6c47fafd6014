using Google.Protobuf;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Opens the install window of a door's readers: five minutes in which they may be given their keys over a key that
/// everybody knows. Two officers say so, and both stand in the log before the controller hears of it.
/// </summary>
public sealed class ReaderInstalls(CommandDesk commands, IApprovals approvals, IAudit audit)
{
    private const string KindOpened = "door.install_window";

    /// <exception cref="Secure.Contracts.RefusedException">approval_required until another officer has approved this very request; or it could not be recorded.</exception>
    public async Task<CommandResult> OpenAsync(Door door, ISession officer, IMessage request, string reason, CancellationToken cancellation)
    {
        Sentence what = new($"为门 {door.Id.Text} 的读卡器安装密钥", $"install the keys of the readers at door {door.Id.Text}");
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.InstallReaders, request, what, reason, cancellation);
        AuditEvent happened = new(KindOpened)
        {
            Subject = officer.Person.Text,
            Person = officer.Person.Text,
            Session = officer.Id,
            Workstation = officer.Facts.Workstation?.Text,
            Device = door.Controller.Text,
            Door = door.Id.Text,
            Room = door.Into.Text,
            Decision = "permit",
            Details = [.. approved.Details, new("reason", reason)],
        };
        (await audit.RecordAsync(happened, cancellation, approved.Use)).OrRefuse();
        return await commands.GiveAsync(door, DoorCommand.InstallReaders, null, officer, reason, cancellation);
    }
}
