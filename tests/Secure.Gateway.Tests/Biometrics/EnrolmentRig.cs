using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.People;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.Biometrics;

/// <summary>Short ways to enrol, over <see cref="PeopleRig"/>.</summary>
internal static class EnrolmentRig
{
    internal const string Wang = "wang-fang";
    internal const string Zhang = "zhang-wei";

    internal static V1.Biometrics.BiometricsClient Biometrics(this PeopleRig rig) => new(rig.Channel);

    internal static TestEngines Engines(this PeopleRig rig) => rig.Services.GetRequiredService<TestEngines>();

    internal static Metadata Officer => PeopleRig.As(PeopleRig.Security);

    internal static async Task ConsentAsync(this PeopleRig rig, string person = Wang, Factor factor = Factor.Face) =>
        await rig.Biometrics().RecordConsentAsync(new RecordConsentRequest { Person = person, Factor = factor, TextVersion = "1" }, Officer);

    internal static async Task<string> BeginAsync(this PeopleRig rig, string person = Wang, Factor factor = Factor.Face) =>
        (await rig.Biometrics().BeginEnrolmentAsync(new BeginEnrolmentRequest { Person = person, Factor = factor }, Officer)).EnrolmentId;

    internal static async Task<SendSampleResponse> SendAsync(this PeopleRig rig, string enrolment, ulong sequence, string picture) =>
        await rig.Biometrics().SendSampleAsync(new SendSampleRequest { EnrolmentId = enrolment, Sequence = sequence, Image = ByteString.CopyFromUtf8(picture) }, Officer);

    internal static async Task<TemplateInfo> FinishAsync(this PeopleRig rig, string enrolment) =>
        (await rig.Biometrics().FinishEnrolmentAsync(new FinishEnrolmentRequest { EnrolmentId = enrolment }, Officer)).Template;

    /// <summary>Begun, with five good pictures of <paramref name="face"/>.</summary>
    internal static async Task<string> SampledAsync(this PeopleRig rig, string person = Wang, Factor factor = Factor.Face, string face = "wang")
    {
        await rig.ConsentAsync(person, factor);
        string enrolment = await rig.BeginAsync(person, factor);
        for (ulong i = 1; i <= 5; i++) { Assert.True((await rig.SendAsync(enrolment, i, $"{face} {i}")).Accepted); }
        return enrolment;
    }

    internal static async Task<TemplateInfo> EnrolAsync(this PeopleRig rig, string person = Wang, Factor factor = Factor.Face, string face = "wang") =>
        await rig.FinishAsync(await rig.SampledAsync(person, factor, face));

    internal static async Task<string[]> OwnersAsync(this PeopleRig rig, string person = Wang, Vocabulary.Factor factor = Vocabulary.Factor.Face)
    {
        using TemplateSet set = await rig.Services.GetRequiredService<ITemplates>().OfAsync(PersonId.Parse(person), factor, CancellationToken.None);
        return [.. set.Templates.Select(TestEngines.Owner)];
    }

    internal static async Task<IReadOnlyList<TemplateInfo>> ListAsync(this PeopleRig rig, string person = Wang) =>
        (await rig.Biometrics().ListTemplatesAsync(new ListTemplatesRequest { Person = person }, Officer)).Templates;

    /// <summary>What the store holds of the one stored template, in the form in which its row holds it.</summary>
    internal static async Task<byte[]> CiphertextAsync(this PeopleRig rig, string person = Wang)
    {
        RowRead.Found found = Assert.IsType<RowRead.Found>(await rig.Store.ReadRowAsync(EnrolmentTables.Templates, person + "/face", CancellationToken.None));
        ReadOnlySpan<byte> field = "\"Sealed\":\""u8;
        int at = found.Row.Value.AsSpan().IndexOf(field) + field.Length;
        return found.Row.Value.AsSpan(at, 60).ToArray();
    }

    internal static async Task<bool> OnDiskAsync(this PeopleRig rig, byte[] what) => (await rig.BytesAsync()).AsSpan().IndexOf(what) >= 0;
}
