using Secure.Biometrics.Face;

namespace Secure.Biometrics.Tests.Faces;

public sealed class GalleryTests
{
    private static readonly byte[] Hash = new byte[32];

    [Fact]
    public void The_search_finds_what_looking_at_each_one_finds()
    {
        float[][] rows = [.. Enumerable.Range(0, 300).Select(Direction)];
        // Several templates a person.
        using FaceGallery gallery = FaceGallery.Build([.. rows.Select((r, i) => ($"person-{i % 100}", (ReadOnlyMemory<byte>)FaceTemplate.Encode(r, Hash)))], Hash)!;
        for (int probe = 0; probe < 50; probe++)
        {
            float[] face = Mixed(rows[probe * 5], Direction(10_000 + probe));
            var people = rows.Select((r, i) => (Person: $"person-{i % 100}", Cosine: r.Zip(face).Sum(p => (double)p.First * p.Second)))
                .GroupBy(r => r.Person).Select(g => (Person: g.Key, Cosine: g.Max(r => r.Cosine))).OrderByDescending(p => p.Cosine).Take(2).ToArray();
            (string? person, float similarity, float runnerUp) = gallery.Search(face);
            Assert.Equal(people[0].Person, person);
            Assert.Equal(people[0].Cosine, similarity, 5e-4);
            Assert.Equal(people[1].Cosine, runnerUp, 5e-4);
        }
    }

    [Fact]
    public void An_empty_gallery_holds_nobody()
    {
        using FaceGallery gallery = FaceGallery.Build([], Hash)!;
        Assert.Equal((null, -1f, -1f), gallery.Search(Direction(1)));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damaged() => new()
    {
        { "cut short", t => t[..^1] },
        { "too long", t => [.. t, 0] },
        { "another form", t => { t[0] ^= 1; return t; } },
        { "another model", t => { t[1] ^= 1; return t; } },
        { "zeroed", t => { Array.Clear(t, 17, t.Length - 17); return t; } },
        { "no number", t => { t.AsSpan(17).Fill(0xFF); return t; } },
        { "longer than 1", t => { t[20] = 0x7F; return t; } },
        { "empty", _ => [] },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_gallery_with_a_damaged_template_is_refused_whole(string how, Func<byte[], byte[]> damage)
    {
        byte[] good = FaceTemplate.Encode(Direction(1), Hash), bad = damage(FaceTemplate.Encode(Direction(2), Hash));
        Assert.NotNull(FaceGallery.Build([("a", good), ("b", good)], Hash));
        Assert.True(FaceGallery.Build([("a", good), ("b", bad)], Hash) is null, how);
    }

    private static float[] Direction(int seed)
    {
        Random random = new(seed);
        return Unit([.. Enumerable.Range(0, FaceTemplate.Numbers).Select(_ => random.NextSingle() - 0.5f)]);
    }

    private static float[] Mixed(float[] a, float[] b) => Unit([.. a.Zip(b).Select(p => p.First + 0.7f * p.Second)]);

    private static float[] Unit(float[] numbers)
    {
        float length = MathF.Sqrt(numbers.Sum(n => n * n));
        return [.. numbers.Select(n => n / length)];
    }
}
