using System.Text;
using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Core.Offline;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>Doors that ask for a PIN beside the badge, while no gateway can be asked. The badges 0x80 and 0xC0 are one person's.</summary>
public sealed class PinOfflineTests : IDisposable
{
    private const string Pin = "402917", Duress = "730184", Wrong = "111222";
    private const byte Badge = 0x80, Other = 0xC0;

    private readonly TestController _site = new();
    private readonly Comparer _codes = new();

    public PinOfflineTests()
    {
        _site.Controller.SlowCodes = _codes;
        _site.GiveLease();
        Give(Parts());
        _site.Controller.AgentLeft();
    }

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_badge_and_its_owners_pin_open_the_door_and_the_digits_are_nowhere()
    {
        _site.Card(Badge);
        Type(Pin);
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _site.Ports.Unlocks);
        Type("#");
        Assert.Equal(1, _site.Ports.Unlocks);
        DoorEvent told = _site.Ports.Events.Single(e => e.Happened == DoorEventKind.EntryOffline);
        Assert.Equal((LeaseEntry.IdOf(1, 0x71), ""), (told.DecisionId, told.Reason));
        Assert.All(_site.Ports.Records, r => Assert.Equal(-1, r.AsSpan().IndexOf("402917"u8)));
        Assert.DoesNotContain(_site.Ports.Sent, m => m.MessageCase == FromController.MessageOneofCase.Pin);
    }

    [Fact]
    public void A_duress_pin_does_all_the_same_and_only_the_handle_of_the_record_differs()
    {
        List<string> lamps = [];
        foreach (string pin in new[] { Pin, Duress })
        {
            int before = _site.Ports.Lamps.Count, unlocks = _site.Ports.Unlocks;
            Enter(pin);
            Assert.Equal(unlocks + 1, _site.Ports.Unlocks);
            lamps.Add(string.Join(';', _site.Ports.Lamps.Skip(before).Select(l => l.Command.Shows)));
            Settle();
        }
        Assert.Equal(lamps[0], lamps[1]);
        DoorEvent[] told = [.. _site.Ports.Events.Where(e => e.Happened == DoorEventKind.EntryOffline)];
        Assert.Equal([LeaseEntry.IdOf(1, 0x71), LeaseEntry.IdOf(1, 0x72)], told.Select(e => e.DecisionId));
        Assert.Equal(told[0] with { DecisionId = "" }, told[1] with { DecisionId = "", Sequence = told[0].Sequence, Previous = told[0].Previous, Time = told[0].Time });
    }

    [Fact]
    public void A_wrong_pin_opens_nothing_and_tells_whose_badge_it_was()
    {
        Enter(Wrong);
        Assert.Equal((0, LeaseReasons.PinWrong, LeaseEntry.IdOf(1, 0x70)), (_site.Ports.Unlocks, Last.Reason, Last.DecisionId));
        Enter(Pin);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void After_five_wrong_pins_of_one_person_within_an_hour_none_is_looked_at_whichever_badge_it_is()
    {
        for (int i = 0; i < PinDesk.TriesMax; i++) { Enter(Wrong, i % 2 == 0 ? Badge : Other); }
        Assert.Equal((PinDesk.TriesMax, LeaseReasons.PinLocked), (_codes.Looked, Last.Reason));
        // One record for each that was looked at, for the gateway to count, and one that it was the last.
        Assert.Equal([.. Enumerable.Repeat(LeaseReasons.PinWrong, PinDesk.TriesMax), LeaseReasons.PinLocked], _site.Ports.Events.Where(e => e.Happened == DoorEventKind.EntryUnanswered).Select(e => e.Reason));
        Enter(Pin);
        Enter(Pin, Other);
        Assert.Equal((PinDesk.TriesMax, 0, LeaseReasons.PinLocked), (_codes.Looked, _site.Ports.Unlocks, Last.Reason));
        _site.Pass(PinDesk.TriesPeriod);
        Enter(Pin);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Pins_that_are_still_being_compared_count_and_a_right_one_begins_anew()
    {
        _codes.IsSlow = true;
        for (int i = 0; i < PinDesk.TriesMax + 3; i++) { Enter(Wrong); }
        Assert.Equal(PinDesk.TriesMax, _codes.Looked);
        _codes.Answer();

        using PinOfflineTests anew = new();
        for (int i = 0; i < 2 * PinDesk.TriesMax; i++)
        {
            anew.Enter(i == PinDesk.TriesMax - 1 ? Pin : Wrong);
            anew.Settle();
        }
        Assert.Equal(2 * PinDesk.TriesMax, anew._codes.Looked);
    }

    [Fact]
    public void A_pin_belongs_to_the_badge_before_it_and_to_nobody_who_waits_no_more()
    {
        Type(Pin + "#");
        Assert.Equal(0, _codes.Looked);
        _site.Card(Badge);
        _site.Pass(PinDesk.TypeMax + TimeSpan.FromSeconds(1));
        Assert.Equal(Reasons.NoAnswer, Last.Reason);
        Type(Pin + "#");
        Assert.Equal((0, 0), (_codes.Looked, _site.Ports.Unlocks));
    }

    [Fact]
    public void A_flood_of_badges_is_one_question_and_the_newest_badge_counts()
    {
        _site.Card(Other);
        Type("40");
        for (int i = 0; i < 50; i++) { _site.Card(Badge); }
        Type("2917#");
        Assert.Equal((1, 0), (_codes.Looked, _site.Ports.Unlocks));
        _site.Pass(PinDesk.TypeMax + TimeSpan.FromSeconds(1));
        Assert.Equal(LeaseReasons.PinWrong, Assert.Single(_site.Ports.Events, e => e.Happened == DoorEventKind.EntryUnanswered).Reason);
    }

    [Fact]
    public void Where_pins_cannot_be_compared_nobody_enters_and_none_is_called_wrong()
    {
        _codes.Works = false;
        Enter(Pin);
        Assert.Equal((0, Reasons.CodesNotCompared), (_site.Ports.Unlocks, Last.Reason));
        Assert.Equal(Reasons.CodesNotCompared, Assert.Single(_site.Ports.Events, e => e.Happened == DoorEventKind.DeviceFault).Reason);
    }

    [Fact]
    public void An_answer_that_comes_once_the_lease_has_ended_or_the_gateway_is_back_opens_nothing()
    {
        _codes.IsSlow = true;
        Enter(Pin);
        _site.Controller.Leases.GiveUp("test");
        _codes.Answer();
        Assert.Equal(0, _site.Ports.Unlocks);

        using PinOfflineTests back = new();
        back._codes.IsSlow = true;
        back.Enter(Pin);
        back._site.Controller.AgentConnected(back._site.Ports);
        back._site.Greet();
        back._site.Pass(TimeSpan.FromSeconds(1));
        back._site.TellTime();
        Assert.True(back._site.Controller.IsOnline);
        back._codes.Answer();
        Assert.Equal(0, back._site.Ports.Unlocks);
    }

    [Fact]
    public void After_a_restart_or_an_opened_box_there_is_nothing_to_compare_with()
    {
        _site.TrustsRealTimeClock = true;
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.Start();
        _site.Controller.SlowCodes = _codes;
        Enter(Pin);
        Assert.Equal((0, 0, LeaseReasons.NotNamed), (_codes.Looked, _site.Ports.Unlocks, Last.Reason));
        // The badge that needs no PIN passes by the same lease.
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);

        using PinOfflineTests box = new();
        box._site.Controller.BoxMoved(LineState.Active);
        box.Enter(Pin);
        Assert.Equal((0, 0), (box._codes.Looked, box._site.Ports.Unlocks));
    }

    [Theory]
    [InlineData("half")]
    [InlineData("other lease")]
    [InlineData("other request")]
    [InlineData("other controller")]
    [InlineData("other key")]
    [InlineData("other badge")]
    public void Pins_count_only_whole_genuine_and_beside_their_own_lease(string what)
    {
        using TestController site = new();
        Comparer codes = new();
        site.Controller.SlowCodes = codes;
        site.GiveLease();
        LeasePins[] parts = Parts(site);
        Ed25519PrivateKey key = site.Gateway.LeaseKey;
        switch (what)
        {
            case "half": parts = parts[..1]; break;
            case "other lease": parts = [.. parts.Select(p => p with { Number = 2 })]; break;
            case "other request": parts = [.. parts.Select(p => p with { Request = Token128.NewRandom() })]; break;
            case "other controller": parts = [.. parts.Select(p => p with { Controller = DeviceId.Parse("controller-2") })]; break;
            case "other key": key = site.Gateway.GrantKey; break;
            case "other badge": parts = [.. parts.Select(p => p with { Groups = [.. p.Groups.Select(g => g with { Badges = [.. g.Badges.Select(b => b with { Badge = b.Badge with { Handle = 0x99 } })] })] })]; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
        Give(parts, site, key);
        site.Controller.AgentLeft();
        site.Card(Badge);
        site.Controller.KeypadPressed(TestController.VaultIn, Pin + "#");
        Assert.Equal((0, 0), (codes.Looked, site.Ports.Unlocks));
    }

    [Fact]
    public void Nothing_of_it_is_on_disk()
    {
        using TestController site = new();
        site.GiveLease();
        byte[] before = [.. site.Ports.Lease!];
        Give(Parts(site), site);
        Assert.Equal(before, site.Ports.Lease);
    }

    private DoorEvent Last => _site.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryUnanswered);

    private void Enter(string pin, byte badge = Badge)
    {
        _site.Card(badge);
        Type(pin + "#");
    }

    private void Type(string keys) => _site.Controller.KeypadPressed(TestController.VaultIn, keys);

    private void Settle() => _site.Pass(TimeSpan.FromSeconds(6));

    private LeasePins[] Parts() => Parts(_site);

    /// <summary>Beside the lease that answers the newest question: both badges of the person, a part each.</summary>
    private static LeasePins[] Parts(TestController site)
    {
        LeaseRequest request = site.AskedLease();
        byte[] key = request.OpenKey(site.Gateway.SealingKey)!;
        LeaseRight right = new(TestController.VaultIn, 5000, [new LeaseSpan(0, 14_400)]);
        LeasePinBadge Named(byte last) => new(new LeaseBadge(LeaseKey.HashOf(key, TestController.BadgeOf(last)), 0x70), 0x71, 0x72, new PinVerifiers(Comparer.Of(Pin), Comparer.Of(Duress)).Seal(key, 1, 0x70));
        return [.. new[] { Badge, Other }.Select((b, i) => new LeasePins(request.Controller, 1, request.Request, (ushort)i, 2, [new LeasePinGroup([right], [Named(b)])]))];
    }

    private void Give(LeasePins[] parts) => Give(parts, _site);

    private static void Give(LeasePins[] parts, TestController site, Ed25519PrivateKey? key = null)
    {
        foreach (LeasePins part in parts) { site.Say(new ToController { LeaseRecord = ByteString.CopyFrom(part.Sign(key ?? site.Gateway.LeaseKey)) }); }
    }

    /// <summary>Compares at once, or when told, in the place of the slow hash.</summary>
    private sealed class Comparer : ISlowCodes
    {
        private readonly List<Action> _waiting = [];

        public int Looked { get; private set; }

        public bool IsSlow { get; set; }

        public bool Works { get; set; } = true;

        public static string Of(string pin) => "v:" + pin;

        public void Check(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
        {
            Looked++;
            int at = verifiers.ToList().IndexOf(Of(Encoding.ASCII.GetString(code)));
            if (IsSlow) { _waiting.Add(() => answer(at < 0 ? null : at)); return; }
            answer(!Works ? ISlowCodes.NotCompared : at < 0 ? null : at);
        }

        public void Answer()
        {
            foreach (Action waiting in _waiting) { waiting(); }
            _waiting.Clear();
        }
    }
}
