using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Each role sees its own pages, and is refused the others' pages and calls.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class RoleTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Answered = "0", Forbidden = "7";

    private static readonly string[] All = ["overview", "alerts", "doors", "approvals", "people", "passkeys", "devices", "site", "evidence", "backups", "reports", "log", "home", "own"];

    [Theory]
    [InlineData("admin", "doors approvals people passkeys devices site evidence backups home own", "Alerts/List Doors/Unlock Doors/Lockdown Audit/Query Presence/List", "Doors/Watch")]
    [InlineData("officer", "overview alerts doors approvals people passkeys devices site evidence reports home own", "Audit/Query People/Join Backups/Make", "Alerts/List")]
    [InlineData("auditor", "overview alerts approvals people passkeys devices site evidence reports log home own", "Doors/Watch Doors/Unlock Doors/Lockdown Presence/List Alerts/Acknowledge", "Audit/Query")]
    [InlineData("chen", "home own", "Alerts/List Doors/Watch Doors/Unlock Approvals/List People/List Audit/Query Site/Describe Fleet/ListDevices Passkeys/List Passkeys/Remove", "Identity/WhoAmI")]
    public async Task A_role_is_shown_its_pages_and_refused_the_others(string account, string pages, string refused, string answered)
    {
        await using ConsoleReader reader = await chromium.OpenAsync(demo.Site);
        await reader.SignInAsync(account);
        string[] own = pages.Split(' ');

        IReadOnlyList<string> menu = await reader.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').slice(2))");
        Assert.Equal(own, menu);
        foreach (string page in All.Except(own))
        {
            await reader.GoAsync(page);
            await Expect(reader.Page.GetByText("您的角色不使用此页面")).ToBeVisibleAsync();
        }
        foreach (string method in refused.Split(' ')) { Assert.Equal((method, Forbidden), (method, await reader.CallAsync(method))); }
        if (!answered.EndsWith("Watch", StringComparison.Ordinal)) { Assert.Equal(Answered, await reader.CallAsync(answered)); }
    }
}
