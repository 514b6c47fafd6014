using System.Text;

namespace Secure.TransparencyLog.Tests;

public sealed class MerkleTests
{
    [Fact]
    public void Roots_of_the_published_trees_come_out()
    {
        var json = Vectors.Json("merkle-roots/rfc6962-leaves.json");
        var leaves = json.GetProperty("leaves_hex").EnumerateArray().Select(l => Convert.FromHexString(l.GetString()!)).ToArray();
        var roots = json.GetProperty("root_by_size_hex").EnumerateArray().Select(r => Vectors.Hash(r.GetString()!)).ToArray();

        var range = new CompactRange();
        Assert.Equal(roots[0], range.Root);
        for (var i = 0; i < leaves.Length; i++)
        {
            range.Append(Merkle.Leaf(leaves[i]));
            Assert.Equal(roots[i + 1], range.Root);
        }
    }

    [Fact]
    public void Leaf_node_and_empty_hashes_are_those_of_RFC_6962()
    {
        var hasher = Vectors.Json("merkle-roots/rfc6962-leaves.json").GetProperty("hasher");
        LogHash Expected(string name) => Vectors.Hash(hasher.GetProperty(name).GetString()!);

        Assert.Equal(Expected("empty"), Merkle.EmptyRoot);
        Assert.Equal(Expected("leaf_empty"), Merkle.Leaf([]));
        Assert.Equal(Expected("leaf_L123456"), Merkle.Leaf("L123456"u8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(65535)]
    [InlineData(1_000_000)]
    public void An_entry_of_any_length_is_hashed_with_a_zero_byte_before_it(int length)
    {
        var entry = new byte[length];
        new Random(length).NextBytes(entry);

        Assert.Equal(
            LogHash.Parse(System.Security.Cryptography.SHA256.HashData([0, .. entry])), Merkle.Leaf(entry));
    }

    [Fact]
    public void A_compact_range_has_the_root_of_the_definition_at_every_size()
    {
        var hashes = MemoryHashes.Of(600);
        var range = new CompactRange();
        for (var size = 1; size <= 600; size++)
        {
            range.Append(hashes.Leaf(size - 1));
            Assert.Equal(hashes.Root(size), range.Root);
            Assert.Equal(size, range.Size);
        }
    }

    [Fact]
    public void A_compact_range_goes_on_from_its_peaks()
    {
        var hashes = MemoryHashes.Of(300);
        var range = new CompactRange();
        for (var i = 0; i < 300; i++)
        {
            range = new CompactRange(range.Size, range.Peaks);
            range.Append(hashes.Leaf(i));
        }

        Assert.Equal(hashes.Root(300), range.Root);
        Assert.Throws<ArgumentException>(() => new CompactRange(299, range.Peaks));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompactRange(-1, range.Peaks));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=")]
    [InlineData("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= ")]
    [InlineData(" sUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("AAAA")]
    public void A_hash_has_one_base64_form(string text)
    {
        Assert.False(LogHash.TryParseBase64(Encoding.UTF8.GetBytes(text), out _));

        const string good = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        Assert.True(LogHash.TryParseBase64(Encoding.UTF8.GetBytes(good), out var hash));
        Assert.Equal(good, hash.ToString());
    }
}
