using System.Buffers.Binary;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>
/// The newest evidence key that two officers decided on, kept in the commit of their act: where the gateway dies before the
/// key list is written, the next start writes it.
/// </summary>
/// <param name="After">Number of the list in use when it was decided. With a higher one in use it has been done.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo. The private key lies in the folder before this is committed.</param>
internal sealed record DecidedKey(ulong After, byte[] PublicKey)
{
    internal const string Row = "evidence";

    internal RowWrite ToRow()
    {
        byte[] value = new byte[sizeof(ulong) + PublicKey.Length];
        BinaryPrimitives.WriteUInt64BigEndian(value, After);
        PublicKey.CopyTo(value, sizeof(ulong));
        return new RowWrite(FleetTables.Rotations, Row, value);
    }

    /// <summary>Null where the row is not of this form.</summary>
    internal static DecidedKey? FromRow(StoredRow row) =>
        row.Value.Length > sizeof(ulong) ? new DecidedKey(BinaryPrimitives.ReadUInt64BigEndian(row.Value), row.Value[sizeof(ulong)..]) : null;
}
