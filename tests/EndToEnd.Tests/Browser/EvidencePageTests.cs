using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>How long evidence is kept, asked for on the page and in force once a second officer approved that very request.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class EvidencePageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Another_retention_is_in_force_only_after_the_second_officer_approved_exactly_that_one()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await admin.SignInAsync("admin");
        await officer.GoAsync("evidence");
        ILocator kept = officer.Page.Locator("dl.facts div").Filter(new() { HasText = "报警图像" });
        await Expect(kept).ToContainTextAsync("天");
        int days = int.Parse(Regex.Match(await kept.InnerTextAsync(), "([0-9]+) 天（").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), wanted = days + 1;

        await officer.Button("更改保存期限").ClickAsync();
        await officer.Window.GetByLabel("报警图像保存天数").FillAsync($"{wanted}");
        await officer.Window.GetByLabel("理由").FillAsync("检查要求");
        await officer.InWindow("更改保存期限").ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await admin.GoAsync("approvals");
        ILocator request = admin.Page.Locator(".ant-card").Filter(new() { HasText = $"证据保存期限：图像 {days} → {wanted} 天" });
        await Expect(request).ToContainTextAsync("检查要求");
        await request.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await admin.InWindow("批准").ClickAsync();
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync();
        await Expect(kept).ToContainTextAsync($"{days} 天");
        await officer.InWindow("更改保存期限").ClickAsync();

        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(kept).ToContainTextAsync($"{wanted} 天");
        // Whoever approves sees it, and does not ask for it.
        await admin.GoAsync("evidence");
        await Expect(admin.Page.Locator("dl.facts")).ToContainTextAsync($"{wanted} 天");
        await Expect(admin.Button("更改保存期限")).ToHaveCountAsync(0);
        await Expect(admin.Button("更换证据密钥")).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task What_of_the_log_would_go_is_said_before_it_is_asked_for_and_what_is_too_young_stays()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("evidence");
        await Expect(officer.Page.GetByText(new Regex("全部 [0-9]+ 条均保存原文"))).ToBeVisibleAsync();
        await officer.Button("清除旧内容").ClickAsync();
        string today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await officer.Window.GetByLabel("清除此日（UTC）之前的内容").FillAsync(today);
        await Expect(officer.Window.GetByRole(AriaRole.Status)).ToContainTextAsync($"将永久清除 {today} 00:00 UTC 之前全部条目的原文");
        await officer.Window.GetByLabel("理由").FillAsync("三年已满");
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-prune.png") }); }
        await officer.InWindow("清除旧内容").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync(new Regex("日志内容至少保存 [0-9]+ 天"));
        await officer.InWindow("取消").ClickAsync();

        // The answer to one that is old enough, which no demo's log is.
        await GrpcWeb.AnswerAsync(officer.Page, "Audit/Prune", new PruneLogResponse { MinimumIndex = 512 });
        await officer.Button("清除旧内容").ClickAsync();
        await officer.Window.GetByLabel("清除此日（UTC）之前的内容").FillAsync("2020-01-01");
        await officer.Window.GetByLabel("理由").FillAsync("三年已满");
        await officer.InWindow("清除旧内容").ClickAsync();
        await Expect(officer.Window.GetByText("已清除：自第 512 条起保留原文")).ToBeVisibleAsync();

        await admin.SignInAsync("admin");
        await admin.GoAsync("evidence");
        await Expect(admin.Page.GetByText(new Regex("全部 [0-9]+ 条均保存原文"))).ToBeVisibleAsync();
        await Expect(admin.Button("清除旧内容")).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task The_evidence_key_is_replaced_from_the_page_once_another_officer_approved_and_only_once()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await admin.SignInAsync("admin");
        await officer.GoAsync("evidence");
        await officer.Button("更换证据密钥").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("一年已满");
        await officer.InWindow("更换证据密钥").ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        // Not yet: the request alone changes nothing.
        await officer.InWindow("更换证据密钥").ClickAsync();
        await Expect(officer.Window.GetByText("已更换")).ToHaveCountAsync(0);

        await admin.GoAsync("approvals");
        ILocator request = admin.Page.Locator(".ant-card").Filter(new() { HasText = "更换证据密钥（旧证据仍可调阅）" }).Filter(new() { HasText = "一年已满" });
        await request.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await admin.InWindow("批准").ClickAsync();
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync();
        await officer.InWindow("更换证据密钥").ClickAsync();
        await Expect(officer.Window.GetByText(new Regex("已更换：密钥清单 [0-9]+ 号，密钥 .+"))).ToBeVisibleAsync();
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-evidence-key-done.png") }); }
        await officer.InWindow("关闭").Last.ClickAsync();

        await officer.Button("更换证据密钥").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("一年已满");
        await officer.InWindow("更换证据密钥").ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await officer.InWindow("取消").ClickAsync();
        await WithdrawAsync(officer, "一年已满");
        Assert.Empty(officer.Complaints);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task To_replace_the_evidence_key_the_officer_is_told_that_another_must_approve_and_the_inbox_says_what()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("evidence");
        await officer.Button("更换证据密钥").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("例行更换");
        await officer.InWindow("更换证据密钥").ClickAsync();
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await officer.InWindow("取消").ClickAsync();

        await WithdrawAsync(officer, "例行更换");
        Assert.Empty(officer.Complaints);
    }

    private static async Task WithdrawAsync(ConsoleReader officer, string reason)
    {
        await officer.GoAsync("approvals");
        ILocator request = officer.Page.Locator(".ant-card").Filter(new() { HasText = "更换证据密钥（旧证据仍可调阅）" }).Filter(new() { HasText = reason });
        await request.GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await officer.InWindow("撤回").ClickAsync();
        await Expect(request).ToHaveCountAsync(0);
    }
}
