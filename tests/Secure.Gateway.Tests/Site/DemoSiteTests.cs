using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site;
using Secure.Gateway.Site.Shapes;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Site;

public sealed class DemoSiteTests
{
    [Fact]
    public void The_demo_site_has_no_fault() => Assert.Empty(SiteFile.Parse(DemoSite.Bytes).Faults);

    [Fact]
    public void The_demo_site_has_a_room_of_each_tier_one_for_two_behind_a_mantrap_and_one_that_asks_for_a_PIN()
    {
        SiteSnapshot site = DemoSite.Snapshot();
        Assert.Equal([Tier.One, Tier.Two, Tier.Three, Tier.Two, Tier.Two], site.Rooms.Values.Select(r => r.Tier));
        Assert.Equal(["lab"], site.Rooms.Values.Where(r => r.TwoPerson).Select(r => r.Id.Text));
        Assert.Equal(["archive", "lab"], site.Doors.Values.Where(d => d.Profile.Interlock is not null).Select(d => d.Id.Text).Order(StringComparer.Ordinal));
        Assert.Equal(AntiPassback.Hard, Assert.Single(site.Areas.Values).Rule);
        Assert.All(site.Rooms.Values, r => Assert.Equal(r.Id.Text == "registry" ? [Factor.Badge, Factor.Pin] : [Factor.Badge], r.Entry));
        Assert.Equal("zhang-wei", site.Badges[BadgeNumber.H10301(1, 1001).Key].Person.Text);
        Assert.Equal("127.0.0.4/32", site.Workstations[WorkstationId.Parse("vault-ws")].Address);
    }

    [Fact]
    public void The_committed_schema_is_that_of_the_code()
    {
        string path = Path.Combine(Checkout.Root, "firmware-config", "schema", "site.schema.json");
        Assert.True(File.Exists(path) && File.ReadAllText(path) == JsonSchema.OfSite(),
            "Write it anew: dotnet run --project gateway/Secure.Gateway -- site-schema > firmware-config/schema/site.schema.json");
    }
}
