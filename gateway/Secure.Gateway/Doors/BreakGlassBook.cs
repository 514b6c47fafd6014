using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>The verifiers of each controller's break-glass codes, as they were last made. Of the codes themselves nothing is kept.</summary>
public sealed class BreakGlassBook(IGatewayKeys keys, DownLink down)
{
    public const string Table = "break_glass";

    private readonly ConcurrentDictionary<DeviceId, BreakGlass> _records = new();

    /// <summary>The controller's codes with a new pair for one door, under a number that is higher than any before.</summary>
    /// <exception cref="InvalidOperationException">The controller has codes for as many other doors as fit into a record.</exception>
    public BreakGlass With(DeviceId controller, BreakGlassPair pair, ulong number)
    {
        BreakGlass? before = _records.GetValueOrDefault(controller);
        BreakGlassPair[] pairs = [.. (before?.Pairs ?? []).Where(p => p.Door != pair.Door), pair];
        if (pairs.Length > BreakGlass.PairsMax) { throw new InvalidOperationException($"A controller has break-glass codes for at most {BreakGlass.PairsMax} doors."); }
        return new BreakGlass(controller, Math.Max(number, (before?.Number ?? 0) + 1), pairs);
    }

    /// <summary>After its commit.</summary>
    public void Set(BreakGlass record) => _records[record.Controller] = record;

    public static RowWrite Row(BreakGlass record) => new(Table, record.Controller.Text, JsonSerializer.SerializeToUtf8Bytes(
        new Stored(record.Number, [.. record.Pairs.Select(p => new StoredPair(p.Door.Text, p.HoldMs, p.First, p.Second))])));

    /// <summary>False where the broker did not take it. A controller that has no codes is sent none.</summary>
    public Task<bool> SendAsync(DeviceId controller, CancellationToken cancellation) => _records.TryGetValue(controller, out BreakGlass? record)
        ? down.SendAsync(controller, new ToController { BreakGlassRecord = ByteString.CopyFrom(record.Sign(keys.Lease)) }, cancellation)
        : Task.FromResult(true);

    /// <summary>Loads the stored verifiers. Where a row cannot be used the controller keeps those that it has.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            try
            {
                Stored stored = JsonSerializer.Deserialize<Stored>(row.Value) is { Pairs: not null } read ? read : throw new JsonException("Empty.");
                DeviceId controller = DeviceId.Parse(row.Key);
                _records[controller] = new BreakGlass(controller, stored.Number, [.. stored.Pairs.Select(p => new BreakGlassPair(DoorId.Parse(p.Door), p.HoldMs, p.First, p.Second))]);
            }
            catch (Exception unreadable) when (unreadable is JsonException or FormatException) { bad.Add(row.Key); }
        }
        return bad;
    }

    private sealed record Stored(ulong Number, StoredPair[] Pairs);

    private sealed record StoredPair(string Door, uint HoldMs, string First, string Second);
}
