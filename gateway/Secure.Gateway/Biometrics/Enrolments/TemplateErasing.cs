using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Erases templates: by an officer's word, with the person, and when their time is over.</summary>
internal sealed class TemplateErasing(IStore store, Templates templates, SensorBook sensors, OpenEnrolments open, IAudit audit, TimeProvider clock) : IPersonEnding
{
    /// <exception cref="RefusedException">No such template, or it could not be recorded.</exception>
    /// <returns>True where a door's sensor still holds it: nobody is let in by it, and it is erased as soon as the sensor is reached.</returns>
    internal async Task<bool> EraseAsync(ISession officer, PersonId person, string template, CancellationToken cancellation)
    {
        foreach (Factor factor in EnrolmentTables.Factors)
        {
            (TemplateRow row, long? version) = await templates.FindAsync(person, factor, cancellation);
            if (row.Templates.All(t => t.Id != template)) { continue; }
            TemplateRow rest = new([.. row.Templates.Where(t => t.Id != template)]);
            (await audit.RecordAsync(EnrolmentEvents.Of("biometrics.erased", officer, person, factor, template), cancellation, Templates.Write(person, factor, rest, version))).OrRefuse();
            return false;
        }
        if (await sensors.GiveUpAsync(person, (door, slot) => SensorBook.IdOf(door, slot) == template, cancellation) is { Count: > 0 } rows)
        {
            (await audit.RecordAsync(EnrolmentEvents.Of("biometrics.erased", officer, person, Factor.Fingerprint, template), cancellation, [.. rows])).OrRefuse();
            return true;
        }
        throw new RefusedException(EnrolmentRefusals.UnknownTemplate);
    }

    /// <summary>Erases what has expired. What cannot be recorded now is erased the next time; it is not used meanwhile.</summary>
    internal async Task EraseExpiredAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach ((PersonId person, Factor factor, TemplateRow row, long version) in await templates.AllAsync(cancellation))
        {
            StoredTemplate[] expired = [.. row.Templates.Where(t => t.ExpiresAt <= now)];
            if (expired.Length == 0) { continue; }
            AuditEvent happened = new("biometrics.erased") { Person = person.Text, Reasons = ["expired"], Details = [.. expired.Select(t => new KeyValuePair<string, string>("template", t.Id))] };
            await audit.RecordAsync(happened, cancellation, Templates.Write(person, factor, new TemplateRow([.. row.Templates.Except(expired)]), version));
        }
    }

    public async ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        List<RowWrite> rows = [];
        List<string> ended = [];
        foreach (Factor factor in EnrolmentTables.Factors)
        {
            string key = EnrolmentTables.Key(person, factor);
            // An altered row goes as well: what is left of a person is not kept for being doubtful.
            RowRead consent = await store.ReadRowAsync(EnrolmentTables.Consents, key, cancellation), row = await store.ReadRowAsync(EnrolmentTables.Templates, key, cancellation);
            if (consent is not RowRead.Absent) { rows.Add(new RowWrite(EnrolmentTables.Consents, key, null, VersionOf(consent)) { Erase = true }); }
            if (row is RowRead.Absent) { continue; }
            rows.Add(new RowWrite(EnrolmentTables.Templates, key, null, VersionOf(row)) { Erase = true });
            if (row is not RowRead.Found { Row.Value: { } value } || TemplateRow.FromRow(value).Templates.Count > 0) { ended.Add("template " + EnrolmentTables.Word(factor)); }
        }
        foreach ((DoorId door, SensorSlot slot) in await sensors.OfAsync(person, cancellation)) { ended.Add("template fingerprint " + SensorBook.IdOf(door, slot)); }
        rows.AddRange(await sensors.GiveUpAsync(person, (_, _) => true, cancellation));
        return new PersonEnd(rows, ended);
    }

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation)
    {
        open.EndOf(person);
        return ValueTask.CompletedTask;
    }

    private static long? VersionOf(RowRead read) => read is RowRead.Found { Row: { } row } ? row.Version : null;
}
