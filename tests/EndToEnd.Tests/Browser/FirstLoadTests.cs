using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What the page weighs on the line the first time that somebody opens it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class FirstLoadTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const long BytesMax = 400 * 1024;

    [Fact]
    public async Task Up_to_the_one_screen_the_page_takes_at_most_400_KB()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        ConcurrentQueue<IRequest> asked = [];
        officer.Page.RequestFinished += (_, request) => { if (request.ResourceType is not ("fetch" or "xhr")) { asked.Enqueue(request); } };
        // Nothing of the sign-in page's first opening is in the cache of a browser that comes anew.
        ICDPSession tools = await officer.Page.Context.NewCDPSessionAsync(officer.Page);
        await tools.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        await officer.Page.ReloadAsync();
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "系统状态" })).ToBeVisibleAsync();

        (string Url, long Bytes)[] taken = await Task.WhenAll(asked.Select(async request => (request.Url, (long)(await request.SizesAsync()).ResponseBodySize)));
        Assert.Contains(taken, file => file.Url.EndsWith(".js", StringComparison.Ordinal) && file.Bytes > 10_000);
        Assert.True(taken.Sum(file => file.Bytes) <= BytesMax, string.Join('\n', taken.OrderByDescending(file => file.Bytes).Select(file => $"{file.Bytes,8} {file.Url}")));
    }
}
