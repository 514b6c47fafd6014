using FsCheck;
using FsCheck.Fluent;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>
/// Every input in every reachable state of a door's mode, lock and leaf and of its controller's link, and long random walks: what must
/// never be is never, and what must be told is told.
/// </summary>
public sealed class DoorWalkTests
{
    private const int WalkLength = 1000;

    private static readonly Authority By = new(PersonId.Parse("wang"), "d", 0, TestPlan.Outside);
    private static readonly Authority Leaving = By with { Reader = TestPlan.Inside };
    private static readonly Authority Codes = new(null, "break-glass-1", 0, TestPlan.Outside);
    private static readonly Authority Officer = new(PersonId.Parse("li"), "d", 9, null);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly DoorSettings Settings = new(DoorId.Parse("vault"), 2 * Second, Second, Second);

    private static readonly PlanTimes Times = new(Hold, 2 * Hold, 2 * Second, 3 * Second, Second);
    private static readonly PlanTimes Longer = new(2 * Hold, 3 * Hold, 3 * Second, 4 * Second, TimeSpan.Zero);

    private static readonly WalkMove[] Lines = [new DoorInput.Feedback(true), new DoorInput.Feedback(false), new DoorInput.Contact(true), new DoorInput.Contact(false), new DoorInput.PinsLost(Reasons.PinsLost)];

    private static readonly WalkMove[] Hours = [.. Enum.GetValues<HoursState>().Select(s => (WalkMove)new DoorInput.Hours(s))];

    private static readonly WalkMove[] Fires = [new DoorInput.Fire(true), new DoorInput.Fire(false)];

    /// <summary>Plans that differ in what they say of exits, hours, fire, interlock and times; each may come in mid-passage.</summary>
    private static readonly DoorPlan[] Plans =
    [
        Plan(1, emergencyRelease: true), Plan(2, emergencyRelease: false, interlock: "trap"), Plan(3, emergencyRelease: true, rexUnlocks: false, fire: false),
        Plan(4, emergencyRelease: true, firstPerson: true, interlock: "trap"), Plan(5, emergencyRelease: false, firstPerson: true) with { Times = Longer }, Plan(6, emergencyRelease: false, rexUnlocks: false),
    ];

    /// <summary>What a restart may find; only what officers order is kept.</summary>
    private static readonly DoorMode[] Kept = Enum.GetValues<DoorMode>();

    private static readonly WalkMove[] All =
    [
        new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold, true), new DoorInput.Unlock(Officer, Hold), new DoorInput.Tick(),
        .. Enum.GetValues<DoorCommand>().Where(c => c != DoorCommand.Unlock).Select(Order),
        .. Lines, .. Lines[..4], .. Lines[..4], .. Hours, .. Hours, .. Fires, .. Fires[1..], .. Fires[1..], .. Fires[1..],
        Order(DoorCommand.Release), Order(DoorCommand.Release), Order(DoorCommand.Release), Order(DoorCommand.Release), new DoorInput.ExitButton(true), new DoorInput.ExitButton(false),
        new DoorInput.Neighbours(true), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), new DoorInput.Tamper(true), new DoorInput.Tamper(false),
        new DoorInput.Box(true), new DoorInput.Box(false), new DoorInput.Box(false), new DoorInput.Unlock(Codes, Hold, BreakGlass: true),
        .. Enum.GetValues<DoorLine>().SelectMany(l => new[] { new DoorInput.LineFault(l, true), new DoorInput.LineFault(l, false) }).Select(f => (WalkMove)f),
        .. Plans.Select(p => (WalkMove)new DoorInput.Follow(p)),
        LinkTurn.AgentComes, LinkTurn.AgentComes, LinkTurn.AgentGoes, LinkTurn.Heard, LinkTurn.Heard, LinkTurn.Heard, LinkTurn.Heard, LinkTurn.Written,
        LinkTurn.Acknowledged, LinkTurn.Acknowledged, LinkTurn.LeaseComes, LinkTurn.LeaseComes, LinkTurn.LeaseEnds,
    ];

    /// <summary>Walked at a door without an emergency release.</summary>
    private const string FreeExits = "exits that nothing may refuse";

    // Walked in steps of five seconds, by which the link's times end.
    private const string LinkAndHours = "link and hours", LinkAlone = "link and its times";

    private static readonly Dictionary<string, WalkMove[]> Alphabets = new()
    {
        ["entry and orders"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Officer, Hold), Order(DoorCommand.Lock), Order(DoorCommand.Lockdown), Order(DoorCommand.Maintenance), Order(DoorCommand.Release), .. Lines],
        ["open box"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold), new DoorInput.Unlock(Officer, Hold), new DoorInput.Unlock(Codes, Hold, BreakGlass: true),
            new DoorInput.Box(true), new DoorInput.Box(false), new DoorInput.ExitButton(true), .. Fires, .. Lines[..4]],
        ["hours and fire"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Codes, Hold, BreakGlass: true), Order(DoorCommand.Block), Order(DoorCommand.Release), .. Hours, .. Fires, .. Lines],
        ["exits and interlock"] = [new DoorInput.Unlock(By, Hold), Order(DoorCommand.LockdownTwo), Order(DoorCommand.Release), new DoorInput.ExitButton(true), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), .. Lines],
        [FreeExits] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold), Order(DoorCommand.LockdownThree), Order(DoorCommand.Release), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), .. Fires, .. Lines],
        ["broken lines"] = [new DoorInput.Unlock(By, Hold), new DoorInput.ExitButton(true), new DoorInput.LineFault(DoorLine.Feedback, true), new DoorInput.LineFault(DoorLine.Contact, true),
            new DoorInput.LineFault(DoorLine.Contact, false), new DoorInput.LineFault(DoorLine.Fire, true), new DoorInput.Fire(false), .. Lines],
        ["another plan in mid-passage"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold), new DoorInput.ExitButton(true), new DoorInput.Neighbours(false),
            .. Lines[..4], .. Plans[..2].Select(p => (WalkMove)new DoorInput.Follow(p))],
        ["another plan in a fire"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Officer, Hold), .. Fires, .. Lines[..4], new DoorInput.Follow(Plans[0]), new DoorInput.Follow(Plans[2])],
        [LinkAndHours] = [new DoorInput.Unlock(By, Hold), .. Hours[1..], new DoorInput.Box(true), new DoorInput.Box(false), .. Lines[..2],
            LinkTurn.AgentComes, LinkTurn.AgentGoes, LinkTurn.Heard, LinkTurn.LeaseComes, LinkTurn.LeaseEnds],
        [LinkAlone] = [new DoorInput.Hours(HoursState.Closed), new DoorInput.Hours(HoursState.Open), new DoorInput.Box(true), new DoorInput.Box(false), new DoorInput.Feedback(false),
            LinkTurn.AgentComes, LinkTurn.AgentGoes, LinkTurn.Heard, LinkTurn.Written, LinkTurn.Acknowledged, LinkTurn.LeaseComes, LinkTurn.LeaseEnds],
    };

    public static TheoryData<string> AlphabetNames => [.. Alphabets.Keys];

    [Theory]
    [MemberData(nameof(AlphabetNames))]
    public void No_rule_breaks_in_any_state_that_these_inputs_can_reach(string alphabet)
    {
        WalkMove[] moves = Alphabets[alphabet];
        Queue<Walker> open = new();
        HashSet<string> seen = [];
        // Without an order that ends it, one thing that is kept is as good as another.
        foreach (DoorMode kept in moves.Contains(Order(DoorCommand.Release)) ? Kept : [DoorMode.Secured, DoorMode.Lockdown]) { open.Enqueue(new Walker(Settings, alphabet == FreeExits ? Plans[5] : Plans[0], kept)); }
        while (open.TryDequeue(out Walker? walker))
        {
            Visit(walker, new DoorInput.Tick(), alphabet is LinkAndHours or LinkAlone ? 5 * Second : Second, open, seen);
            foreach (WalkMove move in moves) { Visit(walker, move, TimeSpan.Zero, open, seen); }
        }
        Assert.True(seen.Count > 200, $"only {seen.Count} states");
        TestContext.Current.TestOutputHelper?.WriteLine($"{alphabet}: {seen.Count} states");
    }

    [Fact]
    public void A_million_random_steps_break_no_rule()
    {
        int walks = Walks.AreLong ? 10_000 : 1_000;
        HashSet<(DoorMode Mode, LockState Lock, LeafState Leaf, LinkStanding Link)> regions = [];
        int moves = All.Length * Steps.Length;
        Arbitrary<int[]> paths = Arb.From(Gen.Choose(0, 999_999).ArrayOf(WalkLength), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Prop.ForAll(paths, path =>
        {
            int start = path.Length == 0 ? 0 : path[0] / moves;
            Walker walker = new(Settings, start % 7 == 0 ? null : Plans[start % 7 - 1], Kept[start / 7 % Kept.Length]);
            foreach (int step in path)
            {
                walker.Give(All[step % All.Length], Steps[step / All.Length % Steps.Length]);
                regions.Add((walker.Report.Mode, walker.Report.Lock, walker.Report.Leaf, walker.Link));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(walks).WithStartSize(WalkLength).WithEndSize(WalkLength).WithReplay(41, 43));
        Assert.Equal(Meetings<DoorMode>(), regions.Select(r => (r.Mode, r.Link)).Distinct().Order());
        Assert.Equal(Meetings<LockState>(), regions.Select(r => (r.Lock, r.Link)).Distinct().Order());
        Assert.Equal(Meetings<LeafState>(), regions.Select(r => (r.Leaf, r.Link)).Distinct().Order());
        TestContext.Current.TestOutputHelper?.WriteLine($"{regions.Count} of {Enum.GetValues<DoorMode>().Length * Enum.GetValues<LockState>().Length * Enum.GetValues<LeafState>().Length * Enum.GetValues<LinkStanding>().Length} states of the four regions");
    }

    /// <summary>Each value of a region with each standing of the link, but for what cannot be: no hours hold a door free where there is no policy.</summary>
    private static IEnumerable<(T Region, LinkStanding Link)> Meetings<T>() where T : struct, Enum =>
        from region in Enum.GetValues<T>()
        from link in Enum.GetValues<LinkStanding>()
        where region is not (DoorMode.ScheduledFree or DoorMode.FirstPersonPending) || link is LinkStanding.Online or LinkStanding.Degraded
        orderby region, link
        select (region, link);

    private static readonly TimeSpan[] Steps = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(100), Second, 5 * Second];

    private static WalkMove Order(DoorCommand what) => new DoorInput.Order(what, Officer);

    private static DoorPlan Plan(ulong number, bool emergencyRelease, bool firstPerson = false, bool rexUnlocks = true, bool fire = true, string? interlock = null) =>
        TestPlan.Of(number: number, emergencyRelease: emergencyRelease, rexUnlocks: rexUnlocks, fire: fire, interlock: interlock, free: TestPlan.Free(firstPerson)) with { Times = Times };

    private static void Visit(Walker from, WalkMove move, TimeSpan after, Queue<Walker> open, HashSet<string> seen)
    {
        Walker next = DoorStates.Copy(from);
        next.Give(move, after);
        if (seen.Add(DoorStates.KeyOf(next))) { open.Enqueue(next); }
    }
}
