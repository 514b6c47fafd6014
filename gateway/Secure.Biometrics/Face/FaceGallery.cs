using System.Runtime.InteropServices;

namespace Secure.Biometrics.Face;

/// <summary>Templates to search, in one block of memory, whole and unmoved: a search reads it once from end to end.</summary>
public sealed class FaceGallery : IDisposable
{
    /// <summary>Most templates that one gallery holds.</summary>
    public const int TemplatesMax = 10_000;

    private readonly uint[] _rows;
    private readonly int[] _personOf;
    private readonly List<string> _persons = [];

    private FaceGallery(int count)
    {
        _rows = GC.AllocateUninitializedArray<uint>(count * PackedRow.Words, pinned: true);
        _personOf = new int[count];
    }

    public int Count => _personOf.Length;

    /// <summary>Null where a template is of another model or damaged: a gallery with gaps would tell people apart wrongly.</summary>
    internal static FaceGallery? Build(IReadOnlyList<(string Person, ReadOnlyMemory<byte> Template)> entries, ReadOnlySpan<byte> modelHash)
    {
        FaceGallery gallery = new(entries.Count);
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        Span<float> direction = stackalloc float[FaceTemplate.Numbers];
        for (int i = 0; i < entries.Count; i++)
        {
            (string person, ReadOnlyMemory<byte> template) = entries[i];
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, person, out bool known);
            if (!known) { number = gallery._persons.Count; gallery._persons.Add(person); }
            gallery._personOf[i] = number;
            if (!FaceTemplate.TryDecode(template.Span, modelHash, direction)) { gallery.Dispose(); return null; }
            PackedRow.Pack(direction, gallery.Row(i));
        }
        direction.Clear();
        return gallery;
    }

    /// <summary>The most alike, and the highest similarity of anybody else; -1 where there is none.</summary>
    internal (string? Person, float Similarity, float RunnerUp) Search(ReadOnlySpan<float> probe)
    {
        Span<float> parted = stackalloc float[FaceTemplate.Numbers];
        PackedRow.Part(probe, parted);
        (int person, float best, float second) = (-1, -1, -1);
        for (int i = 0; i < _personOf.Length; i++)
        {
            float similarity = PackedRow.Dot(Row(i), parted);
            if (_personOf[i] == person) { best = Math.Max(best, similarity); }
            else if (similarity > best) { (person, best, second) = (_personOf[i], similarity, best); }
            else if (similarity > second) { second = similarity; }
        }
        parted.Clear();
        // Not zeroed under this search.
        GC.KeepAlive(this);
        return (person < 0 ? null : _persons[person], best, second);
    }

    /// <summary>Zeroes it. One that was replaced while it is still searched is left to the last search instead, and zeroed after that.</summary>
    public void Dispose()
    {
        Array.Clear(_rows);
        GC.SuppressFinalize(this);
    }

    ~FaceGallery() => Array.Clear(_rows);

    private Span<uint> Row(int number) => _rows.AsSpan(number * PackedRow.Words, PackedRow.Words);
}
