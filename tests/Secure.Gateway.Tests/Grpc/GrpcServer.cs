using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Gateway.Audit;
using Secure.Gateway.Grpc;
using Secure.Grpc;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>The gateway's gRPC server on a real port of the loopback, with one service that does as the test tells it.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcServer(WebApplication app)
    {
        _app = app;
        Address = app.Urls.Single();
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { CompressionProviders = [new SafeGzip(int.MaxValue)], MaxReceiveMessageSize = null });
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public LogLines Log { get; private init; } = new();

    public TestPresence Service { get; private init; } = new();

    public CountedRefusals Refusals => (CountedRefusals)_app.Services.GetRequiredService<IRefusalCounter>();

    public HealthBoard Health => _app.Services.GetRequiredService<HealthBoard>();

    public static async Task<GrpcServer> StartAsync(Action<IServiceCollection>? before = null, HttpProtocols protocols = HttpProtocols.Http2)
    {
        LogLines log = new();
        TestPresence service = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = protocols));
        builder.Services.AddSingleton(service);
        builder.Services.AddSingleton<IRefusalCounter, CountedRefusals>();
        before?.Invoke(builder.Services);
        builder.Services.AddSecureGrpc().AddServiceOptions<TestPresence>(o => o.ResponseCompressionAlgorithm = "gzip");
        WebApplication app = builder.Build();
        app.UseGrpcWebCalls();
        app.MapSecureGrpc();
        app.MapGrpcService<TestPresence>();
        await app.StartAsync();
        return new GrpcServer(app) { Log = log, Service = service };
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Remembers what it is told.</summary>
internal sealed class CountedRefusals : IRefusalCounter
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _counted = new();

    public IEnumerable<string> Counted => _counted;

    public void Count(string source, string reason) => _counted.Enqueue($"{source} {reason}");
}
