using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A site file that is put in force, an officer that is new, a deputy that is gone: each comes to the pages that are open.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class SiteChangeTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatientMs = 120_000;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_room_that_the_site_gets_stands_on_the_open_one_screen_and_is_gone_with_it()
    {
        foreach (string account in (string[])["officer", "admin"]) { Assert.Equal(0, (await demo.Site.SignInAsync(account)).ExitCode); }
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        ILocator rooms = officer.Page.GetByRole(AriaRole.Group, new() { Name = "房间与门" });
        await Expect(rooms.GetByText("档案室").First).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.Page.EvaluateAsync("() => { window.opened = true; }");
        string file = Path.Combine(demo.Site.Folder, "site.yaml"), before = await File.ReadAllTextAsync(file, Limit);
        try
        {
            await ApplyAsync(file, before.Replace("\nrooms:\n", "\nrooms:\n  annex:\n    name: {zh: 附楼, en: Annex}\n    tier: 1\n    entry: [badge]\n    schedule: always\n", StringComparison.Ordinal));
            await Expect(rooms.GetByText("附楼")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        }
        finally { await ApplyAsync(file, before); }

        await Expect(rooms.GetByText("附楼")).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        Assert.True(await officer.Page.EvaluateAsync<bool>("() => window.opened"));
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Who_became_an_officer_can_be_assigned_an_alert_and_a_role_that_lost_its_deputy_is_told_under_the_open_page()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        bool changed = false;
        await GrpcWeb.ChangeAsync(officer.Page, "Site/Describe", DescribeSiteResponse.Parser, site => { if (changed) { site.Holders.Add(new RoleHolder { Person = "new-guard", Name = "新值守", HandlesAlerts = true }); } });
        await GrpcWeb.ChangeAsync(officer.Page, "Identity/WhoAmI", WhoAmIResponse.Parser, told => { told.WithoutDeputy.Clear(); if (changed) { told.WithoutDeputy.Add("security_auditor"); } });
        await AlertSample.TellAsync(officer.Page, new Alert(AlertSample.Raised(1)) { State = AlertState.Acknowledged });
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        ILocator health = officer.Page.Locator(".overview-health");
        await Expect(health).ToContainTextAsync("齐全", new() { Timeout = PatientMs });

        changed = true;
        await Expect(health).ToContainTextAsync("缺少副手：安全审计员", new() { Timeout = PatientMs });
        await officer.GoAsync("alerts/19700101-0001");
        await officer.Button("指派").ClickAsync();
        await officer.Window.GetByRole(AriaRole.Combobox).ClickAsync();
        await Expect(officer.Page.GetByTitle("新值守")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    private async Task ApplyAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file, text, Limit);
        CommandResult waits = await demo.Site.CtlAsync("--as", "officer", "site", "pending");
        string sha = Waiting().Match(waits.Output).Value;
        Assert.True(sha.Length == 64, waits.All);
        await demo.Site.ByTwoAsync("site", "apply", sha, "--reason", "扩建");
    }

    [GeneratedRegex("(?<=waits: SHA-256 )[0-9a-f]{64}")]
    private static partial Regex Waiting();
}
