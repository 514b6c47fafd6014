using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.V1;

namespace Secure.Benchmarks.StepUps;

/// <summary>Consent and enrolment of a face or a finger, as an officer does it.</summary>
internal static class BenchEnrolment
{
    private static readonly TimeSpan EngineMax = TimeSpan.FromMinutes(2);

    /// <param name="officer">Session of one who may enrol.</param>
    public static Task EnrolAsync(GrpcChannel channel, Metadata officer, string person, BenchFace face, CancellationToken cancellation) =>
        EnrolAsync(channel, officer, person, Factor.Face, _ => face.Next(StepUpAct.FaceCentre), cancellation);

    /// <summary>The first touches of a finger that belongs to nobody.</summary>
    public static Task EnrolFingerAsync(GrpcChannel channel, Metadata officer, string person, int finger, CancellationToken cancellation) =>
        EnrolAsync(channel, officer, person, Factor.Fingerprint, touch => TestKit.TestFinger.Pgm(finger, touch), cancellation);

    private static async Task EnrolAsync(GrpcChannel channel, Metadata officer, string person, Factor factor, Func<int, byte[]> picture, CancellationToken cancellation)
    {
        V1.Biometrics.BiometricsClient client = new(channel);
        string text = await EngineAsync(client, officer, person, factor, cancellation);
        await client.RecordConsentAsync(new RecordConsentRequest { Person = person, Factor = factor, TextVersion = text }, officer, cancellationToken: cancellation);
        BeginEnrolmentResponse begun = await client.BeginEnrolmentAsync(new BeginEnrolmentRequest { Person = person, Factor = factor }, officer, cancellationToken: cancellation);
        SendSampleResponse answer = new();
        for (ulong i = 1; i <= 20 && (answer.GoodSamples < begun.SamplesNeeded || answer.SamplesNeeded == 0); i++)
        {
            SendSampleRequest sample = new() { EnrolmentId = begun.EnrolmentId, Sequence = i, Image = UnsafeByteOperations.UnsafeWrap(picture((int)i)) };
            answer = await client.SendSampleAsync(sample, officer, cancellationToken: cancellation);
        }
        await client.FinishEnrolmentAsync(new FinishEnrolmentRequest { EnrolmentId = begun.EnrolmentId }, officer, cancellationToken: cancellation);
    }

    /// <summary>Waits until the engine runs.</summary>
    /// <returns>The version of the consent's text.</returns>
    private static async Task<string> EngineAsync(V1.Biometrics.BiometricsClient client, Metadata officer, string person, Factor factor, CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); ;)
        {
            ListTemplatesResponse state = await client.ListTemplatesAsync(new ListTemplatesRequest { Person = person }, officer, cancellationToken: cancellation);
            if (state.Factors.Any(f => f.Factor == factor && f.On)) { return state.TextVersion; }
            if (TimeProvider.System.GetElapsedTime(begin) > EngineMax) { throw new TimeoutException($"识别未启用 · {factor} is off: " + state.Factors.FirstOrDefault(f => f.Factor == factor)?.Off?.En); }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }
}
