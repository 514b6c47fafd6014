using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants.Tests;

public sealed class SealedTests : IDisposable
{
    private static readonly RSA Sealing = RSA.Create(3072);
    private static readonly RSA Foreign = RSA.Create(3072);
    private static readonly byte[] Spki = Sealing.ExportSubjectPublicKeyInfo();

    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("123456789012")]
    public void A_sealed_badge_opens_for_its_nonce(string? pin)
    {
        byte[] box = new PresentedBadge(BadgeNumber.H10301(1, 1001), pin).Seal(Spki, Samples.Token(5));

        Assert.True(PresentedBadge.TryOpen(Sealing, box, Samples.Token(5), out PresentedBadge? shown));
        Assert.Equal((BadgeNumber.H10301(1, 1001), pin), (shown.Badge, shown.Pin));
    }

    [Fact]
    public void A_sealed_badge_fits_no_other_presentation()
    {
        byte[] box = new PresentedBadge(BadgeNumber.H10301(1, 1001), "1234").Seal(Spki, Samples.Token(5));

        Assert.False(PresentedBadge.TryOpen(Sealing, box, Samples.Token(6), out _));
        Assert.False(PresentedBadge.TryOpen(Sealing, box, Token128.None, out _));
    }

    [Fact]
    public void A_badge_sealed_to_another_key_and_an_altered_box_do_not_open()
    {
        byte[] box = new PresentedBadge(BadgeNumber.H10301(1, 1001), null).Seal(Foreign.ExportSubjectPublicKeyInfo(), Samples.Token(5));
        Assert.False(PresentedBadge.TryOpen(Sealing, box, Samples.Token(5), out _));

        byte[] good = new PresentedBadge(BadgeNumber.H10301(1, 1001), null).Seal(Spki, Samples.Token(5));
        for (int i = 0; i < good.Length; i += 16)
        {
            byte[] altered = [.. good];
            altered[i] ^= 1;
            Assert.False(PresentedBadge.TryOpen(Sealing, altered, Samples.Token(5), out _));
        }
        Assert.False(PresentedBadge.TryOpen(Sealing, [], Samples.Token(5), out _));
        Assert.False(PresentedBadge.TryOpen(Sealing, good.AsSpan(1), Samples.Token(5), out _));
    }

    [Theory]
    [InlineData("1234567890123")]
    [InlineData("12a4")]
    [InlineData("１２３４")]
    public void A_pin_that_no_keypad_can_send_does_not_open(string pin)
    {
        byte[] box = new PresentedBadge(BadgeNumber.H10301(1, 1001), pin).Seal(Spki, Samples.Token(5));

        Assert.False(PresentedBadge.TryOpen(Sealing, box, Samples.Token(5), out _));
    }

    [Fact]
    public void Sealing_the_same_twice_shows_nothing_of_it()
    {
        PresentedBadge badge = new(BadgeNumber.H10301(1, 1001), "1234");
        Assert.NotEqual(badge.Seal(Spki, Samples.Token(5)), badge.Seal(Spki, Samples.Token(5)));
        Assert.DoesNotContain("1234", badge.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weak_sealing_key_is_not_used()
    {
        using RSA weak = RSA.Create(2048);
        Assert.Throws<CryptographicException>(() => Sealed.Seal(weak.ExportSubjectPublicKeyInfo(), [1]));
        Assert.ThrowsAny<CryptographicException>(() => Sealed.Seal([1, 2, 3], [1]));
        Assert.Equal(new byte[Sealed.ContentMax], Open(Sealed.Seal(Spki, new byte[Sealed.ContentMax])));
        Assert.ThrowsAny<CryptographicException>(() => Sealed.Seal(Spki, new byte[Sealed.ContentMax + 1]));
    }

    [Fact]
    public void An_enrolment_code_opens_only_beside_the_key_that_it_was_sealed_for()
    {
        byte[] code = RandomNumberGenerator.GetBytes(16), mine = _key.PublicKey.Bytes.ToArray(), thiefs = Samples.Other.PublicKey.Bytes.ToArray();
        byte[] box = ControllerEnrollment.SealCode(Spki, code, mine);
        DeviceId id = DeviceId.Parse("controller-1");

        Assert.Equal(code, new ControllerEnrollment(id, mine, box).OpenCode(Sealing));
        Assert.Null(new ControllerEnrollment(id, thiefs, box).OpenCode(Sealing));
        Assert.Null(new ControllerEnrollment(id, mine, box).OpenCode(Foreign));
        Assert.Null(new ControllerEnrollment(id, mine, [1, 2, 3]).OpenCode(Sealing));
        Assert.Null(new ControllerEnrollment(id, mine, Sealed.Seal(Spki, [1, 2, 3])).OpenCode(Sealing));
    }

    [Fact]
    public void Hostile_boxes_open_nothing_and_none_throws()
    {
        Random random = new(7);
        byte[] good = new PresentedBadge(BadgeNumber.H10301(1, 1001), "1").Seal(Spki, Samples.Token(5));
        for (int i = 0; i < 2_000; i++)
        {
            byte[] box = random.Next(2) == 0 ? new byte[random.Next(1000)] : [.. good];
            if (box.Length != good.Length || random.Next(2) == 0) { random.NextBytes(box); } else { box[random.Next(box.Length)] ^= (byte)random.Next(1, 256); }
            Assert.False(PresentedBadge.TryOpen(Sealing, box, Samples.Token(5), out _));
        }
        for (int i = 0; i < 200; i++)
        {
            byte[] content = new byte[random.Next(Sealed.ContentMax)];
            random.NextBytes(content);
            byte[] box = Sealed.Seal(Spki, content);
            Assert.False(PresentedBadge.TryOpen(Sealing, box, Samples.Token(5), out _));
            Assert.Null(new ControllerEnrollment(DeviceId.Parse("c"), new byte[32], box).OpenCode(Sealing));
        }
    }

    public void Dispose() => _key.Dispose();

    private static byte[]? Open(byte[] box) => Sealed.TryOpen(Sealing, box, out byte[]? content) ? content : null;
}
