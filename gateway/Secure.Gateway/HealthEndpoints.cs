using Secure.Gateway.Grpc;
using Secure.Gateway.Telemetry;
using ServingStatus = Secure.Interop.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Secure.Gateway;

/// <summary>Plain HTTP for the supervisor of this machine, on the loopback port alone.</summary>
internal static class HealthEndpoints
{
    private const string Path = "/healthz";

    /// <summary>On the plain port there is nothing but health and figures, and these are nowhere else: whatever is asked on the wrong port does not exist.</summary>
    public static void UseHealthPort(this WebApplication app, GatewayOptions options) => app.Use((context, next) =>
    {
        PathString path = context.Request.Path;
        bool asked = path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(TelemetryRegistration.Path, StringComparison.OrdinalIgnoreCase);
        if ((context.Connection.LocalPort == options.HealthPort) == asked) { return next(context); }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    /// <summary>`/healthz`: 200 where the whole gateway serves, 503 where it does not (yet).</summary>
    public static void MapHealth(this WebApplication app) => app.MapGet(Path, (HealthBoard board) =>
        board.Read(HealthBoard.Whole) == ServingStatus.Serving ? Results.Text("serving\n") : Results.Text("not serving\n", statusCode: StatusCodes.Status503ServiceUnavailable));
}
