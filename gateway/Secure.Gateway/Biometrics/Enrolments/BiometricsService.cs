using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using Sentence = Secure.V1.Sentence;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>The contract's Biometrics service.</summary>
internal sealed class BiometricsService(
    ICallers callers, EnrolmentDesk desk, OpenEnrolments open, Templates templates, TemplateErasing erasing, Consents consents, SensorBook sensors, SensorDesk sensorDesk, SensorSync sync, IBiometrics engines) : V1.Biometrics.BiometricsBase
{
    private const int ImageBytesMax = 1_000_000;

    public override async Task<RecordConsentResponse> RecordConsent(RecordConsentRequest request, ServerCallContext context)
    {
        ISession officer = Officer(context);
        PersonId person = PersonOf(request.Person);
        desk.RequirePerson(officer, person);
        await consents.RecordAsync(officer, person, FactorOf(request.Factor), request.TextVersion, context.CancellationToken);
        return new RecordConsentResponse();
    }

    public override async Task<WithdrawConsentResponse> WithdrawConsent(WithdrawConsentRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.DeleteBiometrics);
        return new WithdrawConsentResponse { Erased = (uint)await consents.WithdrawAsync(officer, PersonOf(request.Person), FactorOf(request.Factor), context.CancellationToken) };
    }

    public override async Task<BeginEnrolmentResponse> BeginEnrolment(BeginEnrolmentRequest request, ServerCallContext context)
    {
        Enrolment begun = await desk.BeginAsync(Officer(context), request, PersonOf(request.Person), FactorOf(request.Factor), context.CancellationToken);
        return new BeginEnrolmentResponse { EnrolmentId = begun.Id, SamplesNeeded = Sampling.Needed, EndsAt = begun.EndsAt.ToTimestamp() };
    }

    public override async Task<SendSampleResponse> SendSample(SendSampleRequest request, ServerCallContext context)
    {
        Enrolment enrolment = open.Find(request.EnrolmentId, Officer(context));
        if (request.Image.Length is 0 or > ImageBytesMax) { throw new RefusedException(EnrolmentRefusals.Invalid("image", "1 to 1,000,000 bytes")); }
        SampleVerdict verdict = await enrolment.TakeAsync(request.Sequence, request.Image.Memory, context.CancellationToken);
        return new SendSampleResponse
        {
            Accepted = verdict.Accepted,
            Guidance = verdict.Guidance,
            Text = Words(verdict.Text),
            GoodSamples = (uint)enrolment.Good,
            SamplesNeeded = Sampling.Needed,
        };
    }

    public override async Task<FinishEnrolmentResponse> FinishEnrolment(FinishEnrolmentRequest request, ServerCallContext context)
    {
        Enrolment enrolment = open.Find(request.EnrolmentId, Officer(context));
        return new FinishEnrolmentResponse { Template = Describe(enrolment.Factor, await desk.FinishAsync(enrolment, context.CancellationToken)) };
    }

    public override async Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.ReadPersons);
        PersonId person = PersonOf(request.Person);
        ListTemplatesResponse response = new() { TextVersion = consents.TextVersion };
        foreach (Factor factor in EnrolmentTables.Factors)
        {
            (TemplateRow row, _) = await templates.FindAsync(person, factor, context.CancellationToken);
            response.Templates.AddRange(row.Templates.Select(t => Describe(factor, t)));
            if (factor == Factor.Fingerprint) { response.Templates.AddRange((await sensors.OfAsync(person, context.CancellationToken)).Select(s => Describe(s.Door, s.Slot))); }
            response.Factors.Add(await StateAsync(person, factor, context.CancellationToken));
        }
        return response;
    }

    public override async Task<DeleteTemplateResponse> DeleteTemplate(DeleteTemplateRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.DeleteBiometrics);
        return new DeleteTemplateResponse { SensorPending = await erasing.EraseAsync(officer, PersonOf(request.Person), request.TemplateId, context.CancellationToken) };
    }

    public override async Task<EnrolAtDoorResponse> EnrolAtDoor(EnrolAtDoorRequest request, ServerCallContext context)
    {
        ISession officer = Officer(context);
        DoorId door = DoorOf(request.Door);
        return new EnrolAtDoorResponse { Template = Describe(door, await sensorDesk.EnrolAsync(officer, request, PersonOf(request.Person), door, context.CancellationToken)) };
    }

    public override async Task<ResetSensorResponse> ResetSensor(ResetSensorRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.DeleteBiometrics);
        if (!Written.IsReason(request.Reason)) { throw new RefusedException(EnrolmentRefusals.Invalid("reason", Written.Rule)); }
        await sensorDesk.ResetAsync(officer, DoorOf(request.Door), request.Reason, context.CancellationToken);
        return new ResetSensorResponse();
    }

    public override async Task<SyncSensorResponse> SyncSensor(SyncSensorRequest request, ServerCallContext context)
    {
        if (!callers.Of(context).TryGetAgent(out DeviceId? agent)) { throw Doors.DoorRefusals.NotADevice(); }
        // What a sensor has done is kept even where its agent hangs up.
        return await sync.TakeAsync(agent, request, CancellationToken.None);
    }

    private ISession Officer(ServerCallContext context) => callers.RequireRight(context, OfficerAction.EnrolBiometrics);

    private async ValueTask<FactorState> StateAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        EngineStatus engine = factor == Factor.Face ? engines.Status.Face : engines.Status.Fingerprint;
        FactorState state = new() { Factor = (V1.Factor)(int)factor, On = engine.On, Off = engine.Why is { } why ? Words(why) : null };
        if (await consents.FindAsync(person, factor, cancellation) is not ({ } consent, _)) { return state; }
        (state.Consent, state.ConsentVersion, state.ConsentAt, state.ConsentBy) = (consents.IsPresent(consent), consent.TextVersion, consent.At.ToTimestamp(), consent.By);
        return state;
    }

    private static TemplateInfo Describe(Factor factor, StoredTemplate stored) => new()
    {
        TemplateId = stored.Id,
        Factor = (V1.Factor)(int)factor,
        EnrolledAt = stored.EnrolledAt.ToTimestamp(),
        EnrolledBy = stored.By,
        ExpiresAt = stored.ExpiresAt.ToTimestamp(),
        Model = stored.Model,
    };

    private static TemplateInfo Describe(DoorId door, SensorSlot slot) => new()
    {
        TemplateId = SensorBook.IdOf(door, slot),
        Factor = V1.Factor.Fingerprint,
        EnrolledAt = DateTimeOffset.FromUnixTimeMilliseconds(slot.EnrolledAtMs).ToTimestamp(),
        EnrolledBy = slot.By,
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(slot.ExpiresAtMs).ToTimestamp(),
        Model = "sensor",
    };

    private static DoorId DoorOf(string text) => DoorId.TryParse(text, out DoorId? door) ? door : throw SensorRefusals.NotUsed();

    private static PersonId PersonOf(string text) => PersonId.TryParse(text, out PersonId? person) ? person : throw new RefusedException(EnrolmentRefusals.UnknownPerson);

    private static Factor FactorOf(V1.Factor factor) => factor switch
    {
        V1.Factor.Face => Factor.Face,
        V1.Factor.Fingerprint => Factor.Fingerprint,
        _ => throw new RefusedException(EnrolmentRefusals.Invalid("factor", "face or fingerprint")),
    };

    private static Sentence Words(Vocabulary.Sentence sentence) => new() { Zh = sentence.Zh, En = sentence.En };
}
