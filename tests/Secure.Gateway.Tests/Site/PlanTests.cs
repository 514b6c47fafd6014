using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site;
using Secure.Gateway.Site.Plans;

namespace Secure.Gateway.Tests.Site;

/// <summary>A floor's drawing: what is harmless is rebuilt, and nothing else of it is left.</summary>
public sealed class PlanTests
{
    [Fact]
    public void Lines_outlines_and_words_are_taken_as_numbers_and_text()
    {
        Assert.Equal(
            ["room M1 2h3v4h-3Z", "wall M0 0L5 6", "faint M1 2 3 4 5 6Z", "wall M8 10a2 3 0 1 0 4 0a2 3 0 1 0 -4 0Z", "wall M0 0 L1-1.5e2z", "room 4,5 大厅 <b>&"],
            Read("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
                  <g><rect class="room" x="1" y="2" width="3" height="4"/></g><line x2="5" y2="6" class="nobody's"/>
                  <polygon class="faint" points="1,2 3,4 5,6"/><ellipse cx="10" cy="10" rx="2" ry="3"/><path d="M0 0 L1-1.5e2z"/>
                  <text class="room" x="4" y="5">大厅 &lt;b&gt;&amp;</text>
                </svg>
                """));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<image href=\"http://evil.example/a.png\"/>")]
    [InlineData("<use href=\"#x\"/>")]
    [InlineData("<foreignObject><path d=\"M0 0\"/></foreignObject>")]
    [InlineData("<style>@import url(http://evil.example)</style>")]
    [InlineData("<path d=\"M0 0 url(javascript:alert(1))\"/>")]
    [InlineData("<rect width=\"1e999\" height=\"1\"/>")]
    [InlineData("<rect width=\"NaN\" height=\"1\"/>")]
    [InlineData("<x:rect xmlns:x=\"urn:else\" width=\"1\" height=\"1\"/>")]
    [InlineData("<text x=\"1\" y=\"1\"><script>alert(1)</script></text>")]
    public void What_could_act_or_fetch_is_not_carried_over(string inside) => Assert.Empty(Read($"<svg viewBox=\"0 0 1 1\">{inside}</svg>"));

    [Fact]
    public void Handlers_styles_and_links_of_what_is_taken_stay_behind() =>
        Assert.Equal(["wall M0 0h1v1h-1Z"], Read("<svg viewBox=\"0 0 1 1\" onload=\"alert(1)\"><a href=\"javascript:alert(1)\"><rect width=\"1\" height=\"1\" onclick=\"alert(1)\" style=\"fill:url(http://evil.example)\" id=\"x\"/></a></svg>"));

    [Theory]
    [InlineData("<svg>")]
    [InlineData("<html viewBox=\"0 0 1 1\"/>")]
    [InlineData("<svg viewBox=\"0 0 1\"/>")]
    [InlineData("<svg viewBox=\"0 0 0 1\"/>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg viewBox=\"0 0 1 1\">&a;</svg>")]
    [InlineData("<svg viewBox=\"0 0 1 1\"><g transform=\"scale(2)\"/></svg>")]
    public void What_cannot_be_drawn_rightly_is_a_fault_of_the_site_file(string plan)
    {
        Assert.False(PlanReader.TryRead(plan, out _, out _, out Vocabulary.Sentence fault));
        Assert.NotEmpty(fault.Zh);
        string file = System.Text.Encoding.UTF8.GetString(DemoSite.Bytes).Replace("plan: |", $"plan: '{plan}'\n    ignored: |", StringComparison.Ordinal);
        Assert.Contains(SiteFile.Parse(System.Text.Encoding.UTF8.GetBytes(file)).Faults, f => f.Path == "floors.ground.plan");
    }

    [Fact]
    public void A_plan_of_endless_depth_or_length_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("<g>", 40)) + string.Concat(Enumerable.Repeat("</g>", 40));
        Assert.False(PlanReader.TryRead($"<svg viewBox=\"0 0 1 1\">{deep}</svg>", out _, out _, out _));
        string wide = string.Concat(Enumerable.Repeat("<path d=\"M0 0\"/>", 5_002));
        Assert.False(PlanReader.TryRead($"<svg viewBox=\"0 0 1 1\">{wide}<g/></svg>", out _, out _, out _));
    }

    [Fact]
    public void Every_door_of_the_demo_stands_on_its_floor()
    {
        SiteSnapshot site = DemoSite.Snapshot();
        FloorPlan ground = Assert.Single(site.Floors);
        Assert.Equal(site.Doors.Keys.Select(d => d.Text).Order(StringComparer.Ordinal), ground.Doors.Select(d => d.Door.Text).Order(StringComparer.Ordinal));
        Assert.All(ground.Doors, d => Assert.True(d.X <= ground.Frame.Width && d.Y <= ground.Frame.Height));
    }

    private static string[] Read(string plan)
    {
        Assert.True(PlanReader.TryRead(plan, out _, out IReadOnlyList<PlanShape> shapes, out Vocabulary.Sentence fault), fault.En);
        return [.. shapes.Select(s => s switch { PlanShape.Line l => $"{l.Style} {l.Path}", PlanShape.Label l => $"{l.Style} {l.X},{l.Y} {l.Text}", _ => "?" })];
    }
}
