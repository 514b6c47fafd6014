using System.Net;
using System.Net.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Secure.Gateway.Tests.Telemetry;

/// <summary>Who may reach the gateway's own port is not yet somebody who may read how many people are signed in.</summary>
public sealed class HealthPortTests
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/METRICS")]
    [InlineData("/metrics/")]
    public async Task Health_and_figures_are_on_the_plain_port_and_nowhere_else(string path)
    {
        (HttpStatusCode onHealthPort, HttpStatusCode onMainPort) = await AskAsync(path);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (onHealthPort, onMainPort));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/secure.v1.Identity/SignIn")]
    [InlineData("/metricsx")]
    public async Task Nothing_else_is_on_the_plain_port(string path)
    {
        (HttpStatusCode onHealthPort, HttpStatusCode onMainPort) = await AskAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (onHealthPort, onMainPort));
    }

    /// <summary>What comes through the gate is answered OK.</summary>
    private static async Task<(HttpStatusCode OnHealthPort, HttpStatusCode OnMainPort)> AskAsync(string path)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        GatewayOptions options = new();
        app.UseHealthPort(options);
        app.Run(context => context.Response.WriteAsync("through"));
        await app.StartAsync();
        string[] addresses = [.. app.Urls];
        options.HealthPort = new Uri(addresses[0]).Port;
        using HttpClient client = new();
        using HttpResponseMessage health = await client.GetAsync(new Uri(addresses[0] + path));
        using HttpResponseMessage main = await client.GetAsync(new Uri(addresses[1] + path));
        return (health.StatusCode, main.StatusCode);
    }
}
