using FsCheck;
using FsCheck.Fluent;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>Every input in every reachable state, and long random walks: what must never be is never.</summary>
public sealed class DoorWalkTests
{
    /// <summary>Set to 1 for ten million steps instead of one.</summary>
    private const string LongWalks = "SECURE_LONG_WALKS";

    private const int WalkLength = 1000;

    private static readonly Authority By = new(PersonId.Parse("wang"), "d", 0, TestPlan.Outside);
    private static readonly Authority Leaving = By with { Reader = TestPlan.Inside };
    private static readonly Authority Codes = new(null, "break-glass-1", 0, TestPlan.Outside);
    private static readonly Authority Officer = new(PersonId.Parse("li"), "d", 9, null);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly DoorSettings Settings = new(DoorId.Parse("vault"), 2 * Second, Second, Second);

    private static readonly PlanTimes Times = new(Hold, 2 * Hold, 2 * Second, 3 * Second, Second);

    private static readonly DoorInput[] Lines = [new DoorInput.Feedback(true), new DoorInput.Feedback(false), new DoorInput.Contact(true), new DoorInput.Contact(false), new DoorInput.PinsLost(Reasons.PinsLost)];

    private static readonly DoorInput[] Hours = [.. Enum.GetValues<HoursState>().Select(s => new DoorInput.Hours(s))];

    private static readonly DoorInput[] Fires = [new DoorInput.Fire(true), new DoorInput.Fire(false)];

    private static readonly DoorInput[] All =
    [
        new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold, true), new DoorInput.Unlock(Officer, Hold), new DoorInput.Tick(),
        .. Enum.GetValues<DoorCommand>().Where(c => c != DoorCommand.Unlock).Select(c => new DoorInput.Order(c, Officer)),
        .. Lines, .. Lines[..4], .. Lines[..4], .. Hours, .. Hours, .. Fires, .. Fires[1..], .. Fires[1..], .. Fires[1..],
        Order(DoorCommand.Release), Order(DoorCommand.Release), Order(DoorCommand.Release), Order(DoorCommand.Release), new DoorInput.ExitButton(true), new DoorInput.ExitButton(false),
        new DoorInput.Neighbours(true), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), new DoorInput.Tamper(true), new DoorInput.Tamper(false),
        new DoorInput.Box(true), new DoorInput.Box(false), new DoorInput.Box(false), new DoorInput.Unlock(Codes, Hold, BreakGlass: true),
        .. Enum.GetValues<DoorLine>().SelectMany(l => new[] { new DoorInput.LineFault(l, true), new DoorInput.LineFault(l, false) }),
    ];

    /// <summary>Walked at a door without an emergency release.</summary>
    private const string FreeExits = "exits that nothing may refuse";

    private static readonly Dictionary<string, DoorInput[]> Alphabets = new()
    {
        ["entry and orders"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Officer, Hold), Order(DoorCommand.Lock), Order(DoorCommand.Lockdown), Order(DoorCommand.Maintenance), Order(DoorCommand.Release), .. Lines],
        ["open box"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold), new DoorInput.Unlock(Officer, Hold), new DoorInput.Unlock(Codes, Hold, BreakGlass: true),
            new DoorInput.Box(true), new DoorInput.Box(false), new DoorInput.ExitButton(true), .. Fires, .. Lines[..4]],
        ["hours and fire"] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Codes, Hold, BreakGlass: true), Order(DoorCommand.Block), Order(DoorCommand.Release), .. Hours, .. Fires, .. Lines],
        ["exits and interlock"] = [new DoorInput.Unlock(By, Hold), Order(DoorCommand.LockdownTwo), Order(DoorCommand.Release), new DoorInput.ExitButton(true), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), .. Lines],
        [FreeExits] = [new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Leaving, Hold), Order(DoorCommand.LockdownThree), Order(DoorCommand.Release), new DoorInput.Neighbours(true), new DoorInput.Neighbours(false), .. Fires, .. Lines],
        ["broken lines"] = [new DoorInput.Unlock(By, Hold), new DoorInput.ExitButton(true), new DoorInput.LineFault(DoorLine.Feedback, true), new DoorInput.LineFault(DoorLine.Contact, true),
            new DoorInput.LineFault(DoorLine.Contact, false), new DoorInput.LineFault(DoorLine.Fire, true), new DoorInput.Fire(false), .. Lines],
    };

    public static TheoryData<string> AlphabetNames => [.. Alphabets.Keys];

    [Theory]
    [MemberData(nameof(AlphabetNames))]
    public void No_rule_breaks_in_any_state_that_these_inputs_can_reach(string alphabet)
    {
        DoorInput[] inputs = Alphabets[alphabet];
        Queue<Walker> open = new([new Walker(Settings, Plan(emergencyRelease: alphabet != FreeExits))]);
        HashSet<string> seen = [];
        while (open.TryDequeue(out Walker? walker))
        {
            Visit(walker, new DoorInput.Tick(), Second, open, seen);
            foreach (DoorInput input in inputs) { Visit(walker, input, TimeSpan.Zero, open, seen); }
        }
        Assert.True(seen.Count > 200, $"only {seen.Count} states");
        TestContext.Current.SendDiagnosticMessage($"{alphabet}: {seen.Count} states");
    }

    [Fact]
    public void A_million_random_steps_break_no_rule()
    {
        int walks = Environment.GetEnvironmentVariable(LongWalks) == "1" ? 10_000 : 1_000;
        HashSet<(DoorMode, LockState, LeafState)> regions = [];
        int moves = All.Length * Steps.Length;
        Arbitrary<int[]> paths = Arb.From(Gen.Choose(0, 999_999).ArrayOf(WalkLength), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Prop.ForAll(paths, path =>
        {
            Walker walker = new(Settings, PlanOf(path.Length == 0 ? 0 : path[0] / moves));
            foreach (int step in path)
            {
                walker.Give(All[step % All.Length], Steps[step / All.Length % Steps.Length]);
                regions.Add((walker.Report.Mode, walker.Report.Lock, walker.Report.Leaf));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(walks).WithStartSize(WalkLength).WithEndSize(WalkLength).WithReplay(41, 43));
        Assert.Equal(Enum.GetValues<DoorMode>(), regions.Select(r => r.Item1).Distinct().Order());
        Assert.Equal(Enum.GetValues<LockState>(), regions.Select(r => r.Item2).Distinct().Order());
        Assert.Equal(Enum.GetValues<LeafState>(), regions.Select(r => r.Item3).Distinct().Order());
    }

    private static readonly TimeSpan[] Steps = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(100), Second, 5 * Second];

    private static DoorInput.Order Order(DoorCommand what) => new(what, Officer);

    private static DoorPlan? PlanOf(int choice) => choice % 5 == 0 ? null : Plan(choice % 2 == 0, choice % 3 == 0, choice % 7 != 0);

    private static DoorPlan Plan(bool emergencyRelease, bool firstPerson = false, bool rexUnlocks = true) =>
        TestPlan.Of(emergencyRelease: emergencyRelease, rexUnlocks: rexUnlocks, free: TestPlan.Free(firstPerson)) with { Times = Times };

    private static void Visit(Walker from, DoorInput input, TimeSpan after, Queue<Walker> open, HashSet<string> seen)
    {
        Walker next = DoorStates.Copy(from);
        next.Give(input, after);
        if (seen.Add(DoorStates.KeyOf(next))) { open.Enqueue(next); }
    }
}
