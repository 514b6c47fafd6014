using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Gives each controller the plans of its doors. A plan gets a new number where the site says something new of the door,
/// committed with its entry before it leaves; it is sent until a heartbeat says that the door follows it.
/// </summary>
public sealed class DoorPlans(ISite site, IAudit audit, DownLink down, IGatewayKeys keys, TimeProvider clock)
{
    public const string Table = "door_plans";

    private readonly ConcurrentDictionary<DoorId, (ulong Number, byte[] Content)> _given = new();

    /// <summary>Sends what a controller's doors, as it has just reported them, do not follow yet. What cannot be recorded waits for the next report.</summary>
    internal async Task OfferAsync(DeviceId controller, IReadOnlyList<DoorReport> reports, CancellationToken cancellation)
    {
        SiteSnapshot now = site.Current;
        foreach (DoorReport report in reports)
        {
            if (!now.Doors.TryGetValue(report.Door, out Door? door) || door.Controller != controller) { continue; }
            if (await NumberAsync(now, door, report.PlanNumber, cancellation) is not { } number || number == report.PlanNumber) { continue; }
            byte[] signed = DoorPlanner.Make(now, door, number).Sign(keys.Command);
            await down.SendAsync(controller, new ToController { DoorPlanRecord = ByteString.CopyFrom(signed) }, cancellation);
        }
    }

    /// <summary>Loads the numbers given. Where one cannot be used, the clock and the doors' own reports keep them rising.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            if (DoorId.TryParse(row.Key, out DoorId? door) && row.Value.Length == 8 + SHA256.HashSizeInBytes)
            {
                _given[door] = (BinaryPrimitives.ReadUInt64BigEndian(row.Value), row.Value[8..]);
            }
            else { bad.Add(row.Key); }
        }
        return bad;
    }

    /// <summary>The number of the door's present plan; null where a new one could not be recorded.</summary>
    private async Task<ulong?> NumberAsync(SiteSnapshot now, Door door, ulong reported, CancellationToken cancellation)
    {
        byte[] content = Content(DoorPlanner.Make(now, door, 0));
        bool isGiven = _given.TryGetValue(door.Id, out (ulong Number, byte[] Content) given);
        if (isGiven && given.Number >= reported && given.Content.AsSpan().SequenceEqual(content)) { return given.Number; }
        ulong number = Math.Max(Math.Max(given.Number, reported) + 1, (ulong)Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        byte[] row = new byte[8 + content.Length];
        BinaryPrimitives.WriteUInt64BigEndian(row, number);
        content.CopyTo(row, 8);
        AuditEvent planned = new(AuditKinds.DoorEvent + ".plan")
        {
            Device = door.Controller.Text,
            Door = door.Id.Text,
            Room = door.Into.Text,
            Policy = now.Revision.ToString(CultureInfo.InvariantCulture),
            Details = [new("plan_number", number.ToString(CultureInfo.InvariantCulture))],
        };
        if (await audit.RecordAsync(planned, cancellation, new RowWrite(Table, door.Id.Text, row)) is not CommitOutcome.Committed) { return null; }
        _given[door.Id] = (number, content);
        return number;
    }

    private static byte[] Content(DoorPlan plan)
    {
        CanonicalWriter writer = new();
        plan.Write(writer);
        return SHA256.HashData(writer.Written);
    }
}
