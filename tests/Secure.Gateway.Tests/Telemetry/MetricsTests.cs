using System.Collections.Concurrent;
using System.Net.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Gateway.Audit;
using Secure.Gateway.Telemetry;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_page_shows_what_the_slices_count_and_how_they_stand_and_names_nobody()
    {
        string folder = TestGateway.CopyTemplate();
        await using (WebApplication app = GatewayHost.Build(["--Fleet:Folder=" + Path.Combine(folder, "data")], new ManualTime()))
        {
            await app.LoadAsync(CancellationToken.None);
            MetricsPage page = app.Services.GetRequiredService<MetricsPage>();
            double before = Value(page.Render(), "secure_decisions_total{asked=\"check\",answer=\"deny\"}");
            GatewayMeter.Decided("check", "deny");
            GatewayMeter.Decided("check", "deny");
            await app.Services.GetRequiredService<IAlarms>().RaiseAsync(new Alarm("test.first", "t") { Person = "zhang-wei" }, CancellationToken.None);
            string text = page.Render();

            Assert.True(Value(text, "secure_decisions_total{asked=\"check\",answer=\"deny\"}") >= before + 2);
            Assert.Equal(1, Value(text, "secure_alerts_open"));
            Assert.Equal(1, Value(text, "secure_store_ready"));
            Assert.Equal(1, Value(text, "secure_log_entries"));
            Assert.True(Value(text, "dotnet_process_memory_working_set_bytes") > 1_000_000);
            Assert.Contains("# TYPE secure_decisions_total counter\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("zhang", text, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Metrics_are_sent_over_otlp_where_an_address_is_given()
    {
        ConcurrentQueue<(string Path, string? Type)> received = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication receiver = builder.Build();
        receiver.MapPost("/v1/{signal}", (HttpContext context) => received.Enqueue((context.Request.Path, context.Request.ContentType)));
        await receiver.StartAsync();

        using (OtlpSender sender = new(new TelemetryOptions { OtlpEndpoint = receiver.Urls.First() }))
        {
            await sender.StartAsync(CancellationToken.None);
            GatewayMeter.Decided("check", "permit");
            await sender.StopAsync(CancellationToken.None);
        }

        Assert.Contains(("/v1/metrics", "application/x-protobuf"), received);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("http://localhost:4318", true)]
    [InlineData("https://telemetry.example:4318", true)]
    [InlineData("http://telemetry.example:4318", false)]
    [InlineData("telemetry", false)]
    public void What_leaves_the_machine_is_encrypted(string endpoint, bool good) => Assert.Equal(good, new TelemetryOptions { OtlpEndpoint = endpoint }.Faults().Count == 0);

    private static double Value(string text, string name) =>
        text.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal)) is { } line ? double.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture) : 0;
}
