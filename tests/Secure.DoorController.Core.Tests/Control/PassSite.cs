using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Core.Tests.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>A vault with a reader on both sides and rules of passing, its controller alone with a lease. Persons have numbers; 3 has two badges, 2 and 3.</summary>
internal sealed class PassSite : IDisposable
{
    public static readonly BadgeNumber[] Badges = [.. Enumerable.Range(0, 4).Select(i => TestController.BadgeOf((byte)(0x40 * i)))];

    private static readonly ulong[] Persons = [1, 2, 3, 3];

    private readonly DoorPlan _plan;
    private readonly uint? _max;

    /// <param name="max">Most persons in the vault; null: any number.</param>
    /// <param name="inside">Persons who are inside when the lease is issued.</param>
    public PassSite(Func<PlanPassage, PlanPassage> rules, bool emergencyRelease = true, bool alone = true, uint? max = null, params ulong[] inside)
    {
        _max = max;
        DoorPlan plan = TestPlan.Of(emergencyRelease: emergencyRelease, rexUnlocks: false);
        _plan = plan with { Passage = rules(plan.Passage) };
        Follow(_plan);
        Acknowledge();
        GiveLease(1, _plan, inside);
        if (alone) { Box.Controller.AgentLeft(); }
    }

    public TestController Box { get; } = new(twoSided: true);

    public DoorPlan Plan => _plan;

    /// <summary>How many more are inside than the lease names.</summary>
    public uint Others { get; set; }

    public static PlanPassage ForTwo(PlanPassage passage) => passage with { TwoPersonWithin = PassageRules.TogetherWithin };

    public static PlanPassage Area(PlanPassage passage, AntiPassback rule) => passage with { AreaInto = "inner", Rule = rule, Window = rule == AntiPassback.Timed ? TimeSpan.FromMinutes(15) : TimeSpan.Zero };

    public static CardBits CardOf(int badge) => CardBits.Decode([0, 1, 26, 0, .. Convert.FromHexString(Badges[badge].Hex)])!;

    public void Follow(DoorPlan plan) => Box.Say(new ToController { DoorPlanRecord = ByteString.CopyFrom(plan.Sign(Box.Gateway.CommandKey)) });

    /// <summary>All badges may pass both ways, as long as the door follows the plan.</summary>
    public void GiveLease(ulong number, DoorPlan beside, params ulong[] inside)
    {
        Box.Say(new ToController { LeaseDue = new LeaseDue() });
        Box.Pass(TimeSpan.FromSeconds(1));
        AnswerLease(number, beside, inside);
    }

    /// <summary>Answers the newest question.</summary>
    public void AnswerLease(ulong number, DoorPlan beside, params ulong[] inside)
    {
        LeaseRequest request = Box.AskedLease();
        LeaseSpan[] always = [new LeaseSpan(0, 14_400)];
        byte[] key = request.OpenKey(Box.Gateway.SealingKey)!;
        LeaseGroup group = new(
            [new LeaseRight(TestController.VaultIn, 5000, always), new LeaseRight(TestController.VaultOut, 5000, always)],
            [.. Badges.Select((b, i) => new LeaseBadge(LeaseKey.HashOf(key, b), number << 8 | Persons[i]))]);
        Lease lease = new(request.Controller, number, request.Request, 0, 1, 7, Box.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 14_400, [group])
        {
            Plans = [new LeasePlan(beside.Door, beside.Digest())],
            Limits = _max is { } max ? [new LeaseLimit(beside.Passage.Into, max, Others, [.. inside.Select(p => number << 8 | p)])] : [],
        };
        Box.Say(new ToController { LeaseRecord = ByteString.CopyFrom(lease.Sign(Box.Gateway.LeaseKey)) });
    }

    /// <summary>The gateway holds everything that was written so far.</summary>
    public void Acknowledge()
    {
        Box.DiskKeeps();
        Box.Say(new ToController { AcknowledgementRecord = ByteString.CopyFrom(new Acknowledgement(DeviceId.Parse("controller-1"), (ulong)Box.Ports.Records.Count, 1).Sign(Box.Gateway.CommandKey)) });
    }

    /// <summary>The agent is there again, and a lease is asked for.</summary>
    public void ComeBack()
    {
        Box.Controller.AgentConnected(Box.Ports);
        Box.Greet();
    }

    /// <summary>A new process on the same disk, and nobody to ask.</summary>
    /// <param name="trustsClock">The lease counts at once, by the machine's own clock.</param>
    public void Restart(bool trustsClock = true)
    {
        Box.TrustsRealTimeClock = trustsClock;
        Box.Start();
        Box.Controller.AgentLeft();
    }

    /// <summary>True where the door unlocks for the badge; nobody opens it.</summary>
    public bool Present(int badge, bool leaving = false)
    {
        int before = Box.Ports.Unlocks;
        Box.Controller.CardPresented(leaving ? TestController.VaultOut : TestController.VaultIn, CardOf(badge));
        return Box.Ports.Unlocks > before;
    }

    /// <summary>True where the door lets the badge through, and somebody goes.</summary>
    public bool Go(int badge, bool leaving = false)
    {
        if (!Present(badge, leaving)) { return false; }
        Walk();
        return true;
    }

    public void Walk()
    {
        Box.LockFollows(TestController.Vault);
        Box.Leaf(TestController.Vault, true);
        Box.Leaf(TestController.Vault, false);
        Settle();
    }

    /// <summary>What becomes of an unlocking in a long walk: time moves as the loop moves it, from one thing that is due to the next.</summary>
    /// <param name="goes">False: nobody opens the door.</param>
    public void Use(bool goes)
    {
        Box.LockFollows(TestController.Vault);
        if (goes) { Box.Leaf(TestController.Vault, true); Box.Leaf(TestController.Vault, false); }
        LastWalk = Box.Clock.GetUtcNow();
        Box.PassAsLoop(TimeSpan.FromSeconds(6));
        Box.LockFollows(TestController.Vault);
    }

    /// <summary>When somebody last went.</summary>
    public DateTimeOffset LastWalk { get; private set; }

    /// <summary>Whatever is unlocked locks again.</summary>
    public void Settle()
    {
        Box.Pass(TimeSpan.FromSeconds(6));
        Box.LockFollows(TestController.Vault);
    }

    public string LastReason => Newest(DoorEventKind.EntryUnanswered);

    /// <summary>What was told of the newest entry by the lease.</summary>
    public string LastEntry => Newest(DoorEventKind.EntryOffline);

    private string Newest(DoorEventKind kind)
    {
        for (int i = Box.Ports.Records.Count - 1; ; i--) { if (Box.Ports.EventAt(i) is var e && e.Happened == kind) { return e.Reason; } }
    }

    public void Dispose() => Box.Dispose();
}
