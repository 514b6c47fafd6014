using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Each role sees its own pages, and is refused the others' pages and calls.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class RoleTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Answered = "0", Forbidden = "7", NotYours = "您的角色不使用此页面";
    private const float PatientMs = 120_000;

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
        await SeesAsync(reader, pages, refused, answered);
    }

    /// <summary>No account of the demo holds these roles: two officers give them, and take them back.</summary>
    [Fact]
    public async Task A_guard_a_marking_officer_and_a_head_of_department_have_their_pages_and_what_a_role_gave_goes_with_it()
    {
        foreach (string account in (string[])["officer", "admin"]) { Assert.Equal(0, (await demo.Site.SignInAsync(account)).ExitCode); }
        (string Person, string Role)[] given = [("zhang-wei", "Guard"), ("wang-fang", "MarkingOfficer"), ("chen-lei", "DepartmentHead")];
        foreach ((string person, string role) in given) { await demo.Site.ByTwoAsync("grant-role", person, role, "--reason", "夜班值守"); }
        await using ConsoleReader guard = await chromium.OpenAsync(demo.Site);
        List<string> faults = [];
        try
        {
            await guard.SignInAsync("zhang");
            await Expect(guard.Page.GetByRole(AriaRole.Banner)).ToContainTextAsync("值守");
            await SeesAsync(
                guard, "overview alerts doors reports home own",
                "Audit/Query People/List Approvals/List Fleet/ListDevices Passkeys/List Evidence/View Site/GetStatus Backups/Make Alerts/Assign Alerts/Resolve Doors/Command Officers/GrantRole", "Presence/List");
            foreach ((string page, string marked) in ((string, string)[])[("overview", "房间与门"), ("alerts", "报警队列"), ("doors/vault", "保密室门"), ("reports", "值班交接"), ("home", "登录状态")])
            {
                await guard.GoAsync(page);
                await EveryPageTests.LookAsync(guard, "guard-" + page.Replace('/', '-'), "zh", "light", faults, guard.Page.Locator("main").GetByText(marked).First);
            }
            // What a guard may not do is not offered.
            await guard.GoAsync("doors/vault");
            await Expect(guard.Button("开一次门")).ToBeVisibleAsync();
            foreach (string act in (string[])["解除封锁", "现场截图", "应急开门码"]) { await Expect(guard.Button(act)).ToHaveCountAsync(0); }
            foreach ((string account, string role) in ((string, string)[])[("wang", "定密责任人"), ("chen", "部门负责人")])
            {
                await using ConsoleReader holder = await chromium.OpenAsync(demo.Site);
                await holder.SignInAsync(account);
                await Expect(holder.Page.GetByRole(AriaRole.Banner)).ToContainTextAsync(role);
                await SeesAsync(holder, "home own", "Alerts/List Doors/Watch Doors/Unlock Approvals/List People/List Audit/Query Site/Describe Fleet/ListDevices Passkeys/List", "Identity/WhoAmI");
                await holder.GoAsync("home");
                await EveryPageTests.LookAsync(holder, account + "-with-a-role", "zh", "light", faults, holder.Page.GetByText("登录状态"));
            }
            await guard.GoAsync("overview");
            await Expect(guard.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        }
        finally
        {
            foreach ((string person, string role) in given) { await demo.Site.ByTwoAsync("withdraw-role", person, role, "--reason", "班次结束"); }
        }

        await Expect(guard.Page.GetByText("会话已结束，请重新登录")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(guard.Page.GetByText("您的一个角色已被撤销")).ToBeVisibleAsync();
        await guard.SignInAsync("zhang");
        await guard.GoAsync("overview");
        await Expect(guard.Page.GetByText(NotYours)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
        await demo.SignInAllAsync();
    }

    private static async Task SeesAsync(ConsoleReader reader, string pages, string refused, string answered)
    {
        string[] own = pages.Split(' ');
        IReadOnlyList<string> menu = await reader.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href').slice(2))");
        Assert.Equal(own, menu);
        foreach (string page in All.Except(own))
        {
            await reader.GoAsync(page);
            await Expect(reader.Page.GetByText(NotYours)).ToBeVisibleAsync();
        }
        foreach (string method in refused.Split(' ')) { Assert.Equal((method, Forbidden), (method, await reader.CallAsync(method))); }
        if (!answered.EndsWith("Watch", StringComparison.Ordinal)) { Assert.Equal(Answered, await reader.CallAsync(answered)); }
    }
}
