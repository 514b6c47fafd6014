using System.Globalization;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>What somebody wants done.</summary>
/// <param name="Version">Of the alert as that person saw it; it must still stand so.</param>
/// <param name="Reason">In that person's own words, checked already.</param>
internal sealed record AlertWish(string Id, long Version, AlertAct Act, string Reason, PersonId? To = null);

/// <summary>Carries out what people do to alerts: legal moves alone, each one commit with its entry.</summary>
internal sealed class AlertDesk(AlertBook book, IDuty duty, IAudit audit, TimeProvider clock)
{
    // Whoever writes more into one alert is not writing about it any more; closing is always possible.
    private const int NotesMax = 200;

    /// <exception cref="RefusedException">Unknown, changed meanwhile, not legal now, not the owner, or not recorded: nothing has changed.</exception>
    internal async Task<Alert> DoAsync(AlertWish wish, ISession by, CancellationToken cancellation)
    {
        CommitOutcome? outcome = await book.ChangeAsync(wish.Id, found => Change(found ?? throw new RefusedException(AlertRefusals.Unknown), wish, by), audit, cancellation);
        outcome?.OrRefuse();
        return book.Find(wish.Id) ?? throw new RefusedException(AlertRefusals.Unknown);
    }

    private (Alert Next, AuditEvent Happened)? Change(Alert alert, AlertWish wish, ISession by)
    {
        AlertMove move = AlertMoves.Of(wish.Act);
        if (!alert.IsFor(by.Person)) { throw new RefusedException(AlertRefusals.Unknown); }
        if (alert.Version != wish.Version) { throw new RefusedException(AlertRefusals.Changed(alert)); }
        if (!move.From.Contains(alert.State)) { throw new RefusedException(AlertRefusals.NotNow(alert.State)); }
        if (move.OwnerOnly && alert.Owner != by.Person.Text) { throw new RefusedException(AlertRefusals.NotOwner(alert.Owner)); }
        // Nobody judges an alarm about themselves; a remark they may leave.
        if (wish.Act != AlertAct.Note && alert.About.Person == by.Person.Text) { throw new RefusedException(AlertRefusals.OwnAlert); }
        if (wish.To is { } to && alert.About.Person == to.Text) { throw new RefusedException(AlertRefusals.OwnAlert); }
        if (wish.Act == AlertAct.Assign && !duty.MayOwn(wish.To!)) { throw new RefusedException(AlertRefusals.CannotOwn); }
        if (move.To is null or AlertState.Handling && alert.History.Count >= NotesMax) { throw new RefusedException(AlertRefusals.TooMany); }
        Alert next = Moved(alert, move, wish, by, clock.GetUtcNow());
        return (next, Entry(alert, next, wish, by));
    }

    private static Alert Moved(Alert alert, AlertMove move, AlertWish wish, ISession by, DateTimeOffset now) => alert with
    {
        State = move.To ?? alert.State,
        Version = alert.Version + 1,
        Owner = wish.Act switch
        {
            AlertAct.Acknowledge => by.Person.Text,
            AlertAct.Assign => wish.To!.Text,
            _ => alert.Owner,
        },
        Told = wish.To is { } to && !alert.Told.Contains(to.Text) ? [.. alert.Told, to.Text] : alert.Told,
        History = [.. alert.History, new AlertLine(move.Step, now, by.Person.Text, wish.To?.Text ?? "", wish.Reason, AlertLine.Pending(0))],
    };

    private static AuditEvent Entry(Alert before, Alert after, AlertWish wish, ISession by) => AlertEntries.Of(after, AlertMoves.Of(wish.Act).Step) with
    {
        Subject = by.Person.Text,
        Session = by.Id,
        Workstation = by.Facts.Workstation?.Text,
        Details =
        [
            new(AlarmReading.AlertDetail, after.Id), new("code", after.PublicCode), new("version", after.Version.ToString(CultureInfo.InvariantCulture)),
            new("from", before.State.ToString()), new("to", after.State.ToString()),
            .. before.Owner == after.Owner ? [] : new KeyValuePair<string, string>[] { new("owner_before", before.Owner), new("owner", after.Owner) },
            .. wish.Reason.Length > 0 && !after.Silent ? [new("reason", wish.Reason)] : Array.Empty<KeyValuePair<string, string>>(),
            .. after.Drill ? [new(AlarmEntries.Drill, "true")] : Array.Empty<KeyValuePair<string, string>>(),
        ],
    };
}

/// <summary>The log's entries about alerts.</summary>
internal static class AlertEntries
{
    internal static AuditEvent Of(Alert alert, AlertStep step) => alert.Silent ? new(KindOf(step)) : new(KindOf(step))
    {
        Person = alert.About.Person,
        Device = alert.About.Device,
        Door = alert.About.Door,
        Room = alert.About.Room,
        Resource = alert.About.Resource,
    };

    internal static string KindOf(AlertStep step) => step switch
    {
        AlertStep.Raised => AuditKinds.Alarm,
        AlertStep.Acknowledged => "alert.acknowledged",
        AlertStep.Assigned => "alert.assigned",
        AlertStep.Handled => "alert.handled",
        AlertStep.Noted => "alert.noted",
        AlertStep.Resolved => "alert.resolved",
        AlertStep.MarkedFalse => "alert.false_alarm",
        AlertStep.Escalated => "alert.escalated",
        AlertStep.Overdue => "alert.overdue",
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };
}
