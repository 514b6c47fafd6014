using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>What must be done before another key may sign for the log.</summary>
public interface ILogHandover
{
    /// <summary>Records which key comes next, and keeps a checkpoint that covers the record, signed by the keys of now.</summary>
    /// <param name="next">Ed25519, 32 bytes.</param>
    /// <exception cref="Secure.Contracts.RefusedException">record_unavailable: the present key must stay.</exception>
    /// <exception cref="IOException">The same; also <see cref="StoreException"/>, <see cref="LogBrokenException"/>, <see cref="DiskFaultException"/> after which the process ends.</exception>
    Task KeepAsync(byte[] next, CancellationToken cancellation);

    /// <summary>
    /// Does the same for the present key, where the log knows nothing of it while a key before it still counts: its renewal was
    /// lost with what is newer than the backup that was put back, or happened before renewals were recorded.
    /// </summary>
    /// <inheritdoc cref="KeepAsync" path="/exception"/>
    Task MakeUpAsync(CancellationToken cancellation);
}

internal sealed class LogHandover(IStore store, IAudit audit, LogKeys keys, Publisher publisher, IProcessEnd end) : ILogHandover
{
    private VerifierKey? _vouched;

    public async Task MakeUpAsync(CancellationToken cancellation)
    {
        if (keys.Signers is not [var newest, _, ..] || newest.VerifierKey == _vouched) { return; }
        if (await EntryOfAsync(newest.VerifierKey, cancellation) is not { } entry || !await IsCoveredAsync(entry, cancellation)) { await KeepAsync([.. newest.VerifierKey.Key.Bytes], cancellation); }
        _vouched = newest.VerifierKey;
    }

    public async Task KeepAsync(byte[] next, CancellationToken cancellation)
    {
        if (!Ed25519PublicKey.TryParse(next, out Ed25519PublicKey? key)) { throw new ArgumentException("No Ed25519 key.", nameof(next)); }
        VerifierKey named = VerifierKey.Create(keys.Origin, NoteKeyKind.Ed25519, key);
        AuditEvent announced = new(KeyAnnouncement.Kind) { Details = [new("origin", keys.Origin), new(KeyAnnouncement.KeyDetail, named.ToString())] };
        (await audit.RecordAsync(announced, cancellation)).OrRefuse();
        try
        {
            if (!await publisher.KeepAsync(cancellation)) { throw new IOException("The checkpoint that vouches for the log's next key could not be kept."); }
        }
        catch (DiskFaultException fault)
        {
            end.End(fault.Message);
            throw;
        }
    }

    private async Task<long?> EntryOfAsync(VerifierKey key, CancellationToken cancellation)
    {
        LogQuery query = new() { Keys = new SearchKeys(KeyAnnouncement.Kind) };
        while (true)
        {
            LogPage page = await store.SearchLogAsync(query, cancellation);
            if (page.Entries.FirstOrDefault(e => KeyAnnouncement.Read(e.Entry, keys.Origin) == key) is { } found) { return found.Index; }
            if (page.Next is null) { return null; }
            query = query with { Cursor = page.Next };
        }
    }

    private async Task<bool> IsCoveredAsync(long entry, CancellationToken cancellation)
    {
        VerifierKey[] earlier = [.. keys.Logs.Skip(1)];
        return (await publisher.HandoversAsync(cancellation)).Any(h =>
            Checkpoint.TryParse(h.Text, out Checkpoint? kept) && kept.Origin == keys.Origin && kept.Size > entry && h.Verify(earlier, out _) == NoteVerdict.Good);
    }
}
