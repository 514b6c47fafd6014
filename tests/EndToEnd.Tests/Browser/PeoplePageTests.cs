using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The people on record, on the page: from joining to leaving, each officer with what is theirs to do.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class PeoplePageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    // Markup and what a spreadsheet would run; and with it a mark that turns the direction of text, which is refused.
    private const string Markup = "<img src=x onerror=alert(1)>=1+1", Hostile = Markup + "\u202e";

    [Fact]
    public async Task Somebody_joins_is_entrusted_and_given_a_badge_and_leaves_with_what_is_still_held_listed()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site), officer = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await JoinAsync(admin, "liu-yang", "刘洋");
        await Expect(admin.Button("定岗定密")).ToHaveCountAsync(0);
        await Expect(admin.Button("发卡")).ToHaveCountAsync(0);

        await officer.SignInAsync("officer");
        await officer.GoAsync("people/liu-yang");
        await Expect(officer.Button("更改登记")).ToHaveCountAsync(0);
        await EntrustAsync(officer);
        await officer.Button("核对证件").ClickAsync();
        await officer.Window.GetByLabel("证件号码").FillAsync("E12345678");
        await ConfirmAsync(officer, "核对证件");
        await Expect(Fact(officer, "身份证件")).ToContainTextAsync("已核对");
        await Expect(Fact(officer, "缺少")).ToContainTextAsync("无");
        await CardsAsync(officer);

        await officer.Button("离岗").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("调离");
        await officer.InWindow("确认离岗").ClickAsync();
        await Expect(officer.Window.GetByText("尚未交回")).ToBeVisibleAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "门禁卡 b-" }).First).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("脱密期至")).ToBeVisibleAsync();
        await officer.InWindow("关闭").Last.ClickAsync();
        await Expect(Fact(officer, "状态")).ToContainTextAsync("脱密期");
        await Expect(officer.Page.GetByRole(AriaRole.Group, new() { Name = "办理" })).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_password_is_reset_only_after_another_officer_approved_it_in_the_inbox()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site), officer = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await JoinAsync(admin, "ma-li", "马丽");
        string drawn = await SetPasswordAsync(admin);
        await Expect(admin.Window.GetByText("已设置")).ToBeVisibleAsync();
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(admin.Window.GetByText(drawn, new() { Exact = true })).ToBeVisibleAsync();
        await admin.InWindow("我已记下，关闭").ClickAsync();
        await Expect(admin.Window).ToHaveCountAsync(0);

        // As where more requests than one page holds were made in the last 30 days: the first page has the oldest.
        ListApprovalsResponse oldest = new() { Approvals = { Enumerable.Range(0, 100).Select(n => new Approval { Id = $"a-{n:x8}" }) }, NextPageToken = "100", Total = 200 };
        await admin.Page.RouteAsync("**/secure.v1.Approvals/List", route => ListApprovalsRequest.Parser.ParseFrom(route.Request.PostDataBuffer![5..]).Search.Length > 0
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(oldest) }));
        await SetPasswordAsync(admin);
        await Expect(admin.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await Expect(admin.Window.GetByText("由安全保密管理员在")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await officer.SignInAsync("officer");
        await officer.GoAsync("approvals");
        await officer.Page.Locator(".ant-card").Filter(new() { HasText = "重设账号 ma.li 的口令" }).GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await officer.InWindow("批准").ClickAsync();

        await Expect(admin.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await admin.InWindow("设置账号与口令").ClickAsync();
        await Expect(admin.Window.GetByText("已设置")).ToBeVisibleAsync();
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task Who_changes_a_record_on_an_old_version_is_told_and_overwrites_nothing_of_the_others()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site), deputy = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await JoinAsync(admin, "gao-fei", "高飞");
        await deputy.SignInAsync("admin-deputy");
        await deputy.GoAsync("people/gao-fei");
        await admin.Button("更改登记").ClickAsync();
        await admin.Window.GetByLabel("姓名").FillAsync("高菲");
        await deputy.Button("更改登记").ClickAsync();
        await deputy.Window.GetByLabel("工号").FillAsync("S-77");
        await ConfirmAsync(deputy, "更改登记");

        await admin.InWindow("更改登记").ClickAsync();
        await Expect(admin.Window.GetByText("记录已被他人更改")).ToBeVisibleAsync();
        await Expect(Fact(admin, "工号")).ToContainTextAsync("S-77");
        await ConfirmAsync(admin, "更改登记");

        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "高菲" })).ToBeVisibleAsync();
        await Expect(Fact(admin, "工号")).ToContainTextAsync("S-77");
    }

    [Fact]
    public async Task Whoever_joins_is_shown_also_where_the_page_is_slow_to_let_go_of_the_window()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        // What the page does later, it does later still: the new address is told before the window has gone.
        await admin.Page.AddInitScriptAsync("delete window.MessageChannel; const later = window.setTimeout; window.setTimeout = (act, ms, ...given) => later(act, Math.max(ms ?? 0, 150), ...given);");
        await admin.Page.RouteAsync("**/secure.v1.People/Join", async route =>
        {
            await Expect(admin.Window.Locator("button[type=submit].ant-btn-loading")).ToBeVisibleAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            await route.ContinueAsync();
        });
        await admin.SignInAsync("admin");
        await JoinAsync(admin, "lu-yan", "陆岩");
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_name_that_hides_what_it_says_is_refused_in_words()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await admin.GoAsync("people");
        await admin.Button("新增人员").ClickAsync();
        await admin.Window.GetByLabel("编号").FillAsync("turned");
        await admin.Window.GetByLabel("姓名").FillAsync(Hostile);
        await admin.InWindow("新增人员").ClickAsync();
        await Expect(admin.Window.Locator(".ant-form-item").Filter(new() { HasText = "姓名" }).Locator(".ant-form-item-explain-error")).ToContainTextAsync("姓名须为 1 至 64 个可见字符");
        Assert.Empty(admin.Complaints);
    }

    private static async Task JoinAsync(ConsoleReader admin, string id, string name)
    {
        await admin.GoAsync("people");
        await admin.Button("新增人员").ClickAsync();
        await admin.Window.GetByLabel("编号").FillAsync(id);
        await admin.Window.GetByLabel("姓名").FillAsync(name);
        await admin.Window.GetByLabel("部门").ClickAsync();
        await admin.Page.GetByTitle("研究室").ClickAsync();
        await ConfirmAsync(admin, "新增人员");
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Expect(Fact(admin, "部门")).ToContainTextAsync("研究室");
    }

    private static async Task EntrustAsync(ConsoleReader officer)
    {
        string day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddYears(1).Date).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await officer.Button("定岗定密").ClickAsync();
        await officer.Window.GetByLabel("岗位").ClickAsync();
        await officer.Page.GetByTitle("工程师").ClickAsync();
        // The list stays open for more.
        await officer.Window.Locator(".ant-modal-title").ClickAsync();
        await officer.Window.GetByLabel("涉密等级").ClickAsync();
        await officer.Page.GetByTitle("一般").ClickAsync();
        await officer.Window.GetByLabel("可接触密级").ClickAsync();
        await officer.Page.GetByTitle("秘密", new() { Exact = true }).ClickAsync();
        await officer.Window.GetByLabel("培训有效期").FillAsync(day);
        await officer.Window.GetByLabel("保密承诺有效期").FillAsync(day);
        await ConfirmAsync(officer, "定岗定密");
        await Expect(Fact(officer, "岗位")).ToContainTextAsync("工程师");
        await Expect(Fact(officer, "可接触密级")).ToContainTextAsync("秘密");
        await Expect(Fact(officer, "培训有效期")).ToContainTextAsync(day);
    }

    /// <summary>Leaves one card that works and one that is lost.</summary>
    private static async Task CardsAsync(ConsoleReader officer)
    {
        await officer.Button("发卡").ClickAsync();
        await officer.Window.GetByLabel("设施码").FillAsync("300");
        await officer.Window.GetByLabel("卡号（").FillAsync("4711");
        await officer.InWindow("发卡").ClickAsync();
        await Expect(officer.Window.GetByText("超出范围")).ToBeVisibleAsync();
        await officer.Window.GetByLabel("设施码").FillAsync("200");
        await ConfirmAsync(officer, "发卡");
        await OnCardAsync(officer, "200-4711", "停卡", Markup);
        await Expect(Card(officer, "200-4711")).ToContainTextAsync("停用");
        await Expect(Card(officer, "200-4711")).ToContainTextAsync("<img src=x");
        Assert.Equal(0, await officer.Page.Locator("main img").CountAsync());
        await OnCardAsync(officer, "200-4711", "恢复", "找到持卡人");
        await Expect(Card(officer, "200-4711")).ToContainTextAsync("有效");

        await Card(officer, "200-4711").GetByRole(AriaRole.Button, new() { Name = "换卡" }).ClickAsync();
        await officer.Window.GetByLabel("设施码").FillAsync("200");
        await officer.Window.GetByLabel("卡号（").FillAsync("4712");
        await officer.Window.GetByLabel("理由").FillAsync("卡面磨损");
        await ConfirmAsync(officer, "换卡");
        await Expect(Card(officer, "200-4711")).ToContainTextAsync("已交回");
        await Expect(Card(officer, "200-4712")).ToContainTextAsync("有效");
        await OnCardAsync(officer, "200-4712", "挂失", "丢失");
        await Expect(Card(officer, "200-4712")).ToContainTextAsync("挂失");

        await officer.Button("发卡").ClickAsync();
        await officer.Window.GetByLabel("设施码").FillAsync("200");
        await officer.Window.GetByLabel("卡号（").FillAsync("4713");
        await ConfirmAsync(officer, "发卡");
        await Expect(Card(officer, "200-4713")).ToContainTextAsync("有效");
    }

    private static async Task OnCardAsync(ConsoleReader officer, string card, string act, string reason)
    {
        await Card(officer, card).GetByRole(AriaRole.Button, new() { Name = act, Exact = true }).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync(reason);
        await ConfirmAsync(officer, act);
    }

    /// <summary>With a password that is drawn, which is told.</summary>
    private static async Task<string> SetPasswordAsync(ConsoleReader admin)
    {
        await admin.Button("账号与口令").ClickAsync();
        await admin.Window.GetByLabel("账号名").FillAsync("ma.li");
        await admin.InWindow("随机生成").ClickAsync();
        string drawn = await admin.Window.GetByLabel("初始口令").InputValueAsync();
        Assert.Equal(16, drawn.Length);
        await admin.InWindow("设置账号与口令").ClickAsync();
        return drawn;
    }

    private static async Task ConfirmAsync(ConsoleReader officer, string button)
    {
        await officer.InWindow(button).ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
    }

    private static ILocator Card(ConsoleReader officer, string number) => officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = number });

    private static ILocator Fact(ConsoleReader reader, string name) => reader.Page.Locator("main .facts > div").Filter(new() { Has = reader.Page.Locator("dt", new() { HasTextString = name }) }).First;
}
