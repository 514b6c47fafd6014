using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>A real controller with two doors, its far side and its wires, in simulated time.</summary>
internal sealed class TestController : IDisposable
{
    public static readonly DoorId Vault = DoorId.Parse("vault"), Lobby = DoorId.Parse("lobby");
    public static readonly ReaderId VaultIn = ReaderId.Parse("vault-in"), VaultOut = ReaderId.Parse("vault-out");

    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private readonly long _builtMs;
    private readonly bool _isTwoSided;
    private ulong _epoch;

    /// <param name="twoSided">There is a reader inside the vault too.</param>
    public TestController(bool enrolled = true, bool greeted = true, bool twoSided = false)
    {
        _isTwoSided = twoSided;
        _builtMs = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Gateway = new TestGateway(_builtMs);
        if (enrolled)
        {
            Ports.SaveKeyList(Gateway.KeyList());
            Ports.SaveAccepted([1]);
        }
        Start(enrolled ? null : Gateway.NewCode());
        if (greeted) { Greet(); }
    }

    public long BuiltMs => _builtMs;

    public bool TrustsRealTimeClock { get; set; }

    public ManualTime Clock { get; } = new();

    public TestPorts Ports { get; } = new();

    public TestGateway Gateway { get; }

    public Controller Controller { get; private set; } = null!;

    public Ed25519PublicKey PublicKey => _key.PublicKey;

    public Token128 BootId => Controller.Setup.BootId;

    public DoorReport Report(DoorId door) => Controller.Doors.Report(door);

    /// <summary>A new process on the same disk. The doors are closed and locked, but for those that are named.</summary>
    public void Start(EnrollmentCode? code = null, DoorId? open = null, DoorId? unlocked = null)
    {
        Ports.Restart();
        Controller = new Controller(
            new ControllerSetup(DeviceId.Parse("controller-1"), _key, Token128.NewRandom(), ++_epoch,
                [new DoorSettings(Vault), new DoorSettings(Lobby)], _isTwoSided ? new Dictionary<ReaderId, DoorId> { [VaultIn] = Vault, [VaultOut] = Vault } : new Dictionary<ReaderId, DoorId> { [VaultIn] = Vault },
                Gateway.RootFingerprint, code, Ports.KeyList, Ports.Accepted is not null, Ports.Commands, Math.Max(Ports.Time, _builtMs), [.. Ports.Plans.Values])
            { Lease = Ports.Lease, Places = Ports.Places, BreakGlass = Ports.BreakGlass, TrustsRealTimeClock = TrustsRealTimeClock, IsBoxTampered = Ports.BoxTampered, BuiltMs = _builtMs },
            Clock, Ports, Ports, Ports, Ports)
        { Install = Ports, Lines = Ports, Version = "test-1" };
        Controller.Start();
        foreach (DoorId door in new[] { Vault, Lobby })
        {
            Controller.PinMoved(door, new DoorInput.Feedback(door == unlocked));
            Controller.PinMoved(door, new DoorInput.Contact(door == open));
        }
        Controller.AgentConnected(Ports);
    }

    /// <param name="hash">Of that entry's record; null: an older agent, which tells none.</param>
    public void Greet(ulong stored = 0, byte[]? hash = null) =>
        Say(new ToController { Hello = new AgentHello { Agent = "agent-1", LastStoredSequence = stored, LastStoredHash = ByteString.CopyFrom(hash ?? []) } });

    public Reception Say(ToController message) => Controller.AgentSaid(message);

    public Reception Deliver(byte[] grant) => Say(new ToController { Grant = new GrantDelivery { GrantRecord = ByteString.CopyFrom(grant) } });

    public Reception Order(byte[] command) => Say(new ToController { CommandRecord = ByteString.CopyFrom(command) });

    /// <summary>Moves time in small steps, as the loop would.</summary>
    public void Pass(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(50))
        {
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            Controller.Tick();
        }
    }

    /// <summary>Moves time to whatever is due next, again and again, as the loop does that waits for it.</summary>
    public void PassAsLoop(TimeSpan time)
    {
        TimeSpan end = Controller.Time.Now + time;
        while (Controller.Time.Now is var now && now < end)
        {
            TimeSpan due = Controller.DueAt - now, left = end - now, least = TimeSpan.FromMilliseconds(1);
            Clock.Advance(due < least ? least : due < left ? due : left);
            Controller.Tick();
        }
    }

    public Presentation PresentBadge()
    {
        Controller.CardPresented(VaultIn, CardBits.Decode([0, 1, 26, 0, 0x12, 0x34, 0x56, 0x40])!);
        return NewestPresentation();
    }

    public Presentation NewestPresentation()
    {
        FromController sent = Ports.Sent.Last(m => m.MessageCase == FromController.MessageOneofCase.Presentation);
        Assert.True(Record.TryVerify(sent.Presentation.PresentationRecord.Span, [PublicKey], out Presentation? presentation));
        return presentation;
    }

    public NonceIssued AskNonce(DoorId door)
    {
        Assert.Equal(Reception.Fine, Say(new ToController { NonceRequest = new NonceRequest { Door = door.Text, RequestId = ByteString.CopyFrom(new byte[16]) } }));
        Assert.True(Record.TryVerify(Ports.Sent[^1].NonceRecord.Span, [PublicKey], out NonceIssued? issued));
        return issued;
    }

    /// <summary>A card at the vault's outer reader that is not sent anywhere for sure: the lease or nobody decides.</summary>
    public void Card(byte last = 0x40) => Controller.CardPresented(VaultIn, CardBits.Decode([0, 1, 26, 0, 0x12, 0x34, 0x56, last])!);

    public static BadgeNumber BadgeOf(byte last = 0x40) => BadgeNumber.TryCreate(26, [0x12, 0x34, 0x56, last], out BadgeNumber? badge) ? badge : throw new FormatException();

    /// <summary>The newest question for a lease.</summary>
    public LeaseRequest AskedLease()
    {
        FromController sent = Ports.Sent.Last(m => m.MessageCase == FromController.MessageOneofCase.LeaseRequestRecord);
        Assert.True(Record.TryVerify(sent.LeaseRequestRecord.Span, [PublicKey], out LeaseRequest? request));
        return request;
    }

    /// <summary>A lease that answers the newest question: the badge may enter the vault within the spans.</summary>
    public Lease LeaseFor(ulong number, TimeSpan? life = null, LeaseRequest? to = null, params LeaseSpan[] spans)
    {
        LeaseRequest request = to ?? AskedLease();
        TimeSpan lives = life ?? Lease.LifeMax;
        LeaseRight right = new(VaultIn, 5000, spans.Length > 0 ? spans : [new LeaseSpan(0, (uint)lives.TotalSeconds)]);
        LeaseBadge badge = new(LeaseKey.HashOf(request.OpenKey(Gateway.SealingKey)!, BadgeOf()), 0xABC);
        return new Lease(request.Controller, number, request.Request, 0, 1, 7, Clock.GetUtcNow().ToUnixTimeMilliseconds(), (uint)lives.TotalSeconds, [new LeaseGroup([right], [badge])]);
    }

    public void GiveLease(ulong number = 1, TimeSpan? life = null, params LeaseSpan[] spans)
    {
        Controller.Tick();
        Say(new ToController { LeaseRecord = ByteString.CopyFrom(LeaseFor(number, life, null, spans).Sign(Gateway.LeaseKey)) });
    }

    /// <summary>The gateway's time, as its own word.</summary>
    public void TellTime(TimeSpan off = default) => Say(new ToController { SignedTimeRecord = ByteString.CopyFrom(new SignedTime((Clock.GetUtcNow() + off).ToUnixTimeMilliseconds()).Sign(Gateway.CommandKey)) });

    /// <summary>The lock follows its line, as a sound lock does.</summary>
    public void LockFollows(DoorId door) => Controller.PinMoved(door, new DoorInput.Feedback(Ports.Driven.GetValueOrDefault(door)));

    public void Leaf(DoorId door, bool open) => Controller.PinMoved(door, new DoorInput.Contact(open));

    /// <summary>Everything written so far is on disk.</summary>
    public void DiskKeeps() => Controller.JournalIsDurable((ulong)Ports.Records.Count);

    /// <summary>Every entry since the first is signed, numbered and chained to the one before.</summary>
    public void AssertRecordIsWhole()
    {
        byte[] previous = new byte[32];
        ulong sequence = 0;
        foreach (byte[] record in Ports.Records)
        {
            Assert.True(Record.TryVerify(record, [PublicKey], out DoorEvent? entry));
            Assert.Equal((++sequence, Convert.ToHexString(previous)), (entry.Sequence, Convert.ToHexString(entry.Previous)));
            previous = DoorEvent.HashOf(record);
        }
    }

    public void Dispose()
    {
        Gateway.Dispose();
        _key.Dispose();
    }
}
