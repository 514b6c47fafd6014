using System.Text.Json;

namespace Secure.TransparencyLog.Tests;

public sealed class ProofTests
{
    // Its roots are 12 bytes, which is no hash here, yet it is to be accepted.
    private const string NotAboutHashes = "sizes-are-equal-one-and-proof-is-empty.json";

    [Fact]
    public void Published_inclusion_proofs_are_accepted_and_refused_as_published()
    {
        foreach (var (file, json) in Cases("inclusion"))
        {
            var accepted = TryHash(json, "leafHash", out var leaf)
                && TryHash(json, "root", out var root)
                && TryProof(json, out var proof)
                && InclusionProof.Verify(leaf, Number(json, "leafIdx"), Number(json, "treeSize"), proof, root);
            Assert.True(accepted != json.GetProperty("wantErr").GetBoolean(), file);
        }
    }

    [Fact]
    public void Published_consistency_proofs_are_accepted_and_refused_as_published()
    {
        foreach (var (file, json) in Cases("consistency"))
        {
            var accepted = TryHash(json, "root1", out var root1)
                && TryHash(json, "root2", out var root2)
                && TryProof(json, out var proof)
                && ConsistencyProof.Verify(Number(json, "size1"), root1, Number(json, "size2"), root2, proof);
            Assert.True(accepted != json.GetProperty("wantErr").GetBoolean(), file);
        }
    }

    [Fact]
    public void The_published_growth_of_a_log_from_5_to_8_entries_is_accepted()
    {
        var notes = Vectors.Json("notes/notes.json");
        var roots = notes.GetProperty("vectors").EnumerateArray()
            .Select(v => v.GetProperty("note").GetString()!)
            .Where(n => n.StartsWith("monkeys\n", StringComparison.Ordinal))
            .Select(n => n.Split('\n'))
            .ToDictionary(l => l[1], l => LogHash.Parse(Convert.FromBase64String(l[2])));
        var proof = notes.GetProperty("consistency").GetProperty("proof_hex").EnumerateArray()
            .Select(h => Vectors.Hash(h.GetString()!)).ToArray();

        Assert.True(ConsistencyProof.Verify(5, roots["5"], 8, roots["8"], proof));
        Assert.False(ConsistencyProof.Verify(6, roots["5"], 8, roots["8"], proof));
        Assert.False(ConsistencyProof.Verify(5, roots["8"], 8, roots["8"], proof));
    }

    [Fact]
    public async Task Every_entry_of_every_small_tree_can_be_proved_and_no_other_place_or_entry()
    {
        var hashes = MemoryHashes.Of(70);
        for (var size = 1; size <= 70; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = await InclusionProof.BuildAsync(hashes, index, size, default);
                var root = hashes.Root(size);
                Assert.True(InclusionProof.Verify(hashes.Leaf(index), index, size, proof, root));
                Assert.False(InclusionProof.Verify(hashes.Leaf(index), index ^ 1, size, proof, root) && size > 1);
                Assert.False(InclusionProof.Verify(Merkle.Leaf("forged"u8), index, size, proof, root));
                Assert.False(InclusionProof.Verify(hashes.Leaf(index), index, size, [.. proof, root], root));
            }
        }
    }

    [Fact]
    public async Task Every_smaller_tree_is_shown_to_begin_every_larger_one()
    {
        var hashes = MemoryHashes.Of(70);
        var rewritten = MemoryHashes.Of(70, salt: 1);
        for (var newSize = 1; newSize <= 70; newSize++)
        {
            for (var oldSize = 1; oldSize <= newSize; oldSize++)
            {
                var proof = await ConsistencyProof.BuildAsync(hashes, oldSize, newSize, default);
                var (oldRoot, newRoot) = (hashes.Root(oldSize), hashes.Root(newSize));
                Assert.True(ConsistencyProof.Verify(oldSize, oldRoot, newSize, newRoot, proof));
                Assert.False(ConsistencyProof.Verify(oldSize, rewritten.Root(oldSize), newSize, newRoot, proof));
                Assert.False(ConsistencyProof.Verify(oldSize, oldRoot, newSize, rewritten.Root(newSize), proof));
                Assert.False(ConsistencyProof.Verify(oldSize - 1, oldRoot, newSize, newRoot, proof));
            }
        }
    }

    [Fact]
    public async Task Random_damage_to_a_proof_is_always_refused()
    {
        var random = new Random(6962);
        var hashes = MemoryHashes.Of(1000);
        for (var trial = 0; trial < 500; trial++)
        {
            var size = random.Next(3, 1001);
            var index = random.Next(size);
            var oldSize = random.Next(1, size);
            var inclusion = (await InclusionProof.BuildAsync(hashes, index, size, default)).ToArray();
            var consistency = (await ConsistencyProof.BuildAsync(hashes, oldSize, size, default)).ToArray();
            Damage(random, inclusion);
            Damage(random, consistency);

            Assert.False(InclusionProof.Verify(hashes.Leaf(index), index, size, inclusion, hashes.Root(size)));
            Assert.False(ConsistencyProof.Verify(oldSize, hashes.Root(oldSize), size, hashes.Root(size), consistency));
        }
    }

    [Fact]
    public async Task Entries_and_sizes_that_a_tree_has_not_got_are_an_error_of_the_caller()
    {
        var hashes = MemoryHashes.Of(5);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await InclusionProof.BuildAsync(hashes, 5, 5, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await InclusionProof.BuildAsync(hashes, -1, 5, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ConsistencyProof.BuildAsync(hashes, 6, 5, default));
        Assert.Empty(await ConsistencyProof.BuildAsync(hashes, 0, 5, default));
        Assert.Empty(await ConsistencyProof.BuildAsync(hashes, 5, 5, default));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Absurd_sizes_are_refused(long size)
    {
        LogHash[] proof = [.. Enumerable.Repeat(Merkle.EmptyRoot, 63)];

        Assert.False(InclusionProof.Verify(Merkle.EmptyRoot, size, size, proof, Merkle.EmptyRoot));
        Assert.False(InclusionProof.Verify(Merkle.EmptyRoot, 0, size, proof, Merkle.EmptyRoot));
        Assert.False(InclusionProof.Verify(Merkle.EmptyRoot, size - 1, size, proof, Merkle.EmptyRoot));
        Assert.False(ConsistencyProof.Verify(size, Merkle.EmptyRoot, long.MaxValue, Merkle.EmptyRoot, proof));
        Assert.False(ConsistencyProof.Verify(1, Merkle.EmptyRoot, size, Merkle.EmptyRoot, proof));
    }

    private static void Damage(Random random, LogHash[] proof)
    {
        var at = random.Next(proof.Length);
        var bytes = proof[at].Bytes.ToArray();
        bytes[random.Next(32)] ^= (byte)(1 << random.Next(8));
        proof[at] = LogHash.Parse(bytes);
    }

    private static IEnumerable<(string File, JsonElement Json)> Cases(string kind)
    {
        var files = Directory.GetFiles(Vectors.Folder($"transparency-dev-merkle/testdata/{kind}"), "*.json", SearchOption.AllDirectories);
        Assert.True(files.Length > 50, $"{files.Length} vectors of {kind}");
        return files.Where(f => !f.EndsWith(NotAboutHashes, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => (f, JsonDocument.Parse(File.ReadAllBytes(f)).RootElement));
    }

    private static long Number(JsonElement json, string name) => unchecked((long)json.GetProperty(name).GetUInt64());

    private static bool TryHash(JsonElement json, string name, out LogHash hash) =>
        LogHash.TryParse(json.GetProperty(name).GetBytesFromBase64(), out hash);

    private static bool TryProof(JsonElement json, out List<LogHash> proof)
    {
        proof = [];
        var list = json.GetProperty("proof");
        foreach (var item in list.ValueKind == JsonValueKind.Null ? [] : list.EnumerateArray().ToArray())
        {
            if (!LogHash.TryParse(item.GetBytesFromBase64(), out var hash))
            {
                return false;
            }

            proof.Add(hash);
        }

        return true;
    }
}
