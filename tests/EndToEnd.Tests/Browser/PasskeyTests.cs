using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>An officer's passkey on the page, with the browser's own authenticator: registered, used, lost, replaced.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class PasskeyTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    // Nobody else's test signs in as this one.
    private const string Account = "auditor-deputy";

    [Fact]
    public async Task A_passkey_is_registered_asked_for_at_the_next_sign_in_removed_by_two_officers_and_replaced_and_a_second_one_stands_in_for_it()
    {
        await using ConsoleReader owner = await chromium.OpenAsync(demo.Site), officer = await chromium.OpenAsync(demo.Site);
        VirtualKey key = await VirtualKey.PlugInAsync(owner.Page);
        await owner.SignInAsync(Account);
        await RegisterAsync(owner);
        await owner.Button("退出登录").ClickAsync();
        await owner.SignInAsync(Account);
        await owner.GoAsync("home");
        await Expect(owner.Page.GetByText("口令加通行密钥")).ToBeVisibleAsync();
        Assert.True((await key.CountsAsync()).Single() >= 2);
        await PasswordAloneAsync();

        await officer.SignInAsync("officer");
        await RemoveAsync(officer);
        await Expect(owner.Page.GetByText("会话已结束，请重新登录")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(owner.Page.GetByText("您的通行密钥已被撤销")).ToBeVisibleAsync();

        await owner.SignInAsync(Account);
        await RegisterAsync(owner);
        await owner.Button("退出登录").ClickAsync();
        await owner.SignInAsync(Account);
        Assert.Equal(2, (await key.CountsAsync()).Length);
        await StandInAsync(owner, key);
        await RemoveByCtlAsync();
        await Expect(owner.Page.GetByText("会话已结束，请重新登录")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Empty(owner.Complaints);
    }

    private static async Task RegisterAsync(ConsoleReader owner)
    {
        await owner.GoAsync("home");
        await Expect(owner.Page.GetByText("您还没有通行密钥")).ToBeVisibleAsync();
        await owner.Button("注册通行密钥").ClickAsync();
        await Expect(owner.Page.GetByText("尚未使用")).ToBeVisibleAsync();
    }

    /// <summary>A second key is registered by the first, signs in where the first is not at hand, and takes it away.</summary>
    private static async Task StandInAsync(ConsoleReader owner, VirtualKey first)
    {
        await owner.GoAsync("home");
        await Expect(owner.Page.GetByText("建议再注册一个")).ToBeVisibleAsync();
        await owner.Button("注册第二个").ClickAsync();
        await Expect(owner.Page.GetByText("此设备已有您的通行密钥")).ToBeVisibleAsync();
        await first.TouchAsync(false);
        VirtualKey spare = await VirtualKey.PlugInAsync(owner.Page);
        await owner.Button("注册第二个").ClickAsync();
        await Expect(owner.Button("撤销此密钥")).ToHaveCountAsync(1);
        await Expect(owner.Button("注册第二个")).ToHaveCountAsync(0);
        await owner.Button("退出登录").ClickAsync();

        await owner.SignInAsync(Account);
        Assert.True((await spare.CountsAsync()).Single() >= 2);
        await owner.GoAsync("home");
        await owner.Button("撤销此密钥").ClickAsync();
        await owner.InWindow("撤销此密钥").ClickAsync();
        await Expect(owner.Window).ToHaveCountAsync(0);
        await Expect(owner.Button("撤销此密钥")).ToHaveCountAsync(0);
        await Expect(owner.Page.GetByText("本次登录所用")).ToBeVisibleAsync();
    }

    /// <summary>Another browser with the right password and no key.</summary>
    private async Task PasswordAloneAsync()
    {
        await using ConsoleReader thief = await chromium.OpenAsync(demo.Site);
        await thief.Page.GetByLabel("账号").FillAsync(Account);
        await thief.Page.GetByLabel("口令").FillAsync((await File.ReadAllTextAsync(demo.Site.Secret(Account + ".password"))).Trim());
        await thief.Button("登录").ClickAsync();
        await Expect(thief.Page.GetByText("口令正确。请按浏览器的提示使用通行密钥")).ToBeVisibleAsync();
        Assert.Equal("16", await thief.CallAsync("Identity/WhoAmI"));
        CommandResult off = await demo.Site.SignInAsync(Account);
        Assert.True(off.ExitCode != 0, off.All);
    }

    private async Task RemoveAsync(ConsoleReader officer)
    {
        await officer.GoAsync("passkeys");
        ILocator row = officer.Page.GetByRole(AriaRole.Row).Filter(new() { Has = officer.Button("撤销") });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("安全密钥遗失");
        await officer.InWindow("撤销").ClickAsync();
        ILocator asked = officer.Window.GetByText("已提请系统管理员审批");
        await Expect(asked).ToBeVisibleAsync();
        Assert.True((await demo.Site.SignInAsync("admin")).ExitCode == 0);
        CommandResult approved = await demo.Site.CtlAsync("--as", "admin", "approve", ApprovalNumber().Match(await asked.InnerTextAsync()).Value);
        Assert.True(approved.ExitCode == 0, approved.All);
        await officer.InWindow("撤销").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(row).ToHaveCountAsync(0);
    }

    /// <summary>The same from a terminal, by the same two.</summary>
    private async Task RemoveByCtlAsync()
    {
        await demo.SignInAllAsync();
        CommandResult before = await demo.Site.CtlAsync("--as", "officer", "passkeys");
        Assert.Contains("注册于 · registered", before.All, StringComparison.Ordinal);
        await demo.Site.ByTwoAsync("remove-passkey", before.Output.Split('\n').Single(line => line.Contains("registered", StringComparison.Ordinal)).Split(':')[0], "--reason", "安全密钥再次遗失");
        Assert.DoesNotContain("registered", (await demo.Site.CtlAsync("--as", "officer", "passkeys")).All, StringComparison.Ordinal);
    }

    [GeneratedRegex("a-[0-9a-f]{8}")]
    private static partial Regex ApprovalNumber();
}
