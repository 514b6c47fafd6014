using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What the security officer does with the alert that stands open on the page, from 签收 to 办结.</summary>
internal static class AlertSteps
{
    /// <summary>Acknowledged, assigned to the officer, handled and resolved; each step is seen on the page before the next.</summary>
    internal static async Task ResolveAsync(ConsoleReader officer, string measure, string reason)
    {
        ILocator state = Detail(officer).Locator(".chips");
        await officer.Button("签收").ClickAsync();
        await Expect(state).ToContainTextAsync("已签收");
        await officer.Button("指派").ClickAsync();
        await officer.Window.GetByLabel("指派给").FillAsync("李");
        await officer.Page.GetByTitle("李敏").ClickAsync();
        await officer.InWindow("指派").ClickAsync();
        await Expect(state).ToContainTextAsync("已指派");
        await WriteAsync(officer, "处置", measure);
        await Expect(state).ToContainTextAsync("处置中");
        await WriteAsync(officer, "办结", reason);
        await Expect(state).ToContainTextAsync("已办结");
    }

    /// <summary>Has the first evidence of the alert that is open shown, for a reason: the picture is drawn, and who saw what of which alert, and why, is in the log.</summary>
    /// <returns>The picture, in the window that stays open.</returns>
    internal static async Task<ILocator> ViewAsync(ConsoleReader officer, string why, string picture, float patientMs)
    {
        CancellationToken limit = TestContext.Current.CancellationToken;
        using Officer log = new(officer.Site);
        int before = (await log.LogAsync(limit, "evidence.viewed")).Count;
        await officer.Button("查看证据 1").ClickAsync(new() { Timeout = patientMs });
        await officer.Window.GetByLabel("查看理由").FillAsync(why);
        await officer.InWindow("查看").ClickAsync();
        ILocator shown = officer.Window.GetByRole(AriaRole.Img, new() { Name = picture });
        await Expect(shown).ToBeVisibleAsync(new() { Timeout = patientMs });
        await Expect(shown).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        Entry view = (await log.LogAsync(limit, "evidence.viewed")).Skip(before).Single();
        Assert.Equal(("li-officer", officer.Page.Url.Split('/')[^1], why), (view.Text("subject"), view.Detail("of_alert_1"), view.Detail("reason")));
        return shown;
    }

    /// <summary>Those that stand open and of which the list says all of these words, by the command line: the demo is left, or met, as if nothing had happened.</summary>
    /// <returns>How many there were.</returns>
    internal static async Task<int> CloseAllAsync(DemoSite site, params string[] words)
    {
        Assert.Equal(0, (await site.SignInAsync("officer")).ExitCode);
        string[] open = [.. (await site.CtlAsync("--as", "officer", "alerts")).Output.Split('\n').Where(line => words.All(word => line.Contains(word, StringComparison.Ordinal))).Select(line => line.Split(' ')[0])];
        foreach (string[] step in open.SelectMany(alert => (string[][])[["ack", alert], ["false-alarm", alert, "--reason", "a test"]]))
        {
            CommandResult done = await site.CtlAsync(["--as", "officer", .. step]);
            Assert.True(done.ExitCode == 0, done.All);
        }
        return open.Length;
    }

    internal static ILocator Detail(ConsoleReader reader) => reader.Page.Locator(".split-detail");

    private static async Task WriteAsync(ConsoleReader officer, string act, string words)
    {
        await Expect(officer.Window).ToHaveCountAsync(0);
        await officer.Button(act).ClickAsync();
        await officer.Window.GetByRole(AriaRole.Textbox).FillAsync(words);
        await officer.InWindow(act).ClickAsync();
    }
}
