using Secure.DoorTwin.Site;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

public class SiteFileTests
{
    private const string Lock = """{ "door": "a", "strike": "a.s", "contact": "a.c", "feedback": "a.f", "rex": "a.r" }""";
    private const string Reader = """{ "address": 0, "name": "a-in", "door": "a" }""";

    [Fact]
    public void A_sound_file_is_read_with_its_defaults()
    {
        SiteFile site = Read($$"""{ "buses": [ { "name": "b", "readers": [ {{Reader}} ] } ], "locks": [ {{Lock}} ] }""", out _)!;
        Assert.Equal((9600, "in", 60, 1), (site.Buses[0].Baud, site.Buses[0].Readers[0].Side, site.Locks[0].MotionMs, site.Facility));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "empty")]
    [InlineData("{}", "buses")]
    [InlineData("""{ "buses": [null], "locks": [] }""", "null")]
    [InlineData("""{ "buses": [], "locks": [], "doors": [] }""", "doors")]
    [InlineData("""{ "buses": [], "locks": [], "facility": 256 }""", "facility")]
    public void What_is_no_site_file_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Null(Read(text, out IReadOnlyList<string> faults));
        Assert.Contains(reason, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        const string bad = """
            { "buses": [ { "name": "../x", "baud": 1200, "readers": [
                { "address": 127, "name": "r", "door": "nowhere", "side": "up" },
                { "address": 127, "name": "r", "door": "nowhere", "side": "up" } ] },
              { "name": "pins", "readers": [] } ],
              "locks": [ { "door": "a", "strike": "x", "contact": "x", "feedback": "a.f", "rex": "a.r", "motionMs": 9999 } ] }
            """;
        Assert.Null(Read(bad, out IReadOnlyList<string> faults));
        string all = string.Join('\n', faults);
        foreach (string part in (string[])["\"../x\"", "1200", "127 is not", "more than one reader has address 127", "no lock", "\"up\"", "bus pins: no reader", "taken", "\"x\" is given twice", "\"r\" is given twice", "9999", "more than one reader on side up"])
        {
            Assert.Contains(part, all, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_in_words()
    {
        Assert.Null(SiteFile.Read("/nonexistent/site.json", out IReadOnlyList<string> faults));
        Assert.Contains("/nonexistent", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static SiteFile? Read(string text, out IReadOnlyList<string> faults)
    {
        using TempFolder folder = new();
        File.WriteAllText(folder["site.json"], text);
        return SiteFile.Read(folder["site.json"], out faults);
    }
}
