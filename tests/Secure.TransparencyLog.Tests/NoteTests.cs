using System.Text;
using System.Text.Json;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

public sealed class NoteTests : IDisposable
{
    private readonly Ed25519PrivateKey _private = Ed25519PrivateKey.FromSeed(new byte[32]);
    private readonly NoteSigner _signer;

    public NoteTests() => _signer = new NoteSigner("example.com/log", _private);

    public void Dispose() => _private.Dispose();

    [Fact]
    public void Published_notes_are_verified_by_their_published_keys()
    {
        foreach (var vector in Vectors.Json("notes/notes.json").GetProperty("vectors").EnumerateArray())
        {
            var text = vector.GetProperty("vkey").GetString();
            Assert.True(VerifierKey.TryParse(text, out var key), text);
            Assert.Equal(text, key.ToString());

            var bytes = Encoding.UTF8.GetBytes(vector.GetProperty("note").GetString()!);
            Assert.True(SignedNote.TryParse(bytes, out var note));
            Assert.Equal(NoteVerdict.Good, note.Verify([key], out var verified));
            Assert.Equal(key, Assert.Single(verified).Key);
            Assert.Equal(bytes, note.ToBytes());
        }
    }

    [Fact]
    public void Notes_signed_with_the_published_private_keys_come_out_byte_for_byte()
    {
        var signed = 0;
        foreach (var vector in Vectors.Json("notes/notes.json").GetProperty("vectors").EnumerateArray())
        {
            if (!vector.TryGetProperty("skey", out var skey))
            {
                continue;
            }

            // Go's private form: PRIVATE+KEY+name+id+base64(0x01 ‖ seed).
            var parts = skey.GetString()!.Split('+', 5);
            using var key = Ed25519PrivateKey.FromSeed(Convert.FromBase64String(parts[4]).AsSpan(1));
            var signer = new NoteSigner(parts[2], key);
            var published = vector.GetProperty("note").GetString()!;
            var text = Encoding.UTF8.GetBytes(published[..(published.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)]);

            var note = SignedNote.Create(text, signer.Sign(text));
            Assert.Equal(vector.GetProperty("vkey").GetString(), signer.VerifierKey.ToString());
            Assert.Equal(published, Encoding.UTF8.GetString(note.ToBytes()));
            signed++;
        }

        Assert.True(signed >= 2);
    }

    [Fact]
    public void Published_bad_keys_are_refused_and_cosigner_keys_read()
    {
        var json = Vectors.Json("notes/notes.json");
        foreach (var bad in json.GetProperty("bad_vkeys").EnumerateArray())
        {
            Assert.False(VerifierKey.TryParse(bad.GetString(), out var none), bad.GetString());
            Assert.Null(none);
        }

        foreach (var good in json.GetProperty("cosigner_vkeys").EnumerateArray())
        {
            Assert.True(VerifierKey.TryParse(good.GetString(), out var key), good.GetString());
            Assert.Equal(NoteKeyKind.Cosignature, key.Kind);
            Assert.Equal(good.GetString(), key.ToString());
        }
    }

    [Fact]
    public void The_cosigned_example_of_the_cosignature_text_has_the_form_we_write()
    {
        // C2SP tlog-cosignature: name, 4 + 8 + 64 bytes, the time of the text's own example.
        var lines = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes("x\n\n" + lines), out var note));

        var blob = Assert.Single(note.Signatures).Blob;
        Assert.Equal(72, blob.Length);
        Assert.Equal(1679315147, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(blob));
        Assert.Equal(
            "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            Encoding.UTF8.GetString(Cosignature.Message(
                1679315147, "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"u8)));
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var text = "first\n\nsecond\n\n\nthird: è 密级\n"u8;
        var bytes = SignedNote.Create(text, _signer.Sign(text)).ToBytes();

        Assert.True(SignedNote.TryParse(bytes, out var note));
        Assert.True(text.SequenceEqual(note.Text));
        Assert.Equal(NoteVerdict.Good, note.Verify([_signer.VerifierKey], out _));
    }

    [Fact]
    public void A_hundred_signatures_are_read_and_one_more_is_too_many()
    {
        var text = "text\n"u8.ToArray();
        var strangers = Enumerable.Range(0, 99).Select(i => new NoteSignature($"stranger{i}", (uint)i, [1]));
        var note = SignedNote.Create(text, [.. strangers, _signer.Sign(text)]);

        Assert.True(SignedNote.TryParse(note.ToBytes(), out var read));
        Assert.Equal(100, read.Signatures.Count);
        Assert.Equal(NoteVerdict.Good, read.Verify([_signer.VerifierKey], out var verified));
        Assert.Single(verified);
        Assert.False(SignedNote.TryParse([.. note.ToBytes(), .. _signer.Sign(text).ToBytes()], out _));
    }

    [Fact]
    public void Unknown_keys_are_ignored_even_under_a_known_name_or_id()
    {
        var text = "text\n"u8.ToArray();
        var sameName = new NoteSignature(_signer.VerifierKey.Name, _signer.VerifierKey.Id + 1, new byte[64]);
        var sameId = new NoteSignature("example.com/other", _signer.VerifierKey.Id, new byte[64]);

        var signed = SignedNote.Create(text, sameName, sameId, _signer.Sign(text));
        Assert.Equal(NoteVerdict.Good, signed.Verify([_signer.VerifierKey], out _));
        var unsigned = SignedNote.Create(text, sameName, sameId);
        Assert.Equal(NoteVerdict.Unsigned, unsigned.Verify([_signer.VerifierKey], out _));
    }

    [Fact]
    public void One_bad_signature_of_a_known_key_spoils_the_note()
    {
        var text = "text\n"u8.ToArray();
        var bad = new NoteSignature(_signer.VerifierKey.Name, _signer.VerifierKey.Id, new byte[64]);

        Assert.Equal(NoteVerdict.BadSignature, SignedNote.Create(text, bad, _signer.Sign(text)).Verify([_signer.VerifierKey], out var verified));
        Assert.Empty(verified);
        Assert.Equal(NoteVerdict.BadSignature, SignedNote.Create(text, _signer.Sign(text), bad).Verify([_signer.VerifierKey], out _));
    }

    [Fact]
    public void A_cosignature_carries_its_time_and_only_the_right_time()
    {
        var clock = new ManualTime();
        var cosigner = new Cosigner("example.com/witness", _private, clock);
        var body = new Checkpoint("example.com/log", 7, Merkle.EmptyRoot).ToBody();
        var signature = cosigner.Sign(body);
        var note = SignedNote.Create(body, signature);

        Assert.Equal(NoteVerdict.Good, note.Verify([cosigner.VerifierKey], out var verified));
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds(), Assert.Single(verified).CosignedAt);

        var later = signature.Blob.ToArray();
        later[7]++;
        var dated = new NoteSignature(signature.Name, signature.KeyId, later);
        Assert.Equal(NoteVerdict.BadSignature, SignedNote.Create(body, dated).Verify([cosigner.VerifierKey], out _));
    }

    [Fact]
    public void A_plain_signature_of_the_same_key_is_no_cosignature_and_the_other_way_round()
    {
        var cosigner = new Cosigner("example.com/log", _private, new ManualTime());
        var body = new Checkpoint("example.com/log", 7, Merkle.EmptyRoot).ToBody();

        Assert.NotEqual(_signer.VerifierKey.Id, cosigner.VerifierKey.Id);
        Assert.Equal(NoteVerdict.Unsigned, SignedNote.Create(body, _signer.Sign(body)).Verify([cosigner.VerifierKey], out _));
        Assert.Equal(NoteVerdict.Unsigned, SignedNote.Create(body, cosigner.Sign(body)).Verify([_signer.VerifierKey], out _));
    }

    [Fact]
    public void A_clock_at_the_beginning_of_1970_cosigns_nothing()
    {
        var cosigner = new Cosigner("w", _private, new ManualTime(DateTimeOffset.UnixEpoch));

        Assert.Throws<InvalidOperationException>(() => cosigner.Sign("x\n"u8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_cosignature_of_no_time_or_of_one_above_63_bits_is_bad_however_well_signed(long seconds)
    {
        var key = new Cosigner("w", _private, new ManualTime()).VerifierKey;
        var body = new Checkpoint("example.com/log", 7, Merkle.EmptyRoot).ToBody();
        var signature = new NoteSignature("w", key.Id, Cosignature.Blob(seconds, _private.Sign(Cosignature.Message(seconds, body))));

        Assert.Equal(NoteVerdict.BadSignature, SignedNote.Create(body, signature).Verify([key], out _));
    }

    [Theory]
    [InlineData("AQIDBA==", true)]
    [InlineData("", true)]
    [InlineData("AQIDBB==", false)]
    [InlineData("AQIDBAV=", false)]
    [InlineData("AQID    ", false)]
    [InlineData("AQ ID   ", false)]
    [InlineData("AQIDBA  ==  ", false)]
    [InlineData("AQID\n\n\n\n", false)]
    [InlineData("AQIDBA", false)]
    [InlineData("AQ==AQ==", false)]
    [InlineData("AQ_-", false)]
    public void Base64_has_one_form(string text, bool good) =>
        Assert.Equal(good, StrictText.TryDecodeBase64(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\u2003b")]
    [InlineData("a\u3000b")]
    [InlineData("a\tb")]
    [InlineData("a\u0001b")]
    [InlineData("a\ud800b")]
    public void Names_with_spaces_plus_signs_or_control_characters_are_no_names(string name)
    {
        Assert.Throws<ArgumentException>(() => new NoteSigner(name, _private));
        Assert.Throws<ArgumentException>(() => new Checkpoint(name, 1, Merkle.EmptyRoot));
    }

    [Fact]
    public void No_damaged_note_counts_whatever_byte_is_changed()
    {
        var body = new Checkpoint("example.com/log", 7, Merkle.EmptyRoot).ToBody();
        var good = SignedNote.Create(body, _signer.Sign(body)).ToBytes();
        for (var at = 0; at < good.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bad = good.ToArray();
                bad[at] ^= (byte)(1 << bit);
                var accepted = SignedNote.TryParse(bad, out var note)
                    && note.Verify([_signer.VerifierKey], out _) == NoteVerdict.Good;
                Assert.False(accepted, $"byte {at}, bit {bit}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_notes_are_refused(string what, byte[] bytes)
    {
        Assert.False(SignedNote.TryParse(bytes, out var note), what);
        Assert.Null(note);
    }

    public static TheoryData<string, byte[]> Malformed()
    {
        const string line = "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
        var data = new TheoryData<string, byte[]>();
        void Add(string what, string note) => data.Add(what, Encoding.UTF8.GetBytes(note));

        Add("nothing", "");
        Add("no empty line", "text\n" + line);
        Add("no signature", "text\n\n");
        Add("no final newline", "text\n\n" + line[..^1]);
        Add("empty line between signatures", "text\n\n" + line + "\n" + "x" + line);
        Add("another dash", "text\n\n" + line.Replace('—', '–'));
        Add("no space after the dash", "text\n\n" + line.Replace("— ", "—", StringComparison.Ordinal));
        Add("no name", "text\n\n— Uw2QOg==\n");
        Add("empty name", "text\n\n—  Uw2QOkn8\n");
        Add("a plus in the name", "text\n\n— a+b Uw2QOkn8\n");
        Add("no base64", "text\n\n— foo %%%%\n");
        Add("spare bits", "text\n\n— foo Uw2QOkn/AB==\n");
        Add("only an id", "text\n\n— foo Uw2QOg==\n");
        Add("two spaces", "text\n\n" + line.Replace("foo ", "foo  ", StringComparison.Ordinal));
        Add("a trailing space", "text\n\n" + line[..^1] + " \n");
        Add("a carriage return", "text\r\n\n" + line);
        Add("a tab", "te\txt\n\n" + line);
        Add("a zero", "te\0xt\n\n" + line);
        Add("too long", new string('x', SignedNote.LengthMax) + "\n\n" + line);
        data.Add("no UTF-8", [0xff, .. Encoding.UTF8.GetBytes("text\n\n" + line)]);
        data.Add("overlong UTF-8", [0xc0, 0x80, .. Encoding.UTF8.GetBytes("text\n\n" + line)]);
        return data;
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(2026);
        var body = new Checkpoint("example.com/log", 7, Merkle.EmptyRoot).ToBody();
        var good = SignedNote.Create(body, _signer.Sign(body)).ToBytes();
        for (var trial = 0; trial < 5000; trial++)
        {
            var bytes = good.ToArray().AsSpan(0, random.Next(good.Length));
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            _ = SignedNote.TryParse(bytes, out var note) && note.Verify([_signer.VerifierKey], out _) == NoteVerdict.Good;
            _ = Checkpoint.TryParse(bytes, out _);
            _ = OfflineProof.TryParse(bytes, out _);
            _ = AddCheckpointRequest.TryParse(bytes, out _);
            _ = VerifierKey.TryParse(Encoding.Latin1.GetString(bytes), out _);
            _ = Tile.TryParsePath(Encoding.Latin1.GetString(bytes), out _);
        }
    }
}
