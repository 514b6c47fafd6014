using System.Security.Cryptography;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Takes an enrolment from its beginning to its template. Nothing is stored before the end, and then all of it in one commit.</summary>
internal sealed class EnrolmentDesk(
    OpenEnrolments open, Templates templates, Consents consents, TemplateCipher cipher, IBiometrics engines, IApprovals approvals, IAudit audit, IAlarms alarms, ISite site, EnrolmentOptions options, TimeProvider clock)
{
    private const int FingersMax = 4;

    /// <param name="request">As it came: a second officer's approval, where one is needed, holds for it alone.</param>
    /// <exception cref="RefusedException">No such person, oneself, no consent, an engine that is off, as many fingers as allowed, or a second officer has yet to approve.</exception>
    internal async Task<Enrolment> BeginAsync(ISession officer, IMessage request, PersonId person, Factor factor, CancellationToken cancellation)
    {
        RequirePerson(officer, person);
        await RequireConsentAsync(person, factor, cancellation);
        EngineStatus engine = factor == Factor.Face ? engines.Status.Face : engines.Status.Fingerprint;
        if (!engine.On) { throw new RefusedException(EnrolmentRefusals.FactorOff(engine.Why ?? new Sentence("引擎未运行", "the engine does not run"))); }
        (TemplateRow row, _) = await templates.FindAsync(person, factor, cancellation);
        if (factor == Factor.Fingerprint && row.Templates.Count >= FingersMax) { throw new RefusedException(EnrolmentRefusals.TooManyTemplates); }
        await RequireSecondAsync(officer, request, person, factor, cancellation);
        Enrolment begun = open.Begin(officer, request, person, factor, engines);
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

    /// <summary>
    /// Whoever has, or had, a face or finger here gets another one by two officers alone: one officer could otherwise put their
    /// own in its place. Asked for when it begins, so that nobody samples in vain; used up by the commit that stores the template.
    /// </summary>
    /// <returns>Null where it is the person's first.</returns>
    /// <exception cref="RefusedException">approval_required: it is on record and waits.</exception>
    internal async Task<Approved?> RequireSecondAsync(ISession officer, IMessage request, PersonId person, Factor factor, CancellationToken cancellation, bool enrolledElsewhere = false)
    {
        if (!enrolledElsewhere && !await templates.HasHadAsync(person, factor, cancellation)) { return null; }
        Sentence what = factor == Factor.Face
            ? new Sentence($"重新录入 {person.Text} 的人脸，取代原有模板", $"enrol the face of {person.Text} anew, in place of any before")
            : new Sentence($"为 {person.Text} 再录入指纹", $"enrol another finger of {person.Text}");
        return await approvals.RequireAsync(officer, OfficerAction.ResetFactor, request, what, "", cancellation);
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
        Approved? second = await RequireSecondAsync(enrolment.Officer, enrolment.Request, person, factor, cancellation);
        (TemplateRow row, long? version) = await templates.FindAsync(person, factor, cancellation);
        // One that came between would be replaced without a second word.
        if (second is null && version != 0) { throw new RefusedException(Outcomes.Conflicted); }
        DateTimeOffset now = clock.GetUtcNow();
        string id = "t-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        string model = (factor == Factor.Face ? engines.Status.Face : engines.Status.Fingerprint).Model;
        StoredTemplate stored = new(
            id, now.ToUnixTimeMilliseconds(), (now + options.TemplateLife).ToUnixTimeMilliseconds(), enrolment.Officer.Person.Text, model, cipher.Seal(person, factor, id, made));
        // A face takes the place of the one before; a finger stands beside the others.
        TemplateRow next = new(factor == Factor.Face ? [stored] : [.. row.Templates, stored]);
        // The consent is written again as it was: should it, or the person, go meanwhile, this commit fails.
        List<RowWrite> rows = [Templates.Write(person, factor, next, version), Consents.Write(person, factor, consent, consentVersion)];
        if (second is not null) { rows.Add(second.Use); }
        (await audit.RecordAsync(EnrolmentEvents.Of("biometrics.enrolled", enrolment.Officer, person, factor, id).With(second), cancellation, [.. rows])).OrRefuse();
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
