using Secure.DoorController.Core.Doors;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>Every input in every reachable state, and long random walks: what must never be is never.</summary>
public sealed class DoorWalkTests
{
    private static readonly Authority By = new(PersonId.Parse("wang"), "d", 0, null);
    private static readonly Authority Officer = new(PersonId.Parse("li"), "d", 9, null);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    private static readonly DoorInput[] Inputs =
    [
        new DoorInput.Unlock(By, Hold), new DoorInput.Unlock(Officer, Hold),
        .. Enum.GetValues<DoorCommand>().Where(c => c != DoorCommand.Unlock).Select(c => new DoorInput.Order(c, Officer)),
        new DoorInput.Feedback(true), new DoorInput.Feedback(false), new DoorInput.Contact(true), new DoorInput.Contact(false),
        new DoorInput.ExitButton(true), new DoorInput.ExitButton(false), new DoorInput.PinsLost(Reasons.PinsLost), new DoorInput.Tick(),
    ];

    private static readonly TimeSpan[] Steps = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(40)];

    [Fact]
    public void Every_input_is_defined_in_every_state_within_four_steps()
    {
        (DoorInput Input, TimeSpan After)[] moves = [.. Inputs.SelectMany(i => new[] { (i, TimeSpan.Zero), (i, TimeSpan.FromSeconds(2.5)) })];
        HashSet<DoorMode> modes = [];
        HashSet<(LockState, LeafState)> regions = [];
        int[] path = new int[4];
        do
        {
            Walker walker = new();
            foreach (int move in path) { walker.Give(moves[move].Input, moves[move].After); }
            modes.Add(walker.Report.Mode);
            regions.Add((walker.Report.Lock, walker.Report.Leaf));
        }
        while (Next(path, moves.Length));
        Assert.Equal([DoorMode.Secured, DoorMode.Blocked, DoorMode.Lockdown, DoorMode.LockdownTwo, DoorMode.LockdownThree, DoorMode.Maintenance], modes.Order());
        Assert.Equal(Enum.GetValues<LockState>().Order(), regions.Select(r => r.Item1).Distinct().Order());
        // Held takes longer than these four steps; the random walks reach it.
        Assert.Equal(Enum.GetValues<LeafState>().Except([LeafState.Held, LeafState.PreAlarm, LeafState.Cut, LeafState.Short]).Order(), regions.Select(r => r.Item2).Distinct().Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_hundred_thousand_random_steps_break_no_rule(int seed)
    {
        Random random = new(seed);
        Walker walker = new();
        // A release one time in five: of the other orders most end every entry until one comes.
        DoorInput release = new DoorInput.Order(DoorCommand.Release, Officer);
        for (int i = 0; i < 100_000; i++) { walker.Give(random.Next(5) == 0 ? release : Inputs[random.Next(Inputs.Length)], Steps[random.Next(Steps.Length)]); }
        Assert.True(walker.Opened > 100);
        Assert.True(walker.Held > 10);
    }

    private static bool Next(int[] path, int radix)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (++path[i] < radix) { return true; }
            path[i] = 0;
        }
        return false;
    }

    /// <summary>A door and, beside it, only what its inputs have told.</summary>
    private sealed class Walker
    {
        private readonly Door _door = new(new DoorSettings(DoorId.Parse("vault")), DoorMode.Secured);
        private TimeSpan _now;
        private TimeSpan _mayDriveUntil;
        private bool? _unlocked;
        private bool? _open;
        private bool _evidence;

        public DoorReport Report => new(_door.Report.Mode, _door.Report.Lock, _door.Report.Leaf);

        public int Opened { get; private set; }

        public int Held { get; private set; }

        public void Give(DoorInput input, TimeSpan after)
        {
            _now += after;
            DoorMode before = _door.Report.Mode;
            Note(input, before, _door.Report.Lock);
            Check(_door.Apply(input, _now), input);
        }

        private void Note(DoorInput input, DoorMode mode, LockState state)
        {
            switch (input)
            {
                case DoorInput.Unlock(var by, var hold) when (mode == DoorMode.Secured || (mode == DoorMode.Maintenance && by.CommandNumber > 0)) && state != LockState.Unknown:
                    (_mayDriveUntil, _evidence) = (_now + hold, false);
                    break;
                case DoorInput.Order({ } what, _) when what is not (DoorCommand.Release or DoorCommand.Maintenance): _mayDriveUntil = TimeSpan.Zero; break;
                case DoorInput.Feedback(var unlocked): _unlocked = unlocked; break;
                case DoorInput.Contact(var open): _open = open; break;
                case DoorInput.PinsLost: (_mayDriveUntil, _unlocked, _open) = (TimeSpan.Zero, null, null); break;
                default: break;
            }
            _evidence |= _unlocked == true && _now < _mayDriveUntil;
        }

        private void Check(IReadOnlyList<DoorHappening> happened, DoorInput input)
        {
            LockState state = _door.Report.Lock;
            Assert.True(!_door.IsDriven || _now < _mayDriveUntil, $"driven without a word after {input}");
            Assert.True(!_door.IsDriven || _door.Report.Mode is DoorMode.Secured or DoorMode.Maintenance);
            Assert.True(_door.DueAt is not { } due || due > _now, "something is due already");
            Assert.Equal(_unlocked is null, state == LockState.Unknown);
            Assert.True(state != LockState.Locked || _unlocked == false);
            Assert.True(state != LockState.Unlocked || (_unlocked == true && _door.IsDriven));
            Assert.Equal(_open is null, _door.Report.Leaf == LeafState.Unknown);
            Assert.Equal(_open == false, _door.Report.Leaf == LeafState.Closed);
            foreach (DoorHappening one in happened) { CheckOne(one); }
        }

        private void CheckOne(DoorHappening one)
        {
            switch (one.Kind)
            {
                case DoorEventKind.Opened:
                    Assert.True(_evidence && _open == true && one.By is not null, "opened without evidence of lock and contact");
                    Opened++;
                    break;
                case DoorEventKind.Unlocked: Assert.True(_unlocked == true && one.By is not null); break;
                case DoorEventKind.HeldOpen: Held++; break;
                default: break;
            }
        }
    }

    private sealed record DoorReport(DoorMode Mode, LockState Lock, LeafState Leaf);
}
