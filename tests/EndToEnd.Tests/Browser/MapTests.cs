using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The map: each door at its place, and one of which nothing is heard is not shown as locked.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class MapTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Each_door_stands_on_its_floor_and_one_that_is_not_heard_is_unknown_there()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        WatchDoorsResponse doors = new()
        {
            At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
            Doors =
            {
                new DoorState { Door = "vault", Mode = DoorMode.Secured, Lock = LockState.Locked, Leaf = LeafState.Closed, Link = LinkState.Online },
                // What was last said stays in the message; the link says that nobody knows.
                new DoorState { Door = "archive", Lock = LockState.Locked, Leaf = LeafState.Closed, Link = LinkState.Unknown },
            },
        };
        await GrpcWeb.AnswerAsync(officer.Page, "Doors/Watch", doors);
        await officer.SignInAsync("officer");

        ILocator map = officer.Page.GetByRole(AriaRole.Group, new() { Name = "一层" });
        await Expect(map.GetByText("档案室 Archive")).ToBeVisibleAsync();
        await Expect(map.GetByRole(AriaRole.Link, new() { Name = "保密室门 已上锁 · 关着" })).ToBeVisibleAsync();
        ILocator unheard = map.GetByRole(AriaRole.Link, new() { Name = "档案室门 联络：未知" });
        await Expect(unheard).ToContainTextAsync("?");
        await Expect(unheard).Not.ToContainTextAsync("已上锁");
        await map.GetByRole(AriaRole.Link, new() { Name = "保密室门" }).ClickAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "保密室门" })).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Theory]
    [InlineData("light", "rgb(160, 26, 18)")]
    [InlineData("dark", "rgb(255, 164, 156)")]
    public async Task An_alerts_place_is_marked_on_the_one_screen_and_on_its_own_page(string theme, string colour)
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        // One at a door, one of a room alone: its doors have the mark.
        await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1), new Alert(AlertSample.Raised(2)) { Door = "", Room = "archive" });
        await officer.SignInAsync("officer");
        await officer.DressAsync("zh", theme);
        await officer.GoAsync("overview");
        ILocator map = officer.Page.GetByRole(AriaRole.Group, new() { Name = "一层" });
        foreach (string door in (string[])["保密室门", "档案室门"])
        {
            ILocator marked = map.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{door} .*未办结报警 1 条$") });
            await Expect(marked.Locator("circle.plan-alarm")).ToHaveCSSAsync("stroke", colour);
        }
        await Expect(map.Locator("circle.plan-alarm")).ToHaveCountAsync(2);

        await officer.GoAsync("alerts/19700101-0001");
        ILocator place = officer.Page.GetByRole(AriaRole.Region, new() { Name = "在平面图上的位置" });
        await Expect(place.GetByRole(AriaRole.Link, new() { NameRegex = new("^保密室门 .*此报警在这里$") })).ToBeVisibleAsync();
        await Expect(place.Locator("circle.plan-alarm")).ToHaveCountAsync(1);
        Assert.Empty(officer.Complaints);
    }

    [Theory]
    [InlineData("zh", "已上锁")]
    [InlineData("en", "locked")]
    public async Task What_is_written_at_a_door_crosses_no_wall_and_nothing_else_that_is_written(string language, string locked)
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.DressAsync(language, "light");
        await officer.GoAsync("overview");
        await Expect(officer.Page.Locator(".plan-door").Filter(new() { HasText = locked }).First).ToBeVisibleAsync();

        string[] crossed = await officer.Page.EvaluateAsync<string[]>(
            """
            () => {
              const crossed = [];
              for (const plan of document.querySelectorAll('svg.plan')) {
                const words = [...plan.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
                const walls = [...plan.querySelectorAll('.plan-wall')].flatMap(wall => Array.from({ length: 2000 }, (_, n) => wall.getPointAtLength(wall.getTotalLength() * n / 2000)));
                const thick = Number(plan.querySelector('.plan-wall').getAttribute('stroke-width')) / 2;
                for (const [text, box] of words) {
                  // The box of a line of words is higher than its letters.
                  const [top, bottom] = [box.y + box.height * 0.2, box.y + box.height * 0.8];
                  if (walls.some(({ x, y }) => x > box.x && x < box.x + box.width && y > top - thick && y < bottom + thick)) crossed.push(text + ' crosses a wall');
                  for (const [other, of] of words) if (other !== text && box.x < of.x + of.width && of.x < box.x + box.width && top < of.y + of.height * 0.8 && of.y + of.height * 0.2 < bottom) crossed.push(text + ' crosses ' + other);
                }
              }
              return crossed;
            }
            """);
        Assert.Empty(crossed);
    }
}
