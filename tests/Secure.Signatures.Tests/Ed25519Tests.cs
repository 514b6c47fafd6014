using System.Security.Cryptography;
using System.Text;

namespace Secure.Signatures.Tests;

public sealed class Ed25519Tests
{
    // RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc): seed, public key, message, signature.
    public static TheoryData<string, string, string, string> Rfc8032 => new()
    {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc8032))]
    public void The_published_vectors_come_out_byte_for_byte(string seed, string publicKey, string message, string signature)
    {
        using var key = Ed25519PrivateKey.FromSeed(Convert.FromHexString(seed));
        var data = Convert.FromHexString(message);

        Assert.Equal(publicKey, key.PublicKey.ToString());
        Assert.Equal(signature, Convert.ToHexStringLower(key.Sign(data)));
        Assert.True(key.PublicKey.Verify(data, Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_signature_counts_for_no_other_data_key_or_signature()
    {
        using var key = Ed25519PrivateKey.Generate();
        using var other = Ed25519PrivateKey.Generate();
        var data = "open vault"u8.ToArray();
        var signature = key.Sign(data);

        Assert.True(key.PublicKey.Verify(data, signature));
        Assert.False(other.PublicKey.Verify(data, signature));
        for (var bit = 0; bit < data.Length * 8; bit++)
        {
            Assert.False(key.PublicKey.Verify(Flipped(data, bit), signature));
        }

        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            Assert.False(key.PublicKey.Verify(data, Flipped(signature, bit)));
        }
    }

    [Fact]
    public void A_signature_with_the_group_order_added_to_S_is_refused()
    {
        // RFC 8032, section 5.1.7 step 1: S must be below L, else a signature could be changed and still count.
        using var key = Ed25519PrivateKey.Generate();
        var signature = key.Sign("x"u8);
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += signature[32 + i] + order[i];
            signature[32 + i] = (byte)carry;
            carry >>= 8;
        }

        Assert.False(key.PublicKey.Verify("x"u8, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Keys_of_another_length_are_refused(int length)
    {
        Assert.False(Ed25519PublicKey.TryParse(new byte[length], out var key));
        Assert.Null(key);
        Assert.Throws<FormatException>(() => Ed25519PublicKey.Parse(new byte[length]));
        Assert.Throws<ArgumentException>(() => Ed25519PrivateKey.FromSeed(new byte[length]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(4096)]
    public void Signatures_of_another_length_are_false(int length)
    {
        using var key = Ed25519PrivateKey.Generate();
        var signature = new byte[length];
        key.Sign("x"u8).AsSpan(0, Math.Min(64, length)).CopyTo(signature);

        Assert.False(key.PublicKey.Verify("x"u8, signature));
    }

    [Fact]
    public void Random_bytes_verify_nothing_and_throw_nothing()
    {
        var random = new Random(8032);
        Span<byte> publicKey = stackalloc byte[32];
        Span<byte> signature = stackalloc byte[64];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(publicKey);
            random.NextBytes(signature);
            Assert.True(Ed25519PublicKey.TryParse(publicKey, out var key));
            Assert.False(key.Verify("x"u8, signature));
        }
    }

    [Fact]
    public void A_failed_verification_leaves_no_error_for_the_next_OpenSSL_call_of_this_thread()
    {
        using var key = Ed25519PrivateKey.Generate();
        for (var i = 0; i < 3; i++)
        {
            Assert.False(key.PublicKey.Verify("x"u8, new byte[64]));
        }

        Assert.Equal(0UL, OpenSsl.PeekError());
    }

    [Fact]
    public void A_seed_comes_back_and_makes_the_same_key()
    {
        using var key = Ed25519PrivateKey.Generate();
        var seed = new byte[Ed25519PrivateKey.SeedLength];
        key.ExportSeed(seed);
        using var again = Ed25519PrivateKey.FromSeed(seed);

        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.True(key.PublicKey == again.PublicKey);
        Assert.Equal(key.PublicKey.GetHashCode(), again.PublicKey.GetHashCode());
        Assert.Equal(key.Sign("x"u8), again.Sign("x"u8));
        Assert.Throws<ArgumentException>(() => key.ExportSeed(new byte[31]));
    }

    [Fact]
    public void Every_generated_key_is_another()
    {
        var seen = new HashSet<Ed25519PublicKey>();
        for (var i = 0; i < 100; i++)
        {
            using var key = Ed25519PrivateKey.Generate();
            Assert.True(seen.Add(key.PublicKey));
        }
    }

    [Fact]
    public void A_private_key_does_not_print_itself()
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        using var key = Ed25519PrivateKey.FromSeed(seed);

        Assert.DoesNotContain(Convert.ToHexStringLower(seed), key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(seed), key.ToString(), StringComparison.Ordinal);
        Assert.Contains(key.PublicKey.ToString(), key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = Ed25519PrivateKey.Generate();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("x"u8));
        Assert.Throws<ObjectDisposedException>(() => key.ExportSeed(new byte[32]));
    }

    [Fact]
    public void One_key_signs_and_verifies_on_many_threads_at_once()
    {
        using var key = Ed25519PrivateKey.Generate();
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var data = Encoding.UTF8.GetBytes($"message {i}");
            Assert.True(key.PublicKey.Verify(data, key.Sign(data)));
        });
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
