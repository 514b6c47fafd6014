using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Templates as the store has them, read anew each time; decrypted only for the use at hand.</summary>
internal sealed class Templates(IStore store, IAlarms alarms, TemplateCipher cipher, TimeProvider clock) : ITemplates
{
    public async ValueTask<TemplateSet> OfAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        (TemplateRow row, _) = await FindAsync(person, factor, cancellation);
        return new TemplateSet(await OpenAsync(person, factor, row, cancellation));
    }

    /// <summary>
    /// The row and its version; empty and 0 where there is none. A row altered past the store raises an alarm and counts as
    /// empty, of whatever version, so that the next write heals it.
    /// </summary>
    internal async ValueTask<(TemplateRow Row, long? Version)> FindAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        string key = EnrolmentTables.Key(person, factor);
        RowRead read = await store.ReadRowAsync(EnrolmentTables.Templates, key, cancellation);
        if (read is RowRead.Tampered) { await RaiseAsync(person, factor, cancellation); }
        return read is RowRead.Found { Row: { } row } ? (TemplateRow.FromRow(row.Value), row.Version) : (new TemplateRow([]), read is RowRead.Tampered ? null : 0);
    }

    /// <summary>Everybody's but one person's, decrypted: dispose of each.</summary>
    internal async ValueTask<IReadOnlyList<GalleryTemplate>> OfOthersAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        List<GalleryTemplate> others = [];
        foreach (StoredRow row in (await store.ReadTableAsync(EnrolmentTables.Templates, cancellation)).Rows)
        {
            if (OwnerOf(row.Key, factor) is not { } owner || owner == person) { continue; }
            others.AddRange((await OpenAsync(owner, factor, TemplateRow.FromRow(row.Value), cancellation)).Select(t => new GalleryTemplate(owner, t)));
        }
        return others;
    }

    /// <summary>Every row, for whoever looks after their age.</summary>
    internal async ValueTask<IReadOnlyList<(PersonId Person, Factor Factor, TemplateRow Row, long Version)>> AllAsync(CancellationToken cancellation) =>
    [
        .. (await store.ReadTableAsync(EnrolmentTables.Templates, cancellation)).Rows
            .SelectMany(r => EnrolmentTables.Factors.Select(f => (Owner: OwnerOf(r.Key, f), Factor: f, Row: r)))
            .Where(r => r.Owner is not null)
            .Select(r => (r.Owner!, r.Factor, TemplateRow.FromRow(r.Row.Value), r.Row.Version)),
    ];

    /// <summary>Whether the person has, or ever had, a template of this factor here; also where the row was altered, as nobody knows then.</summary>
    internal async ValueTask<bool> HasHadAsync(PersonId person, Factor factor, CancellationToken cancellation) => (await FindAsync(person, factor, cancellation)).Version != 0;

    /// <summary>What the row held before is gone from the disk when the commit returns. A row of nothing stays: it says that there was a template, so that the next one takes two officers.</summary>
    internal static RowWrite Write(PersonId person, Factor factor, TemplateRow row, long? expectedVersion) =>
        new(EnrolmentTables.Templates, EnrolmentTables.Key(person, factor), row.ToRow(), expectedVersion) { Erase = expectedVersion != 0 };

    private async ValueTask<IReadOnlyList<BiometricTemplate>> OpenAsync(PersonId person, Factor factor, TemplateRow row, CancellationToken cancellation)
    {
        List<BiometricTemplate> opened = [];
        DateTimeOffset now = clock.GetUtcNow();
        foreach (StoredTemplate stored in row.Templates.Where(t => now < t.ExpiresAt))
        {
            if (cipher.Open(person, factor, stored.Id, stored.Sealed) is { } templates) { opened.AddRange(templates); continue; }
            // One that was altered makes the whole set doubtful: nobody is let in on the rest.
            foreach (BiometricTemplate template in opened) { template.Dispose(); }
            await RaiseAsync(person, factor, cancellation);
            return [];
        }
        return opened;
    }

    private static PersonId? OwnerOf(string key, Factor factor) =>
        key.Split('/') is [var person, var word] && word == EnrolmentTables.Word(factor) && PersonId.TryParse(person, out PersonId? id) ? id : null;

    private async ValueTask RaiseAsync(PersonId person, Factor factor, CancellationToken cancellation) => await alarms.RaiseAsync(
        new Alarm("store.tampered", "生物特征模板记录被篡改 · a biometric template's record was altered") { Person = person.Text, Details = [new("factor", EnrolmentTables.Word(factor))] }, cancellation);
}
