using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Who has agreed to which factor. Without it nothing of a person is measured.</summary>
internal sealed class Consents(IStore store, IAudit audit, IAlarms alarms, Templates templates, SensorBook sensors, EnrolmentOptions options, TimeProvider clock)
{
    internal string TextVersion => options.ConsentVersion;

    /// <summary>The agreement and its row's version; null where there is none. One altered past the store counts as none.</summary>
    internal async ValueTask<(ConsentRow Consent, long Version)?> FindAsync(PersonId person, Factor factor, CancellationToken cancellation) =>
        await ReadAsync(person, factor, cancellation) is RowRead.Found { Row: { } row } ? (ConsentRow.FromRow(row.Value), row.Version) : null;

    internal bool IsPresent(ConsentRow consent) => consent.TextVersion == options.ConsentVersion;

    internal async ValueTask RecordAsync(ISession officer, PersonId person, Factor factor, string textVersion, CancellationToken cancellation)
    {
        if (textVersion != options.ConsentVersion) { throw new RefusedException(EnrolmentRefusals.OtherText(options.ConsentVersion)); }
        // One that was altered is healed by writing it anew.
        long? version = await ReadAsync(person, factor, cancellation) switch { RowRead.Found { Row: { } row } => row.Version, RowRead.Tampered => null, _ => 0 };
        ConsentRow consent = new(textVersion, clock.GetUtcNow().ToUnixTimeMilliseconds(), officer.Person.Text);
        AuditEvent happened = EnrolmentEvents.Of("biometrics.consent", officer, person, factor) with { Details = [new("factor", EnrolmentTables.Word(factor)), new("text", textVersion)] };
        (await audit.RecordAsync(happened, cancellation, Write(person, factor, consent, version))).OrRefuse();
    }

    /// <summary>Takes the agreement back and erases that factor's templates in the same commit.</summary>
    /// <returns>How many.</returns>
    internal async ValueTask<int> WithdrawAsync(ISession officer, PersonId person, Factor factor, CancellationToken cancellation)
    {
        (ConsentRow, long Version) before = await FindAsync(person, factor, cancellation) ?? throw new RefusedException(EnrolmentRefusals.ConsentRequired);
        (TemplateRow row, long? version) = await templates.FindAsync(person, factor, cancellation);
        List<RowWrite> rows = [new RowWrite(EnrolmentTables.Consents, EnrolmentTables.Key(person, factor), null, before.Version)];
        if (version != 0) { rows.Add(Templates.Write(person, factor, new TemplateRow([]), version)); }
        int atDoors = 0;
        if (factor == Factor.Fingerprint)
        {
            atDoors = (await sensors.OfAsync(person, cancellation)).Count;
            rows.AddRange(await sensors.GiveUpAsync(person, (_, _) => true, cancellation));
        }
        (await audit.RecordAsync(EnrolmentEvents.Of("biometrics.consent.withdrawn", officer, person, factor), cancellation, [.. rows])).OrRefuse();
        return row.Templates.Count + atDoors;
    }

    private async ValueTask<RowRead> ReadAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(EnrolmentTables.Consents, EnrolmentTables.Key(person, factor), cancellation);
        if (read is RowRead.Tampered)
        {
            await alarms.RaiseAsync(new Alarm("store.tampered", "同意记录被篡改 · a consent's record was altered") { Person = person.Text }, cancellation);
        }
        return read;
    }

    internal static RowWrite Write(PersonId person, Factor factor, ConsentRow consent, long? expectedVersion) =>
        new(EnrolmentTables.Consents, EnrolmentTables.Key(person, factor), consent.ToRow(), expectedVersion);
}
