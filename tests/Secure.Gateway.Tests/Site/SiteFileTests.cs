using System.Globalization;
using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Site;

/// <summary>Every kind of mistake in a site file, each made in the demo's file, with the place and the words that tell it.</summary>
public sealed class SiteFileTests
{
    [Theory]
    // Shape
    [InlineData("site: demo", "site: Demo", "site", "beginning with a letter")]
    [InlineData("site: demo", "site: demo\nsecret: x", "secret", "unknown key")]
    [InlineData("site: demo\n", "", "site", "missing")]
    [InlineData("time_zone: Asia/Shanghai", "time_zone: Asia/Nowhere", "time_zone", "time zone")]
    [InlineData("    tier: 1\n", "    tier: 4\n", "rooms.lobby.tier", "from 1 to 3")]
    [InlineData("    tier: 1\n", "    tier: one\n", "rooms.lobby.tier", "whole number")]
    [InlineData("    tier: 1\n", "    tier: [1]\n", "rooms.lobby.tier", "single value")]
    [InlineData("    entry: [badge]\n    schedule: always\n  archive:", "    entry: badge\n    schedule: always\n  archive:", "rooms.lobby.entry", "must be a list")]
    [InlineData("    entry: [badge]\n    schedule: always\n  archive:", "    entry: []\n    schedule: always\n  archive:", "rooms.lobby.entry", "1 to 4 items")]
    [InlineData("    entry: [badge]\n    schedule: always\n  archive:", "    entry: [badge, badge]\n    schedule: always\n  archive:", "rooms.lobby.entry[1]", "given twice")]
    [InlineData("    entry: [badge]\n    schedule: always\n  archive:", "    entry: [badge, password]\n    schedule: always\n  archive:", "rooms.lobby.entry[1]", "one of badge")]
    [InlineData("    name: 张伟", "    name: {zh: 张伟}", "persons.zhang-wei.name", "single value")]
    [InlineData("    name: 张伟", "    name: \"\"", "persons.zhang-wei.name", "1 to 64")]
    [InlineData("    clearance: 机密", "    clearance: 最高", "persons.wang-fang.clearance", "one of 公开")]
    [InlineData("training_until: 2031-02-11", "training_until: 2031-02-30", "persons.zhang-wei.training_until", "date")]
    [InlineData("  lobby-ws: {room: lobby, address: 127.0.0.2}", "  lobby-ws: lobby", "workstations.lobby-ws", "must be a map")]
    [InlineData("address: 127.0.0.2}", "address: 127.0.0.2/8}", "workstations.lobby-ws.address", "CIDR")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    hold: 31s\n    readers:\n      lobby-in", "doors.lobby.hold", "duration")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    hold: 5\n    readers:\n      lobby-in", "doors.lobby.hold", "duration")]
    [InlineData("from: \"00:00\", to: \"24:00\"", "from: \"25:00\", to: \"24:00\"", "schedules.always.spans[0].from", "time of day")]
    // References
    [InlineData("    department: security", "    department: spies", "persons.li-officer.department", "names department spies")]
    [InlineData("    posts: [archivist]", "    posts: [archivist, librarian]", "persons.wang-fang.posts[1]", "names post librarian")]
    [InlineData("    agent: agent-01", "    agent: agent-02", "controllers.door-01.agent", "names agent agent-02")]
    [InlineData("    from: lobby\n    into: archive", "    from: lobby\n    into: attic", "doors.archive.into", "names room attic")]
    [InlineData("{side: outside, bus: lobby-bus, address: 0}", "{side: outside, bus: other-bus, address: 0}", "doors.lobby.readers.lobby-in.bus", "no bus other-bus")]
    [InlineData("{person: zhang-wei, facility: 1, number: 1001}", "{person: nobody, facility: 1, number: 1001}", "badges[0].person", "names person nobody")]
    [InlineData("on: {kind: room, ids: [lobby]}", "on: {kind: room, ids: [attic]}", "rules[0].on.ids", "names room attic")]
    [InlineData("on: {kind: material, labels: [project-north]}}", "on: {kind: material, ids: [other]}}", "rules[4].on.ids", "names material other")]
    // Duplicates
    [InlineData("  wang-fang:\n", "  zhang-wei:\n", "persons.zhang-wei", "key is given twice")]
    [InlineData("{person: wang-fang, facility: 1, number: 1002}", "{person: wang-fang, facility: 1, number: 1001}", "badges[1]", "registered already")]
    [InlineData("      archive-in:", "      lobby-in:", "doors.archive.readers.lobby-in", "reader is defined twice")]
    [InlineData("name: research-enters-the-archive", "name: everyone-enters-the-lobby", "rules[1].name", "given twice")]
    [InlineData("  docflow:\n", "  lobby-ws:\n", "services.lobby-ws", "same name as workstations.lobby-ws")]
    [InlineData("{side: inside, bus: vault-bus, address: 1}", "{side: inside, bus: vault-bus, address: 0}", "doors.vault.readers.vault-out.address", "taken")]
    // Devices
    [InlineData("  docflow:\n", "  gateway:\n", "services.gateway", "reserved")]
    [InlineData("  agent-01: {witness: true}", "  agent-01: {witness: true}\n  broker: {}", "agents.broker", "reserved")]
    [InlineData("address: 127.0.0.3}", "address: 127.0.0.0/29}", "workstations.archive-ws.address", "overlaps workstations.lobby-ws")]
    [InlineData("address: 127.0.0.3}", "address: 127.0.0.2}", "workstations.archive-ws.address", "overlaps")]
    [InlineData("{side: outside, bus: lobby-bus, address: 0}", "{side: outside}", "doors.lobby.readers.lobby-in", "wiegand: true")]
    [InlineData("{side: outside, bus: lobby-bus, address: 0}", "{side: outside, bus: lobby-bus}", "doors.lobby.readers.lobby-in", "bus and address")]
    [InlineData("{side: outside, bus: lobby-bus, address: 0}", "{side: outside, bus: lobby-bus, address: 0, wiegand: true}", "doors.lobby.readers.lobby-in", "neither")]
    // Loosening
    [InlineData("    tier: 2\n", "    tier: 2\n    match_on_sensor: true\n", "rooms.archive.match_on_sensor", "tier 1 alone")]
    [InlineData("    tier: 3\n", "    tier: 3\n    match_on_sensor: true\n", "rooms.vault.match_on_sensor", "tier 1 alone")]
    [InlineData("    tier: 1\n", "    tier: 1\n    match_on_sensor: true\n", "rooms.lobby.match_on_sensor", "needs fingerprint")]
    [InlineData("  address_tier_max: 3\n", "  address_tier_max: 3\n  tiers: {绝密: 2}\n", "policy.tiers.绝密", "only tighten")]
    [InlineData("  address_tier_max: 3\n", "  tier_three_max_age: 30m\n", "policy.tier_three_max_age", "longer than tier_two_max_age")]
    [InlineData("  address_tier_max: 3\n", "  tier_two_max_age: 2h\n", "policy.tier_two_max_age", "duration")]
    [InlineData("    entry: [badge]\n    schedule: always\n  archive:", "    entry: [face]\n    schedule: always\n  archive:", "rooms.lobby.entry", "must include badge")]
    // Tier 3
    [InlineData("      vault-out: {side: inside, bus: vault-bus, address: 1}\n", "", "doors.vault.readers", "both sides")]
    [InlineData("    from: lobby\n    into: vault", "    from: vault\n    into: lobby", "rooms.vault", "has no door")]
    [InlineData("    scope: {posts: [project-lead, security-officer]}\n", "", "rooms.vault.scope", "may enter")]
    [InlineData("      scope: {posts: [project-lead]}\n", "", "resources.material.core-design.scope", "names its scope")]
    [InlineData("      rooms: [vault]\n", "", "resources.material.core-design.rooms", "names its rooms")]
    [InlineData("      rooms: [vault]\n", "      rooms: [vault, archive]\n", "resources.material.core-design.rooms", "archive is no room of tier 3")]
    [InlineData("      rooms: [vault]\n      schedule: always\n", "      rooms: [vault]\n", "resources.material.core-design.schedule", "needs a schedule")]
    [InlineData("  address_tier_max: 3\n", "  tiers: {机密: 3}\n", "resources.material.design-review.rooms", "names its rooms")]
    [InlineData("    into: vault\n", "    into: vault\n    offline: true\n", "doors.vault.offline", "without the gateway")]
    [InlineData("    into: vault\n", "    into: vault\n    lock: fail_safe\n", "doors.vault.lock", "fire_exemption")]
    [InlineData("has a reader on both sides of its door.\n    entry: [badge]\n    schedule: always\n", "has a reader on both sides of its door.\n    entry: [badge]\n", "rooms.vault.schedule", "needs a schedule")]
    // Passing
    [InlineData("    into: archive\n    controller: door-01", "    into: archive\n    controller: door-02", "doors.archive.interlock", "on one controller")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    rex_in_lockdown: [1]\n    readers:\n      lobby-in", "doors.lobby.rex_in_lockdown", "never refuse an exit")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    pre_alarm: 30s\n    readers:\n      lobby-in", "doors.lobby.pre_alarm", "shorter")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    interlock: trap\n    readers:\n      lobby-in", "doors.lobby.interlock", "one door only")]
    [InlineData("    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    free: {schedule: always}\n    interlock: trap\n    readers:\n      lobby-in", "doors.lobby.free", "cannot be held open")]
    [InlineData("    into: archive\n", "    into: archive\n    free: {schedule: always}\n", "doors.archive.free", "only a room of tier 1")]
    [InlineData("areas:\n", "areas:\n  inner: {rooms: [archive], anti_passback: hard}\n", "areas.inner", "no reader on the inside")]
    [InlineData("areas:\n", "areas:\n  inner: {rooms: [vault], anti_passback: timed}\n", "areas.inner.window", "needs a window")]
    [InlineData("areas:\n", "areas:\n  a: {rooms: [vault], anti_passback: soft}\n  b: {rooms: [vault], anti_passback: soft}\n", "areas.b.rooms", "another area")]
    // Floors
    [InlineData("{door: archive,", "{door: lobby,", "floors.ground.doors", "stands there twice")]
    // Doors and buses
    [InlineData("    from: lobby\n    into: archive", "    from: archive\n    into: archive", "doors.archive", "same room")]
    [InlineData("archive-in: {side: outside,", "archive-in: {side: inside,", "doors.archive.readers", "no reader on the outside")]
    // Schedules
    [InlineData("from: \"00:00\", to: \"24:00\"", "from: \"18:00\", to: \"08:00\"", "schedules.always.spans", "over midnight")]
    [InlineData("from: \"00:00\", to: \"24:00\"", "from: \"24:00\", to: \"24:00\"", "schedules.always.spans", "later than from")]
    // Badges
    [InlineData("{person: zhang-wei, facility: 1, number: 1001}", "{person: zhang-wei}", "badges[0]", "facility and number")]
    [InlineData("{person: zhang-wei, facility: 1, number: 1001}", "{person: zhang-wei, facility: 1}", "badges[0]", "incomplete")]
    [InlineData("{person: zhang-wei, facility: 1, number: 1001}", "{person: zhang-wei, bits: 26, hex: FF}", "badges[0]", "does not fit")]
    [InlineData("{person: zhang-wei, facility: 1, number: 1001}", "{person: zhang-wei, facility: 1, number: 1001, bits: 8, hex: FF}", "badges[0]", "not both")]
    // Rules
    [InlineData("who: {everyone: true}, may: [enter]", "who: {}, may: [enter]", "rules[0].who", "needs everyone: true")]
    [InlineData("who: {everyone: true}, may: [enter]", "who: {everyone: true, posts: [engineer]}, may: [enter]", "rules[0].who", "not both")]
    [InlineData("may: [enter], on: {kind: room, ids: [lobby]}", "may: [enter, read], on: {kind: room, ids: [lobby]}", "rules[0].may", "only action")]
    [InlineData("may: [enter], on: {kind: room, ids: [lobby]}", "may: [enter], tier_min: 2, on: {kind: room, ids: [lobby]}", "rules[0]", "does not apply to entering")]
    [InlineData("may: [read], on: {kind: material, classification_max: 内部}", "may: [], on: {kind: material, classification_max: 内部}", "rules[3].may", "1 to 64 items")]
    [InlineData("    obligations: [watermark]", "    obligations: [stamp]", "rules[5].obligations[0]", "one of record_video")]
    [InlineData("  material:\n", "  room:\n", "resources.room", "stand under rooms")]
    // YAML
    [InlineData("site: demo", "site: demo\n? [a]\n: b", "", "key must be text")]
    [InlineData("site: demo", "site: &a demo", "site", "anchors")]
    [InlineData("site: demo", "site: !!str demo", "site", "tags")]
    [InlineData("    name: 张伟", "    name: *a", "persons.zhang-wei.name", "aliases")]
    [InlineData("site: demo", "site: demo\n---\nsite: two", "", "one YAML document|YAML")]
    [InlineData("site: demo", "site: [demo", "", "well-formed")]
    [InlineData("site: demo", "site: demo # \u202Eomed", "", "invisible character U+202E")]
    [InlineData("    name: 张伟", "    name: 张\u200B伟", "", "invisible character U+200B")]
    public void A_mistake_is_told_with_its_place_and_reason(string right, string wrong, string path, string words)
    {
        string text = Replace(DemoSite.Text, right, wrong);
        IReadOnlyList<SiteFault> faults = SiteFile.Parse(Encoding.UTF8.GetBytes(text)).Faults;
        Assert.Contains(faults, f => f.Path == path && words.Split('|').Any(w => f.Text.En.Contains(w, StringComparison.Ordinal)) && f.Text.Zh.Length > 0 && f.Line > 0);
    }

    [Fact]
    public void Hours_of_a_door_that_stands_free_are_few_enough_for_its_controller()
    {
        string days = string.Join(", ", Enumerable.Range(0, PlanHours.HolidaysMax + 1).Select(i => new DateOnly(2031, 1, 1).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        string text = Replace(
            Replace(DemoSite.Text, "    controller: door-01\n    readers:\n      lobby-in", "    controller: door-01\n    free: {schedule: long}\n    readers:\n      lobby-in"),
            "schedules:\n", $"schedules:\n  long: {{spans: [{{days: [mon], from: \"08:00\", to: \"09:00\"}}], holidays: [{days}]}}\n");
        SiteFault fault = Assert.Single(SiteFile.Parse(Encoding.UTF8.GetBytes(text)).Faults);
        Assert.Equal("doors.lobby.free", fault.Path);
        Assert.Contains("at most", fault.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_line()
    {
        string text = Replace(Replace(Replace(DemoSite.Text, "    tier: 1\n", "    tier: 9\n"), "clearance: 机密", "clearance: 高"), "agent: agent-01", "agent: agent-9");
        SiteFile file = SiteFile.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Null(file.Root);
        Assert.Equal(["rooms.lobby.tier", "controllers.door-01.agent", "persons.wang-fang.clearance"], file.Faults.Select(f => f.Path));
        string[] lines = text.Split('\n');
        Assert.Contains("tier: 9", lines[file.Faults[0].Line - 1], StringComparison.Ordinal);
        Assert.Contains("agent-9", lines[file.Faults[1].Line - 1], StringComparison.Ordinal);
        Assert.Contains("clearance: 高", lines[file.Faults[2].Line - 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 9600, 0)]
    [InlineData(3, 9600, 1)] // 109 ms, and the lobby's door may open offline: 95 ms at most
    [InlineData(8, 38400, 0)]
    [InlineData(9, 38400, 1)]
    public void A_bus_that_takes_too_long_to_poll_is_refused(int readers, int baud, int faults)
    {
        string more = string.Concat(Enumerable.Range(1, readers - 1).Select(i => $"\n      lobby-{i}: {{side: inside, bus: lobby-bus, address: {i}}}"));
        string text = Replace(DemoSite.Text, "lobby-in: {side: outside, bus: lobby-bus, address: 0}", "lobby-in: {side: outside, bus: lobby-bus, address: 0}" + more);
        text = Replace(text, "lobby-bus: {baud: 9600}", $"lobby-bus: {{baud: {baud}}}");
        Assert.Equal(faults, SiteFile.Parse(Encoding.UTF8.GetBytes(text)).Faults.Count);
    }

    [Fact]
    public void A_Wiegand_reader_stands_on_no_bus() =>
        Assert.Empty(SiteFile.Parse(Encoding.UTF8.GetBytes(Replace(DemoSite.Text, "{side: outside, bus: lobby-bus, address: 0}", "{side: outside, wiegand: true}"))).Faults);

    [Fact]
    public void A_file_that_is_too_large_is_refused_unread()
    {
        byte[] large = [.. DemoSite.Bytes, .. Enumerable.Repeat((byte)'#', SiteFile.SizeMax)];
        Assert.Contains("larger than", Assert.Single(SiteFile.Parse(large).Faults).Text.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("[]")]
    [InlineData("demo")]
    [InlineData("{}")]
    [InlineData("{? [a, b] : c}")]
    [InlineData("\0")]
    [InlineData("rooms: {lobby: {}}")]
    public void A_file_that_is_no_site_is_refused_in_words(string text)
    {
        SiteFile file = SiteFile.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Null(file.Root);
        Assert.NotEmpty(file.Faults);
    }

    [Fact]
    public void A_byte_order_mark_before_the_text_changes_nothing_and_within_it_is_a_hidden_sign()
    {
        SiteFile file = SiteFile.Parse([.. Encoding.UTF8.Preamble, .. DemoSite.Bytes]);
        Assert.Empty(file.Faults);
        Assert.Equal(DemoSite.Text, file.Text);
        Assert.NotEmpty(SiteFile.Parse([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.Preamble, .. DemoSite.Bytes]).Faults);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.NotEmpty(SiteFile.Parse([0x73, 0xFF, 0xFE]).Faults);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Endless_nesting_is_refused_before_it_costs_anything(string open)
    {
        byte[] deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, SiteFile.SizeMax / open.Length)));
        Assert.NotEmpty(SiteFile.Parse(deep).Faults);
    }

    [Fact]
    public void An_alias_bomb_does_not_go_off()
    {
        StringBuilder bomb = new("a: &a [x, x]\n");
        for (char c = 'b'; c <= 'z'; c++) { bomb.Append(c).Append(": &").Append(c).Append(" [*").Append((char)(c - 1)).Append(", *").Append((char)(c - 1)).Append("]\n"); }
        Assert.Contains(SiteFile.Parse(Encoding.UTF8.GetBytes(bomb.ToString())).Faults, f => f.Text.En.Contains("aliases", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a: b\n")]
    [InlineData("- {}\n")]
    [InlineData("\u200B")]
    public void A_file_full_of_mistakes_is_refused_with_a_limited_number_of_them(string mistake)
    {
        string text = string.Concat(Enumerable.Repeat(mistake, SiteFile.SizeMax / Encoding.UTF8.GetByteCount(mistake)));
        Assert.InRange(SiteFile.Parse(Encoding.UTF8.GetBytes(text)).Faults.Count, 1, 1000);
    }

    [Fact]
    public void A_site_of_nearly_the_largest_size_is_read()
    {
        StringBuilder resources = new();
        StringBuilder ids = new("  - {name: many, who: {everyone: true}, may: [read], on: {kind: form, ids: [");
        for (int i = 0; resources.Length + ids.Length < 900_000; i++)
        {
            resources.Append("    f").Append(i).Append(": {classification: 内部}\n");
            if (i < 4000) { ids.Append('f').Append(i).Append(", "); }
        }
        string text = Replace(DemoSite.Text, "  material:\n", "  form:\n" + resources + "  material:\n") + ids.Append("last]}}\n");
        SiteFile file = SiteFile.Parse(Encoding.UTF8.GetBytes(text.Replace(", last]", "]", StringComparison.Ordinal)));
        Assert.Empty(file.Faults);
        Assert.True(file.Build(1).ResourcesOf("form").Count > 10_000);
    }

    [Fact]
    public void Damage_anywhere_is_a_fault_or_a_site_and_never_an_accident()
    {
        Random random = new(20300107);
        byte[] right = DemoSite.Bytes;
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = [.. right];
            for (int k = 0; k < 3; k++) { damaged[random.Next(damaged.Length)] = (byte)random.Next(32, 128); }
            SiteFile file = SiteFile.Parse(damaged);
            Assert.Equal(file.Root is null, file.Faults.Count > 0);
            if (file.Root is not null) { Assert.NotNull(file.Build(1)); }
        }
    }

    [Fact]
    public void Defaults_are_the_strict_ones()
    {
        string text = Replace(Replace(DemoSite.Text, "  address_tier_max: 3\n", "  tier_two_max_age: 10m\n"), "    entry: [badge]\n    schedule: always\n    scope", "    schedule: always\n    scope");
        SiteSnapshot site = SiteFile.Parse(Encoding.UTF8.GetBytes(text)).Build(3);
        Assert.Equal(3UL, site.Revision);
        Assert.Equal(Tier.One, site.Settings.AddressTierMax);
        Assert.Equal([Factor.Badge, Factor.Face, Factor.Fingerprint], site.Rooms[RoomId.Parse("vault")].Entry);
        Assert.Equal(TimeSpan.FromSeconds(5), site.Doors[DoorId.Parse("vault")].Hold);
    }

    internal static string Replace(string text, string right, string wrong)
    {
        int at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, "The demo's file no longer says: " + right);
        return text[..at] + wrong + text[(at + right.Length)..];
    }
}
