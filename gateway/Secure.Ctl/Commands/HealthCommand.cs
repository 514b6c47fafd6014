using System.CommandLine;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.Interop.Health.V1;

namespace Secure.Ctl.Commands;

/// <summary>health: whether the gateway, or one of its services, serves; waits for it where asked.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Build(TimeProvider clock)
    {
        Option<string> service = new("--service") { Description = "只问该服务 · ask for one service, as secure.v1.Fleet", DefaultValueFactory = _ => "" };
        Option<double> wait = new("--wait") { Description = "至多等待秒数 · seconds to wait for it at most", DefaultValueFactory = _ => 0 };
        return new Command("health", "网关是否提供服务 · does the gateway serve") { service, wait }.Calls(async (gateway, parsed, cancellation) =>
        {
            Health.HealthClient client = new(gateway.Invoker);
            long start = clock.GetTimestamp();
            while (!await ServesAsync(client, parsed.GetValue(service)!, cancellation))
            {
                if (clock.GetElapsedTime(start).TotalSeconds >= parsed.GetValue(wait))
                {
                    if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.NotServing }); }
                    await Console.Error.WriteLineAsync("网关未提供服务 · the gateway does not serve");
                    return 1;
                }
                await Task.Delay(Pause, clock, cancellation);
            }
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving }); return 0; }
            Console.WriteLine("正在服务 · serving");
            return 0;
        }, withSession: false);
    }

    private static async Task<bool> ServesAsync(Health.HealthClient client, string service, CancellationToken cancellation)
    {
        try
        {
            HealthCheckResponse response = await client.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: cancellation);
            return response.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException away) when (away.StatusCode is StatusCode.Unavailable or StatusCode.NotFound) { return false; }
    }
}
