using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants.Tests;

public class LeaseTests
{
    private static readonly RSA Sealing = RSA.Create(3072);
    private static readonly byte[] Key = SHA256.HashData("lease key"u8);

    [Fact]
    public void A_lease_key_opens_for_the_request_that_it_was_sealed_for_alone()
    {
        byte[] box = LeaseRequest.Seal(Sealing.ExportSubjectPublicKeyInfo(), Samples.Token(2), Key);
        LeaseRequest request = new(DeviceId.Parse("controller-1"), Samples.Token(1), Samples.Token(2), new DeviceTime(1, 1, ClockQuality.Unknown), box);

        Assert.Equal(Key, request.OpenKey(Sealing));
        Assert.Null((request with { Request = Samples.Token(3) }).OpenKey(Sealing));
        Assert.Null((request with { SealedKey = Sealed.Seal(Sealing.ExportSubjectPublicKeyInfo(), new byte[5]) }).OpenKey(Sealing));
        Assert.Null((request with { SealedKey = [1, 2] }).OpenKey(Sealing));
    }

    [Fact]
    public void A_badge_has_another_hash_under_every_key_and_beside_every_other_badge()
    {
        byte[] hash = LeaseKey.HashOf(Key, BadgeNumber.H10301(1, 1001));

        Assert.Equal(LeaseKey.HashLength, hash.Length);
        Assert.Equal(hash, LeaseKey.HashOf(Key, BadgeNumber.H10301(1, 1001)));
        Assert.NotEqual(hash, LeaseKey.HashOf(SHA256.HashData("another"u8), BadgeNumber.H10301(1, 1001)));
        Assert.NotEqual(hash, LeaseKey.HashOf(Key, BadgeNumber.H10301(1, 1002)));
        // The same bytes with another number of bits are another card.
        Assert.True(BadgeNumber.TryCreate(8, [0x80], out BadgeNumber? eight) && BadgeNumber.TryCreate(7, [0x80], out BadgeNumber? seven) && !LeaseKey.HashOf(Key, eight).SequenceEqual(LeaseKey.HashOf(Key, seven)));
    }

    [Theory]
    [InlineData(0, 1, 0u)]
    [InlineData(0, 1, 14_401u)]
    [InlineData(1, 1, 60u)]
    [InlineData(0, 0, 60u)]
    [InlineData(0, 513, 60u)]
    public void A_lease_of_a_wrong_life_or_part_does_not_read(ushort part, ushort parts, uint life)
    {
        byte[] signed = new Lease(DeviceId.Parse("c"), 1, Samples.Token(1), part, parts, 1, 1, life, []).Sign(Samples.Key);

        Assert.False(Record.TryVerify(signed, [Samples.Key.PublicKey], out Lease? _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(30_001u)]
    public void A_lease_that_holds_a_door_for_too_long_does_not_read(uint holdMs)
    {
        LeaseGroup group = new([new LeaseRight(ReaderId.Parse("r"), holdMs, [])], []);

        Assert.False(Record.TryVerify(new Lease(DeviceId.Parse("c"), 1, Samples.Token(1), 0, 1, 1, 1, 60, [group]).Sign(Samples.Key), [Samples.Key.PublicKey], out Lease? _));
    }

    [Fact]
    public void A_span_holds_from_its_first_second_to_before_its_last()
    {
        LeaseRight right = new(ReaderId.Parse("r"), 5000, [new LeaseSpan(10, 20)]);

        Assert.Equal([false, true, true, false], new double[] { 9.9, 10, 19.9, 20 }.Select(s => right.IsOpen(TimeSpan.FromSeconds(s))));
    }

    [Fact]
    public void A_lease_without_plans_is_written_as_before_there_were_any_and_no_plans_are_never_written_as_a_number()
    {
        Lease plain = new(DeviceId.Parse("c"), 1, Samples.Token(1), 0, 1, 1, 1, 60, []);
        CanonicalWriter before = new CanonicalWriter().Id(plain.Controller).U64(1).Token(plain.Request).U16(0).U16(1).U64(1).I64(1).U32(60).U16(0);
        CanonicalWriter now = new();
        plain.Write(now);
        Assert.Equal(before.ToArray(), now.ToArray());

        byte[] none = SignedRecord.Sign(RecordKind.Lease, before.U16(0).Written, Samples.Key);
        Assert.False(Record.TryVerify(none, [Samples.Key.PublicKey], out Lease? _));
    }

    [Theory]
    [InlineData(0u, 0u, 0)]
    [InlineData(10_001u, 0u, 0)]
    [InlineData(5u, uint.MaxValue, 0)]
    [InlineData(5u, 0u, LeaseLimit.NamedMax + 1)]
    public void A_lease_with_a_limit_out_of_range_does_not_read(uint max, uint others, int named)
    {
        Lease lease = new(DeviceId.Parse("c"), 1, Samples.Token(1), 0, 1, 1, 1, 60, [])
        {
            Plans = [new LeasePlan(DoorId.Parse("d"), new byte[DoorPlan.DigestLength])],
            Limits = [new LeaseLimit(RoomId.Parse("r"), max, others, new ulong[named])],
        };
        Assert.False(Record.TryVerify(lease.Sign(Samples.Key), [Samples.Key.PublicKey], out Lease? _));
    }

    [Fact]
    public void Verifiers_of_pins_open_under_their_key_for_their_lease_and_handle_alone_and_print_nothing()
    {
        PinVerifiers verifiers = new("$argon2id$a", "$argon2id$b");
        byte[] box = verifiers.Seal(Key, 7, 9);

        Assert.Equal(verifiers, PinVerifiers.Open(Key, 7, 9, box));
        Assert.Null(PinVerifiers.Open(SHA256.HashData("another"u8), 7, 9, box));
        Assert.Null(PinVerifiers.Open(Key, 8, 9, box));
        Assert.Null(PinVerifiers.Open(Key, 7, 8, box));
        Assert.Null(PinVerifiers.Open(Key, 7, 9, box.AsSpan(0, box.Length - 1)));
        Assert.Null(PinVerifiers.Open(Key, 7, 9, []));
        Assert.Equal(-1, box.AsSpan().IndexOf("argon2id"u8));
        Assert.DoesNotContain("argon2id", verifiers.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plans_digest_is_of_what_it_says_and_not_of_its_number()
    {
        PlanTimes times = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90), TimeSpan.Zero);
        PlanPassage passage = new(null, RoomId.Parse("r"), null, "a", AntiPassback.Hard, TimeSpan.Zero, null, TimeSpan.FromSeconds(30), []);
        DoorPlan plan = new(DeviceId.Parse("c"), DoorId.Parse("d"), 3, Tier.Two, LockKind.FailSecure, true, times, new PlanExit(false, [], false), passage, null);

        Assert.Equal(plan.Digest(), (plan with { Number = 4 }).Digest());
        Assert.NotEqual(plan.Digest(), (plan with { Passage = passage with { TwoPersonWithin = TimeSpan.Zero } }).Digest());
        Assert.NotEqual(plan.Digest(), (plan with { Passage = passage with { Rule = AntiPassback.Soft } }).Digest());
    }
}
