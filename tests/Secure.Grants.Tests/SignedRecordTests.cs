using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants.Tests;

public class SignedRecordTests
{
    [Fact]
    public void There_is_a_sample_of_every_kind() =>
        Assert.Equal(Enum.GetValues<RecordKind>().Order(), Samples.All.Select(s => (RecordKind)s.Signed[1]).Distinct().Order());

    [Fact]
    public void Every_record_comes_back_as_it_went()
    {
        foreach (Sample sample in Samples.All) { Assert.Equal(sample.Signed, sample.Rewritten(sample.Signed)); }
    }

    [Fact]
    public void The_fields_of_a_record_come_back_in_their_places()
    {
        DoorEvent told = new(
            DeviceId.Parse("c"), Samples.Token(1), 2, 3, new byte[32], new DeviceTime(4, 5, ClockQuality.Unknown), DoorEventKind.CommandDone, DoorId.Parse("d"), null,
            PersonId.Parse("p"), "decision", 6, "reason", DoorMode.Blocked, LockState.Locking, LeafState.Open);

        Assert.True(Record.TryVerify(told.Sign(Samples.Key), [Samples.Key.PublicKey], out DoorEvent? read));
        Assert.Equal(told with { Previous = read.Previous }, read);
        Assert.Equal(told.Previous, read.Previous);
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        foreach (Sample sample in Samples.All)
        {
            for (int bit = 0; bit < sample.Signed.Length * 8; bit++)
            {
                byte[] altered = [.. sample.Signed];
                altered[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(sample.Verifies(altered), $"{sample.Name}, bit {bit}");
            }
        }
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_found()
    {
        foreach (Sample sample in Samples.All)
        {
            for (int length = 0; length < sample.Signed.Length; length++)
            {
                Assert.False(sample.Verifies(sample.Signed[..length]), $"{sample.Name}, first {length}");
                Assert.False(sample.Verifies(sample.Signed[^length..]), $"{sample.Name}, last {length}");
            }
            Assert.False(sample.Verifies([.. sample.Signed, 0]));
            Assert.False(sample.Verifies([0, .. sample.Signed]));
        }
    }

    [Fact]
    public void No_record_passes_for_another_kind()
    {
        foreach (Sample one in Samples.All)
        {
            foreach (Sample other in Samples.All.Where(s => s.Name != one.Name)) { Assert.False(other.Verifies(one.Signed), $"{one.Name} as {other.Name}"); }
        }
    }

    [Fact]
    public void A_body_signed_as_one_kind_does_not_count_under_the_number_of_another()
    {
        byte[] signed = new SignedTime(7).Sign(Samples.Key);
        byte[] relabelled = [signed[0], (byte)RecordKind.Acknowledgement, .. signed[2..]];

        Assert.False(SignedRecord.TryVerify(relabelled, RecordKind.Acknowledgement, [Samples.Key.PublicKey], out _));
    }

    [Fact]
    public void A_good_signature_over_a_body_that_is_no_such_record_is_refused()
    {
        byte[] signed = SignedRecord.Sign(RecordKind.SignedTime, [1, 2, 3], Samples.Key);

        Assert.True(SignedRecord.TryVerify(signed, RecordKind.SignedTime, [Samples.Key.PublicKey], out _));
        Assert.False(Record.TryVerify(signed, [Samples.Key.PublicKey], out SignedTime? _));
    }

    [Fact]
    public void Another_key_or_none_verifies_nothing()
    {
        byte[] signed = new SignedTime(7).Sign(Samples.Key);

        Assert.False(Record.TryVerify(signed, [Samples.Other.PublicKey], out SignedTime? _));
        Assert.False(Record.TryVerify(signed, [], out SignedTime? _));
    }

    [Fact]
    public void Peeking_reads_the_claim_of_an_unsigned_record()
    {
        byte[] signed = new Acknowledgement(DeviceId.Parse("controller-1"), 5, 6).Sign(Samples.Other);

        Assert.True(Record.TryPeek(signed, out Acknowledgement? claim));
        Assert.Equal(5UL, claim.Sequence);
    }

    [Fact]
    public void A_heartbeat_of_the_most_doors_with_the_longest_names_fits()
    {
        DoorReport[] doors = [.. Enumerable.Range(0, Heartbeat.DoorsMax).Select(i => new DoorReport(DoorId.Parse(new string('d', 61) + i.ToString("00", null)), DoorMode.Secured, LockState.Locked, LeafState.Closed))];
        Heartbeat beat = new(DeviceId.Parse(new string('c', 63)), Samples.Token(1), 1, new DeviceTime(1, 1, ClockQuality.Unknown), 1, new byte[32], 1, doors);

        Assert.True(Record.TryVerify(beat.Sign(Samples.Key), [Samples.Key.PublicKey], out Heartbeat? read));
        Assert.Equal(doors, read.Doors);
        Assert.Throws<InvalidOperationException>(() => (beat with { Doors = [.. doors, doors[0]] }).Sign(Samples.Key));
    }

    [Fact]
    public void A_record_that_is_too_long_is_never_signed() =>
        Assert.Throws<ArgumentException>(() => new ControllerEnrollment(DeviceId.Parse("c"), new byte[32], new byte[SignedRecord.LengthMax]).Sign(Samples.Key));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_wild_clock_still_gives_a_date(long wallMs)
    {
        DateTimeOffset wall = new DeviceTime(0, wallMs, ClockQuality.Synchronised).Wall;
        Assert.InRange(wall, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    }

    [Fact]
    public void A_hundred_thousand_hostile_records_are_refused_and_none_throws()
    {
        Random random = new(20300107);
        for (int i = 0; i < 100_000; i++)
        {
            Sample sample = Samples.All[random.Next(Samples.All.Length)];
            byte[] bytes = Hostile(random, sample.Signed);
            if (bytes.AsSpan().SequenceEqual(sample.Signed)) { continue; }
            _ = sample.Peeks(bytes);
            Assert.False(sample.Verifies(bytes));
            // A good outside around bad content is what a thief of the key could send.
            if (i % 16 == 0) { _ = sample.Verifies(SignedRecord.Sign((RecordKind)sample.Signed[1], Hostile(random, sample.Signed[4..^64]), Samples.Key)); }
        }
    }

    private static byte[] Hostile(Random random, byte[] good)
    {
        byte[] bytes = random.Next(3) == 0 ? new byte[good.Length + random.Next(200)] : [.. good, .. new byte[random.Next(3)]];
        if (random.Next(3) == 0) { random.NextBytes(bytes); }
        for (int i = random.Next(1, 8); i > 0; i--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
        return bytes;
    }
}
