using Microsoft.Playwright;
using Secure.EdgeAgent.Devices.Tests.Fingerprints;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A door whose own sensor compares fingers, from the page: consent, enrolment into the sensor, and what to do once it was exchanged.</summary>
[Trait("part", "browser")]
public sealed class SensorPageTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly SensorTwin _sensor = new();
    private DemoSite? _site;

    private DemoSite Site => _site!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string folder = Directory.CreateTempSubdirectory("demo-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SensorDoorTests.SiteText(), Limit);
        _site = await DemoSite.StartAsync(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "run", "archive-finger"), _sensor.Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
            Directory.Delete(_site.Folder, recursive: true);
        }
        _sensor.Dispose();
    }

    [Fact]
    public async Task A_finger_is_enrolled_into_a_doors_own_sensor_from_the_page_and_the_sensor_is_emptied_from_it()
    {
        _sensor.Finger = () => 7;
        await using ConsoleReader officer = await chromium.OpenAsync(Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("people/wang-fang");
        await officer.Button("在门上的指纹仪录入").ClickAsync();
        await officer.InWindow("在门上的指纹仪录入").ClickAsync();
        // Refused in words before anybody lays a finger on it.
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync("同意", new() { Timeout = 60_000 });
        await officer.InWindow("取消").ClickAsync();
        await officer.GoAsync("people/wang-fang/finger");
        await officer.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await officer.Button("记录同意").ClickAsync();
        await Expect(officer.Page.GetByText("记录人")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await officer.GoAsync("people/wang-fang");
        await officer.Button("在门上的指纹仪录入").ClickAsync();
        // The agent asks anew every 30 s about a sensor that was not used before.
        for (int tries = 0; tries < 12 && await officer.Window.IsVisibleAsync(); tries++)
        {
            await officer.InWindow("在门上的指纹仪录入").ClickAsync();
            ILocator away = officer.Window.GetByRole(AriaRole.Alert);
            await Expect(away.Or(Fingers(officer).GetByText("录入于")).First).ToBeVisibleAsync(new() { Timeout = 90_000 });
            if (await away.IsVisibleAsync()) { await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, Limit); }
        }
        await Expect(Fingers(officer)).ToContainTextAsync("录入于", new() { Timeout = 30_000 });
        Assert.Equal([new KeyValuePair<int, int>(0, 7)], _sensor.Library);

        await officer.GoAsync("doors/lobby");
        await Expect(officer.Button("开一次门")).ToBeVisibleAsync();
        await Expect(officer.Button("清空指纹仪")).ToHaveCountAsync(0);
        await officer.GoAsync("doors/archive");
        await officer.Button("清空指纹仪").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("指纹仪已更换");
        await officer.InWindow("清空指纹仪").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Patience.UntilAsync(() => Task.FromResult(_sensor.Library.Count == 0), TimeSpan.FromSeconds(120), "the sensor is emptied", Site.Logs, Limit);
        await officer.GoAsync("people/wang-fang");
        await Expect(Fingers(officer)).ToContainTextAsync("本人同意");
        await Expect(Fingers(officer)).Not.ToContainTextAsync("录入于");
        Assert.Empty(officer.Complaints);
    }

    private static ILocator Fingers(ConsoleReader reader) => reader.Page.GetByRole(AriaRole.Region, new() { Name = "指纹", Exact = true });
}
