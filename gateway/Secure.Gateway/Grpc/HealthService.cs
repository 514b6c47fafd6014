using Grpc.Core;
using Secure.Contracts;
using Secure.Interop.Health.V1;
using Secure.Vocabulary;
using ServingStatus = Secure.Interop.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Secure.Gateway.Grpc;

/// <summary>The standard health service over the board. Anyone who can connect may ask: it tells names and states only.</summary>
internal sealed class HealthService(HealthBoard board) : Health.HealthBase
{
    private static readonly Refusal UnknownService = new(StatusCode.NotFound, "unknown_service", new Sentence("没有此服务", "there is no such service"));

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        board.Read(request.Service) is var status and not ServingStatus.ServiceUnknown
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RefusedException(UnknownService);

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        await foreach (ServingStatus status in board.WatchAsync(request.Service, context.CancellationToken))
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
        }
    }
}
