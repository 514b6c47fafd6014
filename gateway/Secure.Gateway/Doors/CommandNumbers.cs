using System.Buffers.Binary;
using System.Globalization;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Doors;

/// <summary>
/// Numbers for commands, rising for good: each is committed, with the entry that records the command, before the
/// command leaves, so that no restart ever gives one twice. None is below the present Unix milliseconds, so that a lost
/// or older store does not leave the controllers deaf to commands.
/// </summary>
public sealed class CommandNumbers(IAudit audit, TimeProvider clock) : IDisposable
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
            ulong next = Math.Max(_last + 1, (ulong)Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds()));
            byte[] value = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(value, next);
            AuditEvent numbered = command with { Details = [.. command.Details, new("command_number", next.ToString(CultureInfo.InvariantCulture))] };
            if (await audit.RecordAsync(numbered, cancellation, new RowWrite(Table, Key, value)) is not CommitOutcome.Committed) { return null; }
            return _last = next;
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Loads the last number given. Where it cannot be used, the clock alone keeps the numbers rising.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            if (row.Key == Key && row.Value.Length == 8) { _last = BinaryPrimitives.ReadUInt64BigEndian(row.Value); } else { bad.Add(row.Key); }
        }
        return bad;
    }
}
