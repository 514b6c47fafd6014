using Grpc.Core;

namespace Secure.Gateway.Spine;

/// <summary>The calls of the contract's Identity service that belong to step-up.</summary>
internal interface IStepUpCalls
{
    Task StepUpAsync(V1.StepUpRequest request, IServerStreamWriter<V1.StepUpResponse> stream, ServerCallContext context);

    V1.SendFrameResponse SendFrame(V1.SendFrameRequest request, ServerCallContext context);

    V1.SendFingerprintResponse SendFingerprint(V1.SendFingerprintRequest request, ServerCallContext context);

    Task<V1.ListFactorLimitsResponse> ListFactorLimitsAsync(V1.ListFactorLimitsRequest request, ServerCallContext context);

    Task<V1.EnableFactorResponse> EnableFactorAsync(V1.EnableFactorRequest request, ServerCallContext context);
}
