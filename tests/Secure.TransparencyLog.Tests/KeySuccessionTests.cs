using System.Text;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

/// <summary>Whoever pinned a key of years ago follows it to the present one, by signatures of the keys in between alone.</summary>
public sealed class KeySuccessionTests : IDisposable
{
    private const int Size = 700;
    private const int FirstEntry = 100, SecondEntry = 400;
    private readonly Ed25519PrivateKey[] _keys = [.. Enumerable.Range(1, 4).Select(i => Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)i, 32)]))];
    private readonly LogFiles _log;

    public KeySuccessionTests()
    {
        _log = new LogFiles(Size, Entry);
        Handover(0, FirstEntry + 50, by: 0);
        Handover(1, SecondEntry + 1, by: 1);
        Sign(by: 2);
    }

    public void Dispose()
    {
        _log.Dispose();
        Array.ForEach(_keys, k => k.Dispose());
    }

    [Fact]
    public void The_first_key_leads_over_two_renewals_to_the_one_that_signs_now()
    {
        var report = Verify(0);

        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal(Size, report.EntriesRead);
        Assert.Equal(
            [new KeyStep("handover/000", FirstEntry + 50, FirstEntry, Key(0), Key(1)), new KeyStep("handover/001", SecondEntry + 1, SecondEntry, Key(1), Key(2))],
            report.KeySteps);
        Assert.True(Verify(1) is { IsGood: true, KeySteps.Count: 1 });
        Assert.True(Verify(2) is { IsGood: true, KeySteps.Count: 0 });
        RefusedBecause(3, LogFaultKind.HandoverMissing, entry: FirstEntry);
    }

    [Fact]
    public void Where_the_oldest_contents_are_gone_a_key_named_in_what_is_kept_is_still_followed()
    {
        _log.Delete("tile/entries/000");

        // Here nothing says that it may be gone: the way is found all the same, and the copy is refused for that alone.
        var report = Verify(1);
        Assert.Equal(new KeyStep("handover/001", SecondEntry + 1, SecondEntry, Key(1), Key(2)), Assert.Single(report.KeySteps));
        Assert.Equal(new LogFault(LogFaultKind.FileMissing, "tile/entries/000", 0), Assert.Single(report.Faults));
        // The entry that named the second key is gone.
        Assert.False(Verify(0).IsGood);
        Assert.Empty(Verify(0).KeySteps);
    }

    [Fact]
    public async Task A_foreign_verifier_follows_the_same_way_and_refuses_the_same()
    {
        Assert.SkipUnless(ForeignVerifier.Exists, "No go, or no golang-golang-x-mod-dev.");
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 3).Select(i => ForeignVerifier.RunAsync(_log.Root, Key(i)))), said => Assert.Equal((0, $"good: {Size}"), said));
        Assert.Equal(1, (await ForeignVerifier.RunAsync(_log.Root, Key(3))).Exit);

        Handover(1, SecondEntry, by: 1);
        Assert.Equal(1, (await ForeignVerifier.RunAsync(_log.Root, Key(0))).Exit);
        Handover(_log, 1, SecondEntry + 1, by: 1, Merkle.EmptyRoot);
        Assert.Equal((1, "bad: handover 001 is of another tree"), await ForeignVerifier.RunAsync(_log.Root, Key(0)));
    }

    [Fact]
    public void Entries_and_tiles_of_a_followed_log_are_checked_like_any_other()
    {
        var bundle = _log.Read("tile/entries/002.p/188");
        bundle[^1] ^= 1;
        _log.Write("tile/entries/002.p/188", bundle);

        var report = Verify(0);
        Assert.False(report.IsGood);
        Assert.Equal(Size - 1, report.FirstBadEntry);
    }

    [Fact]
    public void An_entry_that_only_whoever_holds_the_copy_wrote_gives_nobody_a_key()
    {
        // All that an attacker can do: his own entry, tiles and checkpoint, and the true handovers beside them.
        using var forged = new LogFiles(Size, i => i == 650 ? Announce(3) : Entry(i));
        foreach (var path in (string[])["handover/000", "handover/001"]) { forged.Write(path, _log.Read(path)); }
        Sign(forged, Size, by: 3);

        Assert.Equal(new LogFault(LogFaultKind.HandoverMissing, "handover", 650), Assert.Single(Verify(0, forged).Faults));
        // With a handover that he signed himself.
        Handover(forged, 2, 651, by: 3);
        Assert.Equal(new LogFault(LogFaultKind.HandoverMissing, "handover", 650), Assert.Single(Verify(0, forged).Faults));
        // With a trusted name over his signature.
        var body = new Checkpoint(LogFiles.Origin, 651, RootOf(forged, 651)).ToBody();
        forged.Write("handover/002", SignedNote.Create(body, new NoteSignature(LogFiles.Origin, Key(2).Id, _keys[3].Sign(body))).ToBytes());
        Assert.Equal(new LogFault(LogFaultKind.HandoverBadSignature, "handover/002", null), Assert.Single(Verify(0, forged).Faults));
    }

    [Fact]
    public void A_handover_that_is_missing_is_told_with_the_entry_that_it_should_cover()
    {
        var second = _log.Read("handover/001");
        _log.Delete("handover/001");
        RefusedBecause(0, LogFaultKind.HandoverMissing, entry: SecondEntry);
        _log.Write("handover/001", second);
        _log.Delete("handover/000");
        RefusedBecause(0, LogFaultKind.HandoverMissing, entry: FirstEntry);
    }

    [Fact]
    public void A_handover_from_before_the_entry_vouches_for_nobody()
    {
        Handover(1, SecondEntry, by: 1);
        RefusedBecause(0, LogFaultKind.HandoverMissing, entry: SecondEntry);
    }

    [Fact]
    public void A_handover_of_another_tree_or_beyond_the_copy_is_refused()
    {
        using var other = new LogFiles(Size, i => i == 3 ? "another"u8.ToArray() : Entry(i));
        Handover(_log, 0, FirstEntry + 50, by: 0, RootOf(other, FirstEntry + 50));
        RefusedBecause(0, LogFaultKind.HandoverOfAnotherTree, "handover/000");
        Handover(_log, 0, Size + 1, by: 0, Merkle.EmptyRoot);
        RefusedBecause(0, LogFaultKind.HandoverOfAnotherTree, "handover/000");
    }

    [Fact]
    public void Handovers_in_the_wrong_order_are_refused()
    {
        var (first, second) = (_log.Read("handover/000"), _log.Read("handover/001"));
        _log.Write("handover/000", second);
        _log.Write("handover/001", first);
        RefusedBecause(0, LogFaultKind.HandoverOrder, "handover/000");
    }

    [Fact]
    public void A_handover_that_cannot_be_read_is_told()
    {
        _log.Write("handover/001", "no note"u8);
        RefusedBecause(0, LogFaultKind.HandoverMalformed, "handover/001");
        _log.Write("handover/001", []);
        RefusedBecause(0, LogFaultKind.FileLength, "handover/001");
    }

    [Fact]
    public void What_an_earlier_log_of_the_site_handed_over_disturbs_nobody()
    {
        var (first, second) = (_log.Read("handover/000"), _log.Read("handover/001"));
        _log.Write("handover/001", first);
        _log.Write("handover/002", second);
        var body = new Checkpoint("example.com/earlier", 5_000, Merkle.EmptyRoot).ToBody();
        _log.Write("handover/000", SignedNote.Create(body, new NoteSigner("example.com/earlier", _keys[0]).Sign(body)).ToBytes());
        Assert.True(Verify(0).IsGood);
    }

    [Fact]
    public void Witnesses_are_asked_for_as_ever_where_a_key_was_followed()
    {
        using var key = Ed25519PrivateKey.FromSeed(new byte[32]);
        var witness = new Cosigner("witness", key, TimeProvider.System);
        Assert.Equal(CheckpointVerdict.TooFewWitnesses, Assert.Single(new LogVerifier(Key(0), [witness.VerifierKey], 1).Verify(_log.Root, default).Faults).Verdict);
        var body = _log.Checkpoint.ToBody();
        _log.Write("checkpoint", SignedNote.Create(body, new NoteSigner(LogFiles.Origin, _keys[2]).Sign(body), witness.Sign(body)).ToBytes());
        Assert.True(new LogVerifier(Key(0), [witness.VerifierKey], 1).Verify(_log.Root, default) is { IsGood: true, Checkpoint.Cosignatures.Count: 1 });
    }

    [Theory]
    [InlineData("""{"kind":"log.next_key"}""")]
    [InlineData("""{"kind":"log.next_key","details":7}""")]
    [InlineData("""{"kind":"log.next_key","details":{"verifier_key":"nonsense"}}""")]
    [InlineData("""{"kind":"log.next_key","details":{"verifier_key":"KEY","verifier_key":"KEY"}}""")]
    [InlineData("""{"kind":"log.next_key","kind":"log.next_key","details":{"verifier_key":"KEY"}}""")]
    [InlineData("""{"kind":"test","about":"log.next_key","details":{"verifier_key":"KEY"}}""")]
    [InlineData("""{"details":{"kind":"log.next_key","verifier_key":"KEY"}}""")]
    [InlineData("""["log.next_key"]""")]
    [InlineData("""{"kind":"log.next_key","details":{"verifier_key":"KEY"}""")]
    public void Only_an_entry_of_the_one_form_names_a_key(string entry)
    {
        Assert.Equal(Key(1), KeyAnnouncement.Read(Announce(1), LogFiles.Origin));
        Assert.Null(KeyAnnouncement.Read(Encoding.UTF8.GetBytes(entry.Replace("KEY", Key(1).ToString(), StringComparison.Ordinal)), LogFiles.Origin));
        Assert.Null(KeyAnnouncement.Read(Announce(1), "example.com/other"));
    }

    private byte[] Entry(int index) => index switch { FirstEntry => Announce(1), SecondEntry => Announce(2), _ => MemoryHashes.Entry(index) };

    private byte[] Announce(int key) => Encoding.UTF8.GetBytes($$"""{"v":1,"kind":"log.next_key","details":{"origin":"x","verifier_key":"{{Key(key)}}"} }""");

    private VerifierKey Key(int index) => new NoteSigner(LogFiles.Origin, _keys[index]).VerifierKey;

    private LogReport Verify(int pinned, LogFiles? log = null) => new LogVerifier(Key(pinned), [], 0).Verify((log ?? _log).Root, default);

    private void RefusedBecause(int pinned, LogFaultKind kind, string path = "handover", long? entry = null)
    {
        var report = Verify(pinned);
        Assert.Null(report.Checkpoint);
        Assert.Equal(new LogFault(kind, path, entry), Assert.Single(report.Faults));
    }

    private void Handover(int number, int size, int by) => Handover(_log, number, size, by);

    private void Handover(LogFiles log, int number, int size, int by, LogHash? root = null)
    {
        var body = new Checkpoint(LogFiles.Origin, size, root ?? RootOf(log, size)).ToBody();
        log.Write(TileFolder.HandoverPath(number), SignedNote.Create(body, new NoteSigner(LogFiles.Origin, _keys[by]).Sign(body)).ToBytes());
    }

    private void Sign(int by) => Sign(_log, Size, by);

    private void Sign(LogFiles log, int size, int by)
    {
        var body = new Checkpoint(LogFiles.Origin, size, RootOf(log, size)).ToBody();
        log.Write("checkpoint", SignedNote.Create(body, new NoteSigner(LogFiles.Origin, _keys[by]).Sign(body)).ToBytes());
    }

    private static LogHash RootOf(LogFiles log, int size) =>
        new TileHashReader(log.Folder, log.Checkpoint.Size).RootAsync(size, default).AsTask().GetAwaiter().GetResult();
}
