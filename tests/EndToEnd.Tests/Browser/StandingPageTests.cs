using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A person's roles by two officers, and the PIN for doors that its owner alone knows.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class StandingPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    // Nobody else's test has this person.
    private const string Person = "he-jun", Name = "何军";

    [Fact]
    public async Task A_role_is_given_and_taken_away_only_after_the_second_officer_approved_that_very_request()
    {
        Assert.Equal(0, (await demo.Site.SignInAsync("admin")).ExitCode);
        CommandResult joined = await demo.Site.CtlAsync("--as", "admin", "person", "join", Person, Name);
        Assert.True(joined.ExitCode == 0, joined.All);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await admin.SignInAsync("admin");
        await officer.GoAsync("people/" + Person);
        await Expect(Roles(officer)).ToContainTextAsync("没有角色");

        await officer.Button("授予角色").ClickAsync();
        await officer.Window.GetByLabel("角色").ClickAsync();
        await officer.Page.GetByTitle("值守", new() { Exact = true }).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("夜班");
        await ByTwoAsync(officer, admin, "授予角色", $"授予 {Person} 值守", "夜班");
        await Expect(Roles(officer).GetByRole(AriaRole.Listitem)).ToContainTextAsync("值守");

        await officer.Button("撤销角色").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("调岗");
        await ByTwoAsync(officer, admin, "撤销角色", $"撤销 {Person} 值守", "调岗");
        await Expect(Roles(officer)).ToContainTextAsync("没有角色");
        await admin.GoAsync("people/" + Person);
        await Expect(Roles(admin)).ToContainTextAsync("没有角色");
        await Expect(admin.Button("授予角色")).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_pin_is_set_by_its_owner_alone_shown_to_nobody_and_taken_away_by_an_officer()
    {
        const string Pin = "730518";
        await using ConsoleReader owner = await chromium.OpenAsync(demo.Site), officer = await chromium.OpenAsync(demo.Site);
        await owner.SignInAsync("chen");
        await owner.GoAsync("home");
        await owner.Button("设置 PIN").ClickAsync();
        await owner.Window.GetByLabel("当前口令").FillAsync((await File.ReadAllTextAsync(demo.Site.Secret("chen.password"), TestContext.Current.CancellationToken)).Trim());
        await PinAsync(owner, "123456");
        await Expect(owner.Window).ToContainTextAsync("不能是连号、重复");
        await PinAsync(owner, Pin);
        await Expect(owner.Window).ToHaveCountAsync(0);
        Assert.DoesNotContain(Pin, await owner.Page.ContentAsync(), StringComparison.Ordinal);

        await officer.SignInAsync("officer");
        await officer.GoAsync("people/chen-lei");
        await Expect(officer.Page.GetByText("已设置 PIN")).ToBeVisibleAsync();
        await officer.Button("撤销 PIN").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("本人遗忘");
        await officer.InWindow("撤销 PIN").ClickAsync();
        await Expect(officer.Page.GetByText("未设置 PIN")).ToBeVisibleAsync();
        Assert.DoesNotContain(Pin, demo.Site.Logs(), StringComparison.Ordinal);
        Assert.Empty(officer.Complaints);
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_pin_whose_count_was_altered_past_the_store_is_disabled_until_two_officers_put_it_back_in_use()
    {
        const string python = "/usr/bin/python3", row = "wang-fang/";
        if (!File.Exists(python)) { Assert.Skip("python3 不在 · is not there"); }
        string pin = (await File.ReadAllTextAsync(demo.Site.Secret("wang.pin"), TestContext.Current.CancellationToken)).Trim();
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await admin.SignInAsync("admin");
        // One wrong PIN at the registry begins a count; whoever then writes into the file has no key to seal it with.
        ILocator counted = officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "PIN" });
        for (int tries = 0; tries < 4 && !await counted.IsVisibleAsync(); tries++)
        {
            await demo.Site.RunAsync((char)('0' + (pin[0] - '0' + 1) % 10) + pin[1..] + "\n", ["badge", "registry", "1002", "--pin", "--wait", "5000"]);
            await officer.GoAsync("people");
            await officer.GoAsync("people/wang-fang");
            await Expect(officer.Page.GetByText("没有失败记录").Or(officer.Page.GetByRole(AriaRole.Region, new() { Name = "鉴别失败与 PIN" })).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }
        await Expect(counted).ToContainTextAsync("可用");
        CommandResult altered = await Command.RunAsync([python, "-c", $"import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=30); n=c.execute(\"UPDATE rows SET seal=zeroblob(length(seal)) WHERE tbl='stepup.counters' AND key LIKE '{row}%'\").rowcount; c.commit(); print(n)", StoreFile()]);
        Assert.True(altered is { ExitCode: 0, Output: "1\n" }, altered.All);

        await officer.Page.ReloadAsync();
        await Expect(counted).ToContainTextAsync("已停用", new() { Timeout = 30_000 });
        await Expect(counted).ToContainTextAsync("所有地点");
        await counted.GetByRole(AriaRole.Button, new() { Name = "恢复使用" }).ClickAsync();
        await officer.InWindow("恢复使用").ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await Expect(counted).ToContainTextAsync("已停用");
        await admin.GoAsync("approvals");
        await admin.Page.Locator(".ant-card").Filter(new() { HasText = "恢复 wang-fang 的" }).GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await admin.InWindow("批准").ClickAsync();
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await officer.InWindow("恢复使用").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(counted).ToHaveCountAsync(0);
        await Expect(officer.Page.GetByText("已设置 PIN")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
        Assert.Empty(admin.Complaints);
        // That the store was altered rang.
        Assert.NotEqual(0, await AlertSteps.CloseAllAsync(demo.Site, "store.tampered"));
    }

    private string StoreFile() => Directory.EnumerateFiles(Path.Combine(demo.Site.Folder, "gateway", "store")).Single(file => file.EndsWith(".db", StringComparison.Ordinal));

    private static async Task PinAsync(ConsoleReader owner, string pin)
    {
        await owner.Window.GetByLabel("新 PIN（").FillAsync(pin);
        await owner.Window.GetByLabel("再次输入新 PIN").FillAsync(pin);
        await owner.InWindow("设置 PIN").ClickAsync();
    }

    /// <summary>Sends what is filled in, has the other officer approve what the inbox then says, and sends it again.</summary>
    private static async Task ByTwoAsync(ConsoleReader officer, ConsoleReader admin, string button, string asked, string reason)
    {
        await officer.InWindow(button).ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await Expect(Roles(officer)).ToContainTextAsync(asked);
        await admin.GoAsync("approvals");
        ILocator request = admin.Page.Locator(".ant-card").Filter(new() { HasText = asked });
        await Expect(request).ToContainTextAsync(reason);
        // Its words stand in the log and hold the id alone; the page says who that is.
        await Expect(request).ToContainTextAsync($"{Name} {Person}");
        await request.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await admin.InWindow("批准").ClickAsync();
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync();
        await officer.InWindow(button).ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
    }

    private static ILocator Roles(ConsoleReader reader) => reader.Page.Locator("main .ant-card").Filter(new() { Has = reader.Page.Locator("h2", new() { HasTextString = "角色" }) });
}
