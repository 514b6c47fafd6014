using System.Security.Cryptography;
using System.Text;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>
/// Which frames the challenges of each person have shown, at workstations and doors alike and over every restart, so that no
/// recording of one passes in a later one. Kept are keyed hashes alone: they give back neither a picture nor a feature.
/// Those of a person are in memory only while a challenge of that person is open.
/// </summary>
internal sealed class ShownFrames(IStore store, IAlarms alarms, IGatewayKeys keys, ISite site, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<PersonId, ShownByPerson> _held = [];

    /// <summary>For one challenge; close it when that is over.</summary>
    /// <exception cref="RefusedException">The record was altered past the store, which raises an alarm: what was shown before could pass again.</exception>
    internal async Task<ShownInChallenge> OpenAsync(PersonId person, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_held.TryGetValue(person, out ShownByPerson? held)) { held = await ReadAsync(person, cancellation); }
            _held[person] = held;
            held.Users++;
            return new ShownInChallenge(this, person, held);
        }
        finally { _turn.Release(); }
    }

    /// <summary>To be called once. Returns after the frames are on the disk.</summary>
    /// <exception cref="RefusedException">They could not be written: what they proved must not count.</exception>
    internal async Task CloseAsync(PersonId person, ShownByPerson held, IReadOnlyList<ulong> fresh)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (--held.Users == 0) { _held.Remove(person); }
            // Who has left meanwhile leaves nothing behind.
            if (fresh.Count == 0 || !site.Current.Persons.TryGetValue(person, out var known) || !known.Active) { return; }
            RowWrite[] rows = [.. held.Keep(fresh, clock.GetUtcNow().ToUnixTimeMilliseconds()).Select(s => new RowWrite(StepUpTables.Shown, StepUpTables.KeyOf(person, s.Segment), s.Row))];
            (await store.CommitAsync(new StoreChange { Rows = rows }, CancellationToken.None)).OrRefuse();
        }
        finally { _turn.Release(); }
    }

    internal ulong NameOf(PersonId person, string name)
    {
        byte[] text = Encoding.UTF8.GetBytes($"shown frame\0{person.Text}\0{name}");
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(keys.RowIntegrityKey, text));
    }

    public void Dispose() => _turn.Dispose();

    /// <exception cref="RefusedException">The record was altered past the store: see <see cref="OpenAsync"/>.</exception>
    internal async Task RequireWholeAsync(PersonId person, CancellationToken cancellation)
    {
        if (await AlteredAsync(person, cancellation) is [var key, ..]) { throw await RefusalAsync(person, key, cancellation); }
    }

    /// <summary>Keys of the person's rows that were altered past the store.</summary>
    internal async Task<IReadOnlyList<string>> AlteredAsync(PersonId person, CancellationToken cancellation)
    {
        List<string> altered = [];
        foreach (string key in Enumerable.Range(0, ShownByPerson.Segments).Select(i => StepUpTables.KeyOf(person, i)))
        {
            if (await store.ReadRowAsync(StepUpTables.Shown, key, cancellation) is RowRead.Tampered) { altered.Add(key); }
        }
        return altered;
    }

    private async Task<ShownByPerson> ReadAsync(PersonId person, CancellationToken cancellation)
    {
        byte[]?[] rows = new byte[]?[ShownByPerson.Segments];
        for (int i = 0; i < rows.Length; i++)
        {
            string key = StepUpTables.KeyOf(person, i);
            RowRead read = await store.ReadRowAsync(StepUpTables.Shown, key, cancellation);
            if (read is RowRead.Tampered) { throw await RefusalAsync(person, key, cancellation); }
            rows[i] = (read as RowRead.Found)?.Row.Value;
        }
        return new ShownByPerson(rows, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private async Task<RefusedException> RefusalAsync(PersonId person, string key, CancellationToken cancellation)
    {
        await alarms.RaiseAsync(new Alarm("store.tampered", "已出示画面的记录被篡改，此人的人脸鉴别停用，须两名管理员核查后恢复（enable-factor）· the record of frames shown was altered: the person's face proves nothing until two officers have looked into it and enable the factor") { Person = person.Text, Details = [new("row", key)] }, cancellation);
        return new RefusedException(StepUpRefusals.Tampered);
    }
}
