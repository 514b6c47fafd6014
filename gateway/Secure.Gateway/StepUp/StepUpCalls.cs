using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>The calls of the contract: who calls and whether the request can be read.</summary>
internal sealed class StepUpCalls(ICallers callers, StepUpRun run, OpenStepUps openStepUps, FactorLimitsDesk limits) : IStepUpCalls
{
    // A message holds at most 1 MiB.
    private const int ImageBytesMax = 512 * 1024;

    public Task StepUpAsync(V1.StepUpRequest request, IServerStreamWriter<V1.StepUpResponse> stream, ServerCallContext context)
    {
        ISession session = callers.RequireSession(context);
        Factor[] factors = [.. request.Factors.Select(f => (Factor)(int)f)];
        if (factors.Length is < 1 or > 2 || factors.Distinct().Count() != factors.Length || factors.Any(f => f is not (Factor.Face or Factor.Fingerprint)))
        {
            throw new RefusedException(StepUpRefusals.NotDemanded);
        }
        return run.RunAsync(session, request.Nonce.Memory, factors, stream, context.CancellationToken);
    }

    public V1.SendFrameResponse SendFrame(V1.SendFrameRequest request, ServerCallContext context)
    {
        openStepUps.Find(callers.RequireSession(context), request.ChallengeId).Receive(request.Sequence, Checked(request.Image.Memory));
        return new V1.SendFrameResponse();
    }

    public V1.SendFingerprintResponse SendFingerprint(V1.SendFingerprintRequest request, ServerCallContext context)
    {
        openStepUps.Find(callers.RequireSession(context), request.ChallengeId).ReceiveFinger(Checked(request.Image.Memory));
        return new V1.SendFingerprintResponse();
    }

    public Task<V1.ListFactorLimitsResponse> ListFactorLimitsAsync(V1.ListFactorLimitsRequest request, ServerCallContext context) => limits.ListAsync(request, context);

    public Task<V1.EnableFactorResponse> EnableFactorAsync(V1.EnableFactorRequest request, ServerCallContext context) => limits.EnableAsync(request, context);

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> image) =>
        image.Length is > 0 and <= ImageBytesMax ? image : throw new RefusedException(StepUpRefusals.TooLarge);
}
