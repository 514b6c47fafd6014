using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Secure.Gateway.ConsolePage;
using Secure.Gateway.Tests.Grpc;
using Secure.TestKit;

namespace Secure.Gateway.Tests.ConsolePage;

public sealed class ConsolePageTests
{
    private const string Script = "/assets/index-1a2b.js";
    private const string ScriptText = "console.log('门')";

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_has_a_nonce_of_its_own_that_its_policy_names()
    {
        await using Served served = await Served.StartAsync();

        (string first, string policy) = await IndexAsync(served);
        (string second, _) = await IndexAsync(served);

        Assert.NotEqual(first, second);
        Assert.Contains($"style-src 'self' 'nonce-{first}'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_never_kept_and_its_files_are_since_their_names_say_what_is_in_them()
    {
        await using Served served = await Served.StartAsync();

        using HttpResponseMessage page = await served.Http.GetAsync("/", Limit), script = await served.Http.GetAsync(Script, Limit);

        Assert.Equal(("no-store", "public, max-age=31536000, immutable"), (page.Headers.CacheControl?.ToString(), script.Headers.CacheControl?.ToString()));
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.Equal(ScriptText, await script.Content.ReadAsStringAsync(Limit));
        foreach (HttpResponseMessage answer in new[] { page, script })
        {
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_can_unpack_it_gets_it_packed()
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage asks = new(HttpMethod.Get, Script);
        asks.Headers.AcceptEncoding.ParseAdd("gzip, br");

        using HttpResponseMessage script = await served.Http.SendAsync(asks, Limit);
        await using BrotliStream unpacked = new(await script.Content.ReadAsStreamAsync(Limit), CompressionMode.Decompress);

        Assert.Equal("br", script.Content.Headers.ContentEncoding.Single());
        Assert.Equal(ScriptText, await new StreamReader(unpacked).ReadToEndAsync(Limit));
    }

    [Theory]
    [InlineData("/secret.pem")]
    [InlineData("/../outside.js")]
    [InlineData("/assets/%2e%2e/%2e%2e/outside.js")]
    [InlineData("/assets/index-1a2b.js.br")]
    [InlineData("/index.html")]
    public async Task Nothing_else_on_the_disk_is_served(string path)
    {
        await using Served served = await Served.StartAsync();

        using HttpResponseMessage answer = await served.Http.GetAsync(path, Limit);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_built_page_the_gateway_says_that_it_is_off()
    {
        await using Served served = await Served.StartAsync(built: false);

        using HttpResponseMessage answer = await served.Http.GetAsync("/", Limit);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("控制台未启用", await answer.Content.ReadAsStringAsync(Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_host_is_to_be_reached_over_TLS_alone_and_localhost_is_left_alone()
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage named = new(HttpMethod.Get, "/") { Headers = { Host = "gateway.site" } };

        using HttpResponseMessage atName = await served.Http.SendAsync(named, Limit), atAddress = await served.Http.GetAsync("/", Limit);

        Assert.True(atName.Headers.Contains("Strict-Transport-Security"));
        Assert.False(atAddress.Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task<(string Nonce, string Policy)> IndexAsync(Served served)
    {
        using HttpResponseMessage answer = await served.Http.GetAsync("/", Limit);
        string page = await answer.Content.ReadAsStringAsync(Limit);
        return (Regex.Match(page, "content=\"([^\"]{24})\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value, answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    /// <summary>The slice alone on a port of the loopback, with a page of two files beside one that is not to be seen.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private WebApplication? _app;

        public HttpClient Http { get; } = new();

        public static async Task<Served> StartAsync(bool built = true)
        {
            Served served = new();
            string page = Path.Combine(served._folder.Path, "page");
            if (built) { Build(page); }
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders().AddProvider(new LogLines());
            builder.Configuration.AddInMemoryCollection([new("Console:Folder", page)]);
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
            builder.Services.AddConsolePage(builder.Configuration);
            served._app = builder.Build();
            served._app.UseConsolePage();
            await served._app.StartAsync();
            served.Http.BaseAddress = new Uri(served._app.Urls.Single());
            return served;
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            if (_app is not null) { await _app.DisposeAsync(); }
            _folder.Dispose();
        }

        private static void Build(string page)
        {
            Directory.CreateDirectory(Path.Combine(page, "assets"));
            File.WriteAllText(Path.Combine(page, "index.html"), "<!doctype html><meta name=\"csp-nonce\" content=\"{{nonce}}\">");
            File.WriteAllText(page + Script, ScriptText);
            File.WriteAllText(Path.Combine(page, "secret.pem"), "secret");
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(page)!, "outside.js"), "secret");
            using BrotliStream packed = new(File.Create(page + Script + ".br"), CompressionLevel.Optimal);
            packed.Write(Encoding.UTF8.GetBytes(ScriptText));
        }
    }
}
