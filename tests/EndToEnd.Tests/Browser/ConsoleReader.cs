using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>One person before the page, and what the browser has to complain of.</summary>
public sealed class ConsoleReader : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    private ConsoleReader(DemoSite site, IBrowserContext context, string address) => (Site, _context, Address) = (site, context, address);

    public DemoSite Site { get; }

    public string Address { get; }

    public IPage Page { get; private set; } = null!;

    /// <summary>Every address that the page has asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What the page's scripts threw, and what the policy forbade.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<ConsoleReader> OpenAsync(DemoSite site, IBrowserContext context, string address)
    {
        ConsoleReader reader = new(site, context, address) { Page = await context.NewPageAsync() };
        reader.Page.Request += (_, request) => reader._requests.Enqueue(request.Url);
        reader.Page.PageError += (_, error) => reader._complaints.Enqueue(error);
        reader.Page.Console += (_, line) => { if (line.Text.Contains("Content Security Policy", StringComparison.Ordinal)) { reader._complaints.Enqueue(line.Text); } };
        await reader.Page.GotoAsync(address);
        return reader;
    }

    public async Task SignInAsync(string account)
    {
        await Page.GetByLabel("账号").FillAsync(account);
        await Page.GetByLabel("口令").FillAsync((await File.ReadAllTextAsync(Site.Secret(account + ".password"))).Trim());
        await Button("登录").ClickAsync();
        await Page.GetByRole(AriaRole.Navigation).WaitForAsync();
    }

    /// <param name="path">Behind the #, as doors/vault.</param>
    public Task GoAsync(string path) => Page.EvaluateAsync("path => { window.location.hash = '#/' + path; }", path);

    /// <param name="language">zh or en.</param>
    /// <param name="theme">light or dark.</param>
    public async Task DressAsync(string language, string theme)
    {
        await Page.EvaluateAsync("([language, theme]) => { localStorage.setItem('language', language); localStorage.setItem('theme', theme); }", new[] { language, theme });
        await Page.ReloadAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The window that is open above the page.</summary>
    public ILocator Window => Page.GetByRole(AriaRole.Dialog);

    public ILocator InWindow(string button) => Window.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });

    /// <summary>
    /// Calls the gateway as the page's scripts can, with an empty message: the status, as gRPC numbers it.
    /// </summary>
    public Task<string> CallAsync(string method) => Page.EvaluateAsync<string>(
        """
        async method => {
          const answer = await fetch('/secure.v1.' + method, { method: 'POST', headers: { 'Content-Type': 'application/grpc-web+proto', 'X-Grpc-Web': '1' }, body: new Uint8Array(5) });
          const inHeaders = answer.headers.get('grpc-status');
          if (inHeaders) return inHeaders;
          return /grpc-status: (\d+)/.exec(await answer.text())?.[1] ?? 'none';
        }
        """, method);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
