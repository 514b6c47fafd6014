using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;
using static Secure.EndToEnd.Tests.Browser.EveryPageTests;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Every window that stands above a page and that <see cref="EveryPageTests"/> does not come by, in both languages and both themes, looked at as the pages are. What the demo cannot bring about in seconds is told to the page in the gateway's stead.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class EveryWindowTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Id = new('a', 64);

    private static readonly Timestamp Past = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);

    /// <summary>A page, and on it the buttons that open the windows, in both languages.</summary>
    private static readonly (string Page, string Zh, string En)[] Officers =
    [
        ("doors/lab", "开一次门", "Unlock once"), ("doors/lab", "禁用", "Block"), ("doors/lab", "安装读卡器密钥", "Install reader keys"), ("doors/lab", "清空指纹仪", "Empty the sensor"),
        ("devices", "暂停", "Suspend"), ("people/chen-lei", "核对证件", "Compare the document"), ("people/chen-lei", "停用", "Suspend"), ("people/wang-fang", "恢复", "Resume"),
        ("people/chen-lei", "换卡", "Replace"), ("people/chen-lei", "挂失", "Report lost"), ("people/chen-lei", "撤销角色", "Withdraw the role"),
        ("people/chen-lei", "删除模板", "Erase the template"), ("people/chen-lei", "撤回同意", "Withdraw the consent"), ("people/chen-lei", "在门上的指纹仪录入", "Enrol at a door’s sensor"),
        ("people/chen-lei", "恢复使用", "Put back in use"), ("people/chen-lei", "撤销 PIN", "Take the PIN away"), ("passkeys", "撤销", "Remove"), ("home", "撤销此密钥", "Remove this one"),
        ("site", "启用此变更", "Put it in force"), ("evidence", "更改保存期限", "Change it"), ("evidence", "更换证据密钥", "Replace the key"), ("evidence", "清除旧内容", "Give up old contents"),
        ("approvals", "撤回", "Withdraw"), ("alerts", "开始演练", "Start a drill"), ("alerts", "键盘快捷键 ?", "Keyboard ?"),
        ("alerts/19700101-0001", "指派", "Assign"), ("alerts/19700101-0001", "处置", "Handle"), ("alerts/19700101-0001", "误报", "False alarm"),
    ];

    private static readonly (string Page, string Zh, string En)[] Administrators =
        [("approvals", "批准", "Approve"), ("approvals", "驳回", "Reject"), ("people/chen-lei", "更改登记", "Change the record")];

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    // In Chinese the components' own labels (Clear) are English still.
    [Theory]
    [InlineData("en", "light")]
    public async Task No_window_shuts_anybody_out_or_mixes_languages(string language, string theme)
    {
        foreach (string account in new[] { "officer", "admin" }) { Assert.Equal(0, (await demo.Site.SignInAsync(account)).ExitCode); }
        await demo.Site.CtlAsync("--as", "officer", "grant-role", "chen-lei", "Guard", "--reason", "夜班值守");
        List<string> faults = [];
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site), auditor = await chromium.OpenAsync(demo.Site);
        Look look = new(language, theme, faults);
        await TellAsync(officer.Page);
        await look.InAsync(officer, "officer");
        foreach ((string page, string zh, string en) in Officers) { await look.OpenAsync(officer, page, zh, en); }
        await look.AtEvidenceAsync(officer);
        await look.AtOnceAsync(officer);
        await look.AtSessionEndAsync(officer);
        await look.InAsync(admin, "admin");
        foreach ((string page, string zh, string en) in Administrators) { await look.OpenAsync(admin, page, zh, en); }
        await look.AtEnrolmentAsync(admin);
        await look.AtNewPasswordAsync(admin);
        await look.InAsync(auditor, "auditor");
        await look.AtNewKeyAsync(auditor);
        foreach (ConsoleReader reader in (ConsoleReader[])[officer, admin, auditor]) { faults.AddRange(reader.Complaints); }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    /// <summary>A person with everything that somebody can have, one that is suspended, a sensor, passkeys, a site that waits and an alert that is handled.</summary>
    private static async Task TellAsync(IPage page)
    {
        await AlertSample.TellAsync(page, new Alert(AlertSample.Raised(1)) { State = AlertState.Handling, Owner = "li-officer", Evidence = { Id } });
        await GrpcWeb.ChangeAsync(page, "Site/Describe", DescribeSiteResponse.Parser, answer => answer.Doors.Single(door => door.Door == "lab").MatchesOnSensor = true);
        await GrpcWeb.ChangeAsync(page, "People/Get", GetPersonResponse.Parser, answer => (answer.Person.Document, answer.Person.Status) = (DocumentState.Given, answer.Person.Id == "wang-fang" ? PersonStatus.Suspended : PersonStatus.Active));
        await GrpcWeb.ChangeAsync(page, "Officers/ListRoles", ListRolesResponse.Parser, answer => answer.Holdings.Add(new RoleHolding { Person = "chen-lei", Roles = { OfficerRole.Guard }, Since = Past }));
        await GrpcWeb.ChangeAsync(page, "Biometrics/ListTemplates", ListTemplatesResponse.Parser, answer =>
        {
            foreach (FactorState factor in answer.Factors) { (factor.On, factor.Consent, factor.ConsentVersion, factor.ConsentAt) = (true, true, "1", Past); }
            answer.Templates.Add(new TemplateInfo { TemplateId = "t-1", Factor = Factor.Face, EnrolledAt = Past, ExpiresAt = Past });
        });
        await GrpcWeb.AnswerAsync(page, "Identity/ListFactorLimits", new ListFactorLimitsResponse { PinSet = true, Limits = { new FactorLimit { Factor = Factor.Face, Place = "archive-ws", Failures = 3, Disabled = true } } });
        await GrpcWeb.AnswerAsync(page, "Passkeys/List", new ListPasskeysResponse { Total = 1, Officers = { new OfficersPasskey { Person = "chen-lei", RegisteredAt = Past, Count = 2 } } });
        await GrpcWeb.AnswerAsync(page, "Passkeys/GetOwn", new GetOwnPasskeyResponse { Passkeys = { new OwnPasskey { Id = "1", RegisteredAt = Past, OpenedThis = true }, new OwnPasskey { Id = "2", RegisteredAt = Past } } });
        await GrpcWeb.AnswerAsync(page, "Site/GetStatus", new GetSiteStatusResponse { Revision = 1, Sha256 = Id, Pending = new PendingSite { Sha256 = Id, Since = Past, Changes = { new SiteChange { Added = true, Path = "rooms.vault.tier", Value = "3" } } } });
    }

    /// <summary>One language and one theme, and what was found wrong in them.</summary>
    private sealed record Look(string Language, string Theme, List<string> Faults)
    {
        private const string FieldHasKeyboard = "() => { const field = document.querySelector('[role=dialog] input, [role=dialog] textarea'); return !field || field === document.activeElement; }";

        private string Of(string zh, string en) => Language == "zh" ? zh : en;

        internal async Task InAsync(ConsoleReader reader, string account)
        {
            await reader.SignInAsync(account);
            await reader.DressAsync(Language, Theme);
        }

        /// <summary>Opens a window, looks at it, and leaves it with Escape.</summary>
        internal async Task OpenAsync(ConsoleReader reader, string page, string zh, string en)
        {
            await reader.GoAsync(page);
            await reader.Button(Of(zh, en)).First.ClickAsync();
            await AtAsync(reader, $"{page}-{en}", reader.Window.GetByRole(AriaRole.Button).First);
            if (!await reader.Page.EvaluateAsync<bool>(FieldHasKeyboard)) { Faults.Add($"{page}, {en}: the keyboard is not in the first field"); }
            await reader.Page.Keyboard.PressAsync("Escape");
            await Expect(reader.Window).ToHaveCountAsync(0);
        }

        /// <summary>Before it is shown, a picture, and a clip.</summary>
        internal async Task AtEvidenceAsync(ConsoleReader officer)
        {
            byte[] picture = new TestPicture(320, 240, new byte[320 * 240 * 3]).Jpeg();
            foreach (string type in (string[])["image/jpeg", "video/x-motion-jpeg"])
            {
                await GrpcWeb.AnswerAsync(officer.Page, "Evidence/View", new ViewEvidenceResponse { Header = new EvidenceHeader { MediaType = type, Bytes = (uint)picture.Length, TakenAt = Past } }, new ViewEvidenceResponse { Chunk = ByteString.CopyFrom(picture) });
                await officer.GoAsync("alerts/19700101-0001");
                await officer.Button(Of("查看证据 1", "View evidence 1")).ClickAsync();
                await AtAsync(officer, "evidence", officer.Window.GetByRole(AriaRole.Textbox));
                await officer.InWindow(Of("查看", "View")).ClickAsync();
                await AtAsync(officer, "evidence-" + type.Split('/')[0], officer.Window.Locator("img").First);
                await officer.Page.Keyboard.PressAsync("Escape");
                await Expect(officer.Window).ToHaveCountAsync(0);
            }
        }

        /// <summary>What comes of an act and is to be read: emergency codes, and what somebody who leaves still holds.</summary>
        internal async Task AtOnceAsync(ConsoleReader officer)
        {
            await GrpcWeb.AnswerAsync(officer.Page, "Doors/MakeBreakGlass", new MakeBreakGlassResponse { Codes = { "0123456789", "9876543210" } });
            await DoAsync(officer, "doors/lab", Of("应急开门码", "Emergency codes"), Of("应急开门码", "Emergency codes"), Of("我已记下，关闭", "I have taken it down: close"));
            await GrpcWeb.AnswerAsync(officer.Page, "People/Leave", new LeaveResponse { Person = new PersonRecord { DeclassificationUntil = "2029-01-31" }, Ended = { "account chen" }, Held = { "badge b-1f0c9a2b7d" } });
            await DoAsync(officer, "people/chen-lei", Of("离岗", "Leaving"), Of("确认离岗", "Confirm the leaving"), Of("关闭", "Close"));
        }

        private async Task DoAsync(ConsoleReader officer, string page, string opener, string act, string close)
        {
            await officer.GoAsync(page);
            await officer.Button(opener).ClickAsync();
            ILocator reason = officer.Window.GetByRole(AriaRole.Textbox);
            await AtAsync(officer, page + "-asked", reason);
            await officer.InWindow(act).ClickAsync();
            await AtAsync(officer, page + "-not-said-why", officer.Window.Locator(".ant-form-item-explain-error"));
            await reason.FillAsync("检修 · repair");
            await officer.InWindow(act).ClickAsync();
            await AtAsync(officer, page + "-done", officer.Window.GetByRole(AriaRole.Listitem).First);
            await officer.InWindow(close).Last.ClickAsync();
            await Expect(officer.Window).ToHaveCountAsync(0);
        }

        /// <summary>The bar has a line more by then, as the page means it: of the window's own only the accessibility is asked.</summary>
        internal async Task AtSessionEndAsync(ConsoleReader officer)
        {
            await GrpcWeb.ChangeAsync(officer.Page, "Identity/WhoAmI", WhoAmIResponse.Parser, answer => answer.Session.ExpiresAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(4)));
            await officer.Page.ReloadAsync();
            await officer.Button(Of("重新登录", "Sign in anew")).ClickAsync(new() { Timeout = 60_000 });
            await Expect(officer.Window.GetByLabel(Of("口令", "Password"))).ToBeFocusedAsync();
            Faults.AddRange((await AxeAsync(officer.Page)).Select(fault => $"session end ({Language}, {Theme}): {fault}"));
        }

        internal async Task AtEnrolmentAsync(ConsoleReader admin)
        {
            await GrpcWeb.ChangeAsync(admin.Page, "Fleet/ListDevices", ListDevicesResponse.Parser, answer => answer.Devices.Add(new Device { Device_ = "gate-01", Kind = DeviceKind.Service }));
            await GrpcWeb.AnswerAsync(admin.Page, "Fleet/CreateEnrollment", new CreateEnrollmentResponse { Code = "AAAA-BBBB-CCCC-DDDD", ExpiresAt = Past });
            await admin.GoAsync("devices");
            await admin.Page.Locator("tbody tr").Filter(new() { HasText = "gate-01" }).GetByRole(AriaRole.Button, new() { Name = Of("登记码", "Enrolment code"), Exact = true }).ClickAsync();
            await AtAsync(admin, "enrolment", admin.InWindow(Of("生成登记码", "Make the code")));
            await admin.InWindow(Of("生成登记码", "Make the code")).ClickAsync();
            await AtAsync(admin, "enrolment-made", admin.Window.GetByText("AAAA-BBBB-CCCC-DDDD"));
            await admin.InWindow(Of("我已记下，关闭", "I have taken it down: close")).Last.ClickAsync();
            await Expect(admin.Window).ToHaveCountAsync(0);
        }

        /// <summary>At the sign-in, whom somebody else gave the password to.</summary>
        internal async Task AtNewPasswordAsync(ConsoleReader reader)
        {
            await GrpcWeb.ChangeAsync(reader.Page, "Identity/WhoAmI", WhoAmIResponse.Parser, answer => answer.Session.MustChangePassword = true);
            await reader.Page.ReloadAsync();
            await AtAsync(reader, "new-password", reader.Page.GetByLabel(Of("当前口令", "Present password")));
            await reader.Page.GetByLabel(Of("再次输入新口令", "New password again")).FillAsync("another");
            await reader.Button(Of("修改口令", "Change the password")).ClickAsync();
            await AtAsync(reader, "new-password-differs", reader.Page.GetByText(Of("两次输入不一致", "The two differ")));
        }

        /// <summary>A browser that first saw another log at this address.</summary>
        internal async Task AtNewKeyAsync(ConsoleReader auditor)
        {
            await auditor.GoAsync("log");
            await auditor.Page.WaitForFunctionAsync("() => localStorage.getItem('log-key')");
            await auditor.Page.EvaluateAsync("() => localStorage.setItem('log-key', localStorage.getItem('log-key').replace('/log', '/other'))");
            await auditor.Page.ReloadAsync();
            await OpenAsync(auditor, "log", "已核对，信任新公钥", "Compared: trust the new key");
        }

        private Task AtAsync(ConsoleReader reader, string name, ILocator there) =>
            LookAsync(reader, "window-" + name.Replace('/', '-').Replace(' ', '-').Replace("?", "", StringComparison.Ordinal), Language, Theme, Faults, there);
    }
}
