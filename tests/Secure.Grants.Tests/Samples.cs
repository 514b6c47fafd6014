using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants.Tests;

/// <summary>One record of each kind, with every field filled, and what each test does with any of them.</summary>
internal static class Samples
{
    public static readonly Ed25519PrivateKey Key = Ed25519PrivateKey.FromSeed(SHA256.HashData("samples"u8));
    public static readonly Ed25519PrivateKey Other = Ed25519PrivateKey.FromSeed(SHA256.HashData("other"u8));

    private static readonly DeviceId Controller = DeviceId.Parse("controller-1");
    private static readonly DoorId Door = DoorId.Parse("vault");
    private static readonly ReaderId Reader = ReaderId.Parse("vault-in");
    private static readonly PersonId Person = PersonId.Parse("p-zhang");
    private static readonly DeviceTime Time = new(ulong.MaxValue - 1, -5, ClockQuality.Synchronised);

    private static readonly PlanTimes Times = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(10));

    public static Sample[] All { get; } =
    [
        Sample.Of(new Presentation(Controller, Door, Reader, Token(1), Token(2), 3, Time, [1, 2, 3])),
        Sample.Of(new EntryWaiting(Controller, Door, Reader, Token(1), Token(2), Time)),
        Sample.Of(new ClockSetting(Door, 9, Token(1), Token(2), 77, 1_900_000_000_000, Person, "decision")),
        Sample.Of(new EntryPin(Controller, Door, Reader, Token(1), Token(2), [4, 5, 6])),
        Sample.Of(new Grant(Door, Token(1), Token(2), 4, 5000, 6, Person, "d-1")),
        Sample.Of(new Command(Door, 7, DoorCommand.Unlock, Token(1), Token(2), 8, 9000, Person, "d-2")),
        Sample.Of(new DoorEvent(Controller, Token(1), 2, 3, SHA256.HashData("before"u8), Time, DoorEventKind.Opened, Door, Reader, Person, "d-3", 4, "why", DoorMode.Lockdown, LockState.Unlocked, LeafState.Held)),
        Sample.Of(new DoorEvent(Controller, Token(1), 1, 1, new byte[32], Time, DoorEventKind.ControllerStarted, null, null, null, "", 0, "", DoorMode.Secured, LockState.Unknown, LeafState.Unknown)),
        Sample.Of(new Heartbeat(Controller, Token(1), 2, Time, 3, SHA256.HashData("head"u8), 4, [new DoorReport(Door, DoorMode.Blocked, LockState.Jammed, LeafState.Forced), new DoorReport(DoorId.Parse("lobby"), DoorMode.Secured, LockState.Locked, LeafState.Closed)])),
        Sample.Of(new ControllerStatus(Controller, Token(1), Time, "1.0.0+0123456789ab", [new ReaderLine(Reader, true, true, 7, 6, 5), new ReaderLine(ReaderId.Parse("lobby-in"), false, false, ulong.MaxValue, 0, 0)])),
        Sample.Of(new NonceIssued(Controller, Door, Token(1), Token(2), Token(3), Time)),
        Sample.Of(new Acknowledgement(Controller, 5, 6)),
        Sample.Of(new SignedTime(long.MinValue)),
        Sample.Of(new ControllerEnrollment(Controller, SHA256.HashData("key"u8), [9, 8, 7])),
        Sample.Of(new DoorPlan(Controller, Door, 12, Tier.Three, LockKind.FailSafe, true, Times, new PlanExit(true, [true, false], true),
            new PlanPassage(RoomId.Parse("lobby"), RoomId.Parse("vault"), "outer", "inner", AntiPassback.Timed, TimeSpan.FromMinutes(15), "trap", TimeSpan.FromSeconds(30), [new PlanReader(Reader, true)]),
            new PlanFree(new PlanHours("Asia/Shanghai", [new PlanSpan(62, 480, 1440)], [new DateOnly(2030, 10, 1)]), true))),
        Sample.Of(new DoorPlan(Controller, Door, 1, Tier.One, LockKind.FailSecure, false, Times, new PlanExit(false, [], false),
            new PlanPassage(null, RoomId.Parse("vault"), null, null, AntiPassback.None, TimeSpan.Zero, null, TimeSpan.Zero, []), null)),
        Sample.Of(new ControllerAccepted(Controller, SHA256.HashData("key"u8), 1)),
        Sample.Of(new LeaseRequest(Controller, Token(1), Token(2), Time, [1, 2, 3])),
        Sample.Of(new Lease(Controller, 4, Token(2), 1, 2, 5, 6, 14_400, [new LeaseGroup([new LeaseRight(Reader, 5000, [new LeaseSpan(1, 2), new LeaseSpan(3, 4)])], [new LeaseBadge(SHA256.HashData("badge"u8)[..16], ulong.MaxValue)])])),
        Sample.Of(new Lease(Controller, 4, Token(2), 0, 1, 5, 6, 60, []) { Plans = [new LeasePlan(Door, SHA256.HashData("plan"u8)[..DoorPlan.DigestLength])] }),
        Sample.Of(new Lease(Controller, 4, Token(2), 0, 1, 5, 6, 60, [])
        {
            Plans = [new LeasePlan(Door, SHA256.HashData("plan"u8)[..DoorPlan.DigestLength])],
            Limits = [new LeaseLimit(RoomId.Parse("vault"), 10_000, 3, [1, ulong.MaxValue]), new LeaseLimit(RoomId.Parse("lobby"), 1, 0, [])],
        }),
        Sample.Of(new LeasePins(Controller, 4, Token(2), 1, 2, [new LeasePinGroup([new LeaseRight(Reader, 5000, [new LeaseSpan(1, 2)])], [new LeasePinBadge(new LeaseBadge(SHA256.HashData("badge"u8)[..16], 7), 8, ulong.MaxValue, [1, 2, 3])])])),
        Sample.Of(new BreakGlass(Controller, 7, [new BreakGlassPair(Door, 5000, "$argon2id$a", "$argon2id$b")])),
    ];

    public static Token128 Token(byte fill) => Token128.TryFrom(Enumerable.Repeat(fill, 16).ToArray(), out Token128? token) ? token : throw new InvalidOperationException();
}

/// <summary>A record whose type the caller need not know.</summary>
/// <param name="Verifies">Whether bytes verify as this kind with <see cref="Samples.Key"/>.</param>
/// <param name="Rewritten">The same record read and signed again; null where it did not verify.</param>
internal sealed record Sample(string Name, byte[] Signed, Func<byte[], bool> Verifies, Func<byte[], bool> Peeks, Func<byte[], byte[]?> Rewritten)
{
    public static Sample Of<T>(T record) where T : class, IRecord<T> => new(
        typeof(T).Name,
        record.Sign(Samples.Key),
        bytes => Record.TryVerify(bytes, [Samples.Key.PublicKey], out T? _),
        bytes => Record.TryPeek(bytes, out T? _),
        bytes => Record.TryVerify(bytes, [Samples.Other.PublicKey, Samples.Key.PublicKey], out T? read) ? read.Sign(Samples.Key) : null);
}
