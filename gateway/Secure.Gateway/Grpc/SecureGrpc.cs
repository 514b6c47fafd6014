using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;
using Secure.Gateway.Grpc.Web;
using Secure.Grpc;

namespace Secure.Gateway.Grpc;

/// <summary>The gRPC server as this gateway runs it, for whatever services the slices map.</summary>
public static class SecureGrpc
{
    /// <summary>Longest message that a caller may send, in bytes, packed or unpacked: 1 MiB.</summary>
    public const int ReceiveMax = 1024 * 1024;

    /// <summary>
    /// Answers are not compressed unless a service asks for it in its own options: packed together, a secret and a
    /// stranger's text tell each other's length.
    /// </summary>
    public static IGrpcServerBuilder AddSecureGrpc(this IServiceCollection services)
    {
        services.AddMetrics();
        // It writes a stack trace for every malformed request, so that a stranger's noise could fill the disk;
        // what fails in a handler is logged by the interceptor.
        services.AddLogging(logging => logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Critical));
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<ReflectionAnswers>();
        services.PostConfigure<GrpcServiceOptions>(options => PutFirst<RefusalInterceptor>(options.Interceptors));
        return services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = ReceiveMax;
            options.EnableDetailedErrors = false;
            options.CompressionProviders = [new SafeGzip(ReceiveMax)];
        });
    }

    /// <summary>Serves gRPC-Web too. Before everything else that may answer a call.</summary>
    public static IApplicationBuilder UseGrpcWebCalls(this IApplicationBuilder app) => app.Use((HttpContext context, RequestDelegate next) => GrpcWebCalls.AnswerAsync(context, next));

    /// <summary>Maps health and reflection. Call it before mapping other services.</summary>
    public static WebApplication MapSecureGrpc(this WebApplication app)
    {
        app.Use((context, next) => MalformedRequests.AnswerAsync(context, next));
        app.MapGrpcService<HealthService>();
        app.MapGrpcService<ReflectionService>();
        app.MapGrpcService<ReflectionAlphaService>();
        return app;
    }

    /// <summary>Whatever the slices added, and in whatever order: what they throw must pass the one that maps refusals.</summary>
    private static void PutFirst<T>(InterceptorCollection interceptors) where T : Interceptor
    {
        interceptors.Add<T>();
        InterceptorRegistration last = interceptors[^1];
        interceptors.RemoveAt(interceptors.Count - 1);
        interceptors.Insert(0, last);
    }
}
