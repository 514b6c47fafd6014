using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>Which slot of which door's sensor belongs to whom. The sensor holds the template, the gateway whose it is.</summary>
public sealed class SensorBook(IStore store, IAlarms alarms)
{
    /// <summary>Sealed. Key: the door.</summary>
    public const string Table = "biometrics.sensors";

    /// <summary>The row and its version; empty and 0 where there is none. One that was altered past the store alarms and counts as empty, so that nothing in the sensor is anybody's.</summary>
    internal async ValueTask<(SensorRow Row, long? Version)> FindAsync(DoorId door, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(Table, door.Text, cancellation);
        if (read is RowRead.Tampered) { await alarms.RaiseAsync(new Alarm("store.tampered", "指纹仪库位记录被篡改 · the record of a sensor's slots was altered") { Door = door.Text }, cancellation); }
        return read is RowRead.Found { Row: { } row } ? (SensorRow.FromRow(row.Value), row.Version) : (SensorRow.Empty, read is RowRead.Tampered ? null : 0);
    }

    internal static RowWrite Write(DoorId door, SensorRow row, long? expectedVersion) =>
        new(Table, door.Text, row == SensorRow.Empty ? null : row.ToRow(), expectedVersion);

    /// <summary>All of a person's, by door.</summary>
    internal async ValueTask<IReadOnlyList<(DoorId Door, SensorSlot Slot)>> OfAsync(PersonId person, CancellationToken cancellation) =>
        [.. (await AllAsync(cancellation)).SelectMany(d => d.Row.Of(person.Text).Select(s => (d.Door, s)))];

    /// <summary>Gives up all slots of a person that fit; what is in the sensors is erased as soon as they are reached.</summary>
    internal async ValueTask<IReadOnlyList<RowWrite>> GiveUpAsync(PersonId person, Func<DoorId, SensorSlot, bool> which, CancellationToken cancellation) =>
    [
        .. (await AllAsync(cancellation)).Where(d => d.Row.Of(person.Text).Any(s => which(d.Door, s)))
            .Select(d => Write(d.Door, d.Row.Given(s => s.Person == person.Text && which(d.Door, s)), d.Version)),
    ];

    /// <summary>How a slot is named as a template.</summary>
    internal static string IdOf(DoorId door, SensorSlot slot) => $"{door.Text}:{slot.Slot}";

    private async ValueTask<IReadOnlyList<(DoorId Door, SensorRow Row, long Version)>> AllAsync(CancellationToken cancellation) =>
        [.. (await store.ReadTableAsync(Table, cancellation)).Rows.Select(r => (DoorId.Parse(r.Key), SensorRow.FromRow(r.Value), r.Version))];
}
