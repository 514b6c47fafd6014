using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Takes an enrolment from its beginning to its template. Nothing is stored before the end, and then all of it in one commit.</summary>
internal sealed class EnrolmentDesk(
    OpenEnrolments open, Templates templates, Consents consents, TemplateCipher cipher, IBiometrics engines, IAudit audit, IAlarms alarms, ISite site, EnrolmentOptions options, TimeProvider clock)
{
    private const int FingersMax = 4;

    /// <exception cref="RefusedException">No such person, oneself, no consent, an engine that is off, or as many fingers as allowed.</exception>
    internal async Task<Enrolment> BeginAsync(ISession officer, PersonId person, Factor factor, CancellationToken cancellation)
    {
        RequirePerson(officer, person);
        await RequireConsentAsync(person, factor, cancellation);
        EngineStatus engine = factor == Factor.Face ? engines.Status.Face : engines.Status.Fingerprint;
        if (!engine.On) { throw new RefusedException(EnrolmentRefusals.FactorOff(engine.Why ?? new Sentence("引擎未运行", "the engine does not run"))); }
        (TemplateRow row, _) = await templates.FindAsync(person, factor, cancellation);
        if (factor == Factor.Fingerprint && row.Templates.Count >= FingersMax) { throw new RefusedException(EnrolmentRefusals.TooManyTemplates); }
        Enrolment begun = open.Begin(officer, person, factor, engines);
        CommitOutcome outcome = await audit.RecordAsync(EnrolmentEvents.Of("biometrics.enrolment", officer, person, factor), cancellation);
        if (outcome is not CommitOutcome.Committed) { open.End(begun); }
        outcome.OrRefuse();
        return begun;
    }

    internal async Task<StoredTemplate> FinishAsync(Enrolment enrolment, CancellationToken cancellation)
    {
        StoredTemplate stored = await enrolment.FinishAsync(sampling => StoreAsync(enrolment, sampling, cancellation), cancellation);
        open.End(enrolment);
        return stored;
    }

    /// <summary>An active person of the site, and not the officer.</summary>
    internal void RequirePerson(ISession officer, PersonId person)
    {
        if (!site.Current.Persons.TryGetValue(person, out var known) || !known.Active) { throw new RefusedException(EnrolmentRefusals.UnknownPerson); }
        if (officer.Person == person) { throw new RefusedException(EnrolmentRefusals.OwnEnrolment); }
    }

    private async Task<StoredTemplate> StoreAsync(Enrolment enrolment, Sampling sampling, CancellationToken cancellation)
    {
        (PersonId person, Factor factor) = (enrolment.Person, enrolment.Factor);
        RequirePerson(enrolment.Officer, person);
        (ConsentRow consent, long consentVersion) = await RequireConsentAsync(person, factor, cancellation);
        IReadOnlyList<BiometricTemplate> made = await sampling.MakeAsync(cancellation);
        await RefuseAnothersAsync(enrolment, sampling, cancellation);
        (TemplateRow row, long? version) = await templates.FindAsync(person, factor, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        string id = "t-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        string model = (factor == Factor.Face ? engines.Status.Face : engines.Status.Fingerprint).Model;
        StoredTemplate stored = new(
            id, now.ToUnixTimeMilliseconds(), (now + options.TemplateLife).ToUnixTimeMilliseconds(), enrolment.Officer.Person.Text, model, cipher.Seal(person, factor, id, made));
        // A face takes the place of the one before; a finger stands beside the others.
        TemplateRow next = new(factor == Factor.Face ? [stored] : [.. row.Templates, stored]);
        // The consent is written again as it was: should it, or the person, go meanwhile, this commit fails.
        (await audit.RecordAsync(
            EnrolmentEvents.Of("biometrics.enrolled", enrolment.Officer, person, factor, id), cancellation,
            Templates.Write(person, factor, next, version), Consents.Write(person, factor, consent, consentVersion))).OrRefuse();
        return stored;
    }

    internal async ValueTask<(ConsentRow Consent, long Version)> RequireConsentAsync(PersonId person, Factor factor, CancellationToken cancellation) =>
        await consents.FindAsync(person, factor, cancellation) is { } found && consents.IsPresent(found.Consent) ? found : throw new RefusedException(EnrolmentRefusals.ConsentRequired);

    /// <summary>One face or finger stands for one person: who is enrolled twice could be two people's witness.</summary>
    private async Task RefuseAnothersAsync(Enrolment enrolment, Sampling sampling, CancellationToken cancellation)
    {
        IReadOnlyList<GalleryTemplate> others = await templates.OfOthersAsync(enrolment.Person, enrolment.Factor, cancellation);
        try
        {
            if (others.Count == 0 || await sampling.FindAmongAsync(others, cancellation) is not { } other) { return; }
            Alarm alarm = new("biometrics.enrolled_twice", "同一生物特征录入给两人 · one face or finger enrolled for two people")
            {
                Person = enrolment.Person.Text,
                Details = [new("enrolled_for", other.Text), new("factor", EnrolmentTables.Word(enrolment.Factor)), new("officer", enrolment.Officer.Person.Text)],
            };
            (await alarms.RaiseAsync(alarm, cancellation)).OrRefuse();
            throw new RefusedException(EnrolmentRefusals.EnrolledForAnother(other));
        }
        finally { foreach (GalleryTemplate each in others) { each.Template.Dispose(); } }
    }
}
