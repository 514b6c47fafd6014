using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Secure.Biometrics.Face;

namespace Secure.Benchmarks.Faces;

/// <summary>One search through 10,000 templates, and merely reading as many bytes, in turn; the median of each.</summary>
internal static class GalleryBench
{
    private const int Rounds = 200;

    // Until the searching code is in its final form.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static (double SearchMs, double ReadMs) Run(FaceEngine engine)
    {
        byte[][] templates = [.. Enumerable.Range(0, FaceGallery.TemplatesMax).Select(seed => Template(engine, seed))];
        using FaceGallery gallery = engine.Gather([.. templates.Select((t, i) => ("person-" + i, (ReadOnlyMemory<byte>)t))])!;
        float[] block = GC.AllocateUninitializedArray<float>(FaceGallery.TemplatesMax * 512, pinned: true);
        Array.Fill(block, 1);
        List<double> search = [], read = [];
        float sum = 0;
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < WarmUp;)
        {
            engine.Identify(gallery, templates[0]);
            sum += Read(block);
        }
        for (int i = 0; i < Rounds; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            FaceMatch match = engine.Identify(gallery, templates[i])!;
            search.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            if (match.Person != "person-" + i) { throw new InvalidOperationException("The search has found somebody else."); }
            begin = Stopwatch.GetTimestamp();
            sum += Read(block);
            read.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return sum > 0 ? (search.Order().ElementAt(Rounds / 2), read.Order().ElementAt(Rounds / 2)) : throw new InvalidOperationException("Nothing was read.");
    }

    private static float Read(float[] block)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(block);
        Vector<float> first = Vector<float>.Zero, second = Vector<float>.Zero, third = Vector<float>.Zero, fourth = Vector<float>.Zero;
        for (int i = 0; i < vectors.Length; i += 4)
        {
            first += vectors[i];
            second += vectors[i + 1];
            third += vectors[i + 2];
            fourth += vectors[i + 3];
        }
        return Vector.Sum(first + second + third + fourth);
    }

    private static byte[] Template(FaceEngine engine, int seed)
    {
        Random random = new(seed);
        float[] numbers = [.. Enumerable.Range(0, 512).Select(_ => random.NextSingle() - 0.5f)];
        float length = MathF.Sqrt(numbers.Sum(n => n * n));
        return FaceTemplate.Encode([.. numbers.Select(n => n / length)], engine.ModelHash.Span);
    }
}
