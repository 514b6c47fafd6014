using System.Text.Json;

namespace Secure.EndToEnd.Tests;

/// <summary>The gateway is away, and the controller keeps the rules of passing at the laboratory by itself: for two persons, no badge twice.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class FaultsAloneTests(FaultySite faulty)
{
    private const string Zhang = "1001", Wang = "1002", Li = "1004";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_gateway_a_room_for_two_opens_for_two_refuses_who_is_inside_and_tells_all_of_it_afterwards()
    {
        await faulty.AssertWorksAsync(Cancelled);
        await faulty.UntilAsync(async () => (await faulty.Officer.LogAsync(Cancelled, "door.event")).Any(e => e.Text("door") == "lab" && e.Detail("event") == "PlanInstalled"), "the laboratory follows its plan");
        await faulty.UntilAsync(async () => (await faulty.Officer.LogAsync(Cancelled, "door.event")).Any(e => e.Detail("event") == "LeaseChanged" && e.Text("reasons").Contains("number_", StringComparison.Ordinal)), "the controller has a lease");
        await faulty.UntilAsync(async () => (await faulty.Twin.LocksAsync(Cancelled)).Locks.All(l => !l.Active), "every lock inactive");
        int before = (await faulty.Officer.LogAsync(Cancelled, "door.event")).Count;
        await faulty.HoldDownAsync("gateway", Cancelled);
        await faulty.UntilAsync(() => faulty.Twin.BadgeAsync("lobby", "1003", Cancelled, " wait=2000"), "the lobby opens by the lease");

        Assert.False(await StrikesAsync(Zhang, "in"), "One alone came into a room for two.");
        await faulty.UntilAsync(() => TwoAsync("in"), "the laboratory opens for two");
        Assert.False(await StrikesAsync(Zhang, "in"), "A badge came in twice.");
        Assert.False(await StrikesAsync(Wang, "in"), "A badge came in twice.");
        await faulty.UntilAsync(() => PassAsync(Li, "in"), "a third comes in alone");
        Assert.False(await faulty.Twin.BadgeAsync("vault", Zhang, Cancelled, " in nowalk wait=1000"), "A room of tier 3 opened without the gateway.");
        await faulty.UntilAsync(() => PassAsync(Li, "out"), "and leaves alone");
        Assert.False(await StrikesAsync(Zhang, "out"), "One of two stayed alone.");
        await faulty.UntilAsync(() => TwoAsync("out"), "the two leave together");

        await faulty.LetComeBackAsync("gateway");
        await faulty.UntilAsync(() => faulty.Officer.TrySignInAsync(Cancelled), "the gateway serves");
        await faulty.UntilAsync(async () => IsAllTold(await SinceAsync(before)), "who passed and who was refused is told");
        await faulty.AssertWorksAsync(Cancelled);
    }

    /// <summary>Everybody's way in and out by name, and both refusals of Zhang.</summary>
    private static bool IsAllTold(IReadOnlyList<Entry> told)
    {
        bool Passed(string person) => told.Count(e => e.Detail("event") == "Opened" && e.Text("door") == "lab" && e.Text("person") == person && e.Detail("offline") == "true") >= 2;
        bool Refused(string reason) => told.Any(e => e.Detail("event") == "EntryUnanswered" && e.Text("door") == "lab" && e.Text("person") == "zhang-wei" && e.Text("reasons").Contains(reason, StringComparison.Ordinal));
        return Passed("zhang-wei") && Passed("wang-fang") && Passed("li-officer") && Refused("passback") && Refused("second_person_needed");
    }

    private async Task<IReadOnlyList<Entry>> SinceAsync(int before) => [.. (await faulty.Officer.LogAsync(Cancelled, "door.event")).Skip(before)];

    private async Task<bool> StrikesAsync(string card, string side) => (await PresentAsync(card, side)).GetProperty("outcome").GetString() != "none";

    /// <summary>True where somebody opened the laboratory and went through.</summary>
    private async Task<bool> PassAsync(string card, string side) => (await PresentAsync(card, side)).GetProperty("opened_ns").ValueKind == JsonValueKind.Number;

    /// <summary>What came of it, once every lock is at rest again.</summary>
    private async Task<JsonElement> PresentAsync(string card, string side)
    {
        JsonElement came = await faulty.Twin.AskAsync($"badge lab {card} {side} wait=1500", Cancelled);
        await faulty.UntilAsync(async () => (await faulty.Twin.LocksAsync(Cancelled)).Locks.All(l => !l.Active), "every lock inactive");
        return came;
    }

    /// <summary>Zhang presents, then Wang. On a slow machine more than half a minute may lie between them: then they try again.</summary>
    private async Task<bool> TwoAsync(string side) => await PassAsync(Zhang, side) || await PassAsync(Wang, side);
}
