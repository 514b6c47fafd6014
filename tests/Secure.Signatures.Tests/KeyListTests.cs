using System.Security.Cryptography;
using Secure.Signatures;

namespace Secure.Signatures.Tests;

public sealed class KeyListTests : IDisposable
{
    private static readonly KeyList Sample = new(
        7, "site-1", 1_900_000_000_000,
        [
            new ListedKey(KeyPurpose.Grant, "gateway", SHA256.HashData("grant"u8), 1_950_000_000_000),
            new ListedKey(KeyPurpose.Grant, "gateway", SHA256.HashData("older grant"u8), 1_910_000_000_000),
            new ListedKey(KeyPurpose.Witness, "site-1/witness/agent-1", SHA256.HashData("witness"u8), 1_950_000_000_000),
        ]);

    private readonly ECDsa _root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private byte[] Fingerprint => KeyList.Fingerprint(_root.ExportSubjectPublicKeyInfo());

    [Fact]
    public void A_list_comes_back_as_it_was_signed()
    {
        Assert.True(KeyList.TryVerify(Sample.Sign(_root), Fingerprint, out KeyList? read));

        Assert.Equal((7UL, "site-1", 1_900_000_000_000), (read.Number, read.Site, read.SignedAt));
        Assert.Equal(Sample.Keys.Select(k => (k.Purpose, k.Name, Convert.ToHexString(k.PublicKey), k.NotAfter)), read.Keys.Select(k => (k.Purpose, k.Name, Convert.ToHexString(k.PublicKey), k.NotAfter)));
    }

    [Fact]
    public void Only_the_root_whose_fingerprint_was_installed_counts()
    {
        Assert.False(KeyList.TryVerify(Sample.Sign(_other), Fingerprint, out _));
        Assert.False(KeyList.TryVerify(Sample.Sign(_root), new byte[32], out _));
        Assert.False(KeyList.TryVerify(Sample.Sign(_root), [], out _));
        Assert.False(KeyList.TryVerify(Sample.Sign(_root), Fingerprint.AsSpan(0, 31), out _));
    }

    [Fact]
    public void Another_roots_signature_under_this_roots_name_does_not_count()
    {
        byte[] mine = Sample.Sign(_root), theirs = Sample.Sign(_other);
        CanonicalReader my = new(mine), their = new(theirs);
        byte[] spki = my.Bytes();
        their.Bytes();
        byte[] mixed = new CanonicalWriter().Bytes(spki).Bytes(their.Bytes()).Bytes(their.Bytes()).ToArray();

        Assert.False(KeyList.TryVerify(mixed, Fingerprint, out _));
    }

    [Fact]
    public void Every_flipped_bit_and_every_truncation_is_found()
    {
        byte[] signed = Sample.Sign(_root);
        for (int bit = 0; bit < signed.Length * 8; bit++)
        {
            byte[] altered = [.. signed];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(KeyList.TryVerify(altered, Fingerprint, out _), $"bit {bit}");
        }
        for (int length = 0; length < signed.Length; length++) { Assert.False(KeyList.TryVerify(signed.AsSpan(0, length), Fingerprint, out _)); }
        Assert.False(KeyList.TryVerify([.. signed, 0], Fingerprint, out _));
    }

    [Fact]
    public void Only_keys_of_the_purpose_that_have_not_ended_are_current()
    {
        Assert.Equal(2, Sample.Current(KeyPurpose.Grant, 1_910_000_000_000).Count());
        Assert.Equal(SHA256.HashData("grant"u8), Assert.Single(Sample.Current(KeyPurpose.Grant, 1_910_000_000_001)).PublicKey);
        Assert.Empty(Sample.Current(KeyPurpose.Command, 0));
    }

    [Fact]
    public void Too_many_keys_are_no_list()
    {
        KeyList many = Sample with { Keys = [.. Enumerable.Repeat(Sample.Keys[0], 257)] };
        Assert.False(KeyList.TryVerify(many.Sign(_root), Fingerprint, out _));
    }

    [Fact]
    public void A_hundred_thousand_hostile_lists_are_refused_and_none_throws()
    {
        Random random = new(20300107);
        byte[] good = Sample.Sign(_root), fingerprint = Fingerprint;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = random.Next(2) == 0 ? [.. good] : new byte[random.Next(400)];
            if (bytes.Length != good.Length) { random.NextBytes(bytes); }
            else { bytes[i % 16 != 0 ? random.Next(100) : 100 + random.Next(bytes.Length - 100)] ^= (byte)random.Next(1, 256); }
            Assert.False(KeyList.TryVerify(bytes, fingerprint, out _));
        }
    }

    public void Dispose()
    {
        _root.Dispose();
        _other.Dispose();
    }
}
