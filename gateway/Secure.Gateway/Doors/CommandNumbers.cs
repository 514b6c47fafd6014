using System.Buffers.Binary;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Doors;

/// <summary>
/// Numbers for commands, rising for good: each is committed, with the entry that records the command, before the
/// command leaves, so that no restart ever gives one twice.
/// </summary>
public sealed class CommandNumbers(IAudit audit) : IDisposable
{
    public const string Table = "command_numbers";
    private const string Key = "site";

    private readonly SemaphoreSlim _one = new(1, 1);
    private ulong _last;

    /// <summary>The number given to this command; null where it could not be recorded: then nothing may be sent.</summary>
    public async Task<ulong?> NextAsync(AuditEvent command, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            byte[] value = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(value, _last + 1);
            AuditEvent numbered = command with { Details = [.. command.Details, new("command_number", (_last + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))] };
            if (await audit.RecordAsync(numbered, cancellation, new RowWrite(Table, Key, value)) is not CommitOutcome.Committed) { return null; }
            return ++_last;
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    public void Load(TableRead table)
    {
        foreach (StoredRow row in table.Rows.Where(r => r.Key == Key && r.Value.Length == 8)) { _last = BinaryPrimitives.ReadUInt64BigEndian(row.Value); }
    }
}
