using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;

namespace Secure.Gateway.Tests.Access;

public sealed class EntryDeciderTests : IAsyncLifetime
{
    private AccessRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await AccessRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("lobby", 1003, "permit")]
    [InlineData("archive", 1003, "no_matching_rule")]
    [InlineData("archive", 1002, "permit")]
    [InlineData("vault", 1002, "no_matching_rule")]
    [InlineData("vault", 1001, "permit")]
    [InlineData("vault", 9999, "badge_unknown")]
    public void A_badge_opens_the_demos_doors_as_its_site_says(string door, int number, string expected)
    {
        EntryDecision decided = Present(door, door + "-in", (ushort)number);
        Assert.Equal(expected, decided.Decision.Match(_ => "permit", _ => "step_up", d => d.Reason.Code));
        Assert.Equal(expected == "permit" ? "entry.granted" : "entry.denied", decided.Event.Kind);
        Assert.Equal(door, decided.Event.Room);
        Assert.Contains(decided.Event.Details, d => d.Key == "decision_id" && d.Value == decided.DecisionId);
    }

    [Fact]
    public void A_room_that_lists_a_pin_asks_for_it_after_the_badge()
    {
        SiteSnapshot site = _rig.Site.Current;
        _rig.Site.Replace(site with { Rooms = site.Rooms.Values.Select(r => r with { Entry = [Factor.Badge, Factor.Pin] }).ToDictionary(r => r.Id) });
        EntryDecision decided = Present("lobby", "lobby-in", 1001);
        Assert.Equal([Factor.Pin], Assert.IsType<Decision.StepUp>(decided.Decision).Demand.AnyOf);
        Assert.Equal("step_up", decided.Event.Decision);
    }

    [Fact]
    public void Leaving_is_recorded_as_leaving()
    {
        EntryDecision decided = Present("vault", "vault-out", 1001);
        Assert.IsType<Decision.Permit>(decided.Decision);
        Assert.Equal("leave", decided.Event.Action);
        Assert.Equal("zhang-wei", decided.Person?.Id.Text);
    }

    private EntryDecision Present(string door, string reader, ushort number)
    {
        Door at = _rig.Site.Current.Doors[DoorId.Parse(door)];
        return _rig.Entries.Decide(at, at.Readers.Single(r => r.Id.Text == reader), BadgeNumber.H10301(1, number));
    }
}
