using System.Numerics;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Face;

/// <summary>Products of long rows, as many numbers at a time as the processor takes.</summary>
internal static class Similarity
{
    /// <summary>For rows of length 1 this is their cosine.</summary>
    /// <param name="left">As long as <paramref name="right"/>; a multiple of four vectors, as 512 always is.</param>
    /// <param name="right">The other row.</param>
    internal static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(left), b = MemoryMarshal.Cast<float, Vector<float>>(right);
        if (left.Length != right.Length || a.Length % 4 != 0 || a.Length * Vector<float>.Count != left.Length) { throw new ArgumentException("Rows of another length."); }
        Vector<float> first = Vector<float>.Zero, second = Vector<float>.Zero, third = Vector<float>.Zero, fourth = Vector<float>.Zero;
        // Four sums side by side: one alone would wait for each addition to end.
        for (int i = 0; i < a.Length; i += 4)
        {
            first = Vector.FusedMultiplyAdd(a[i], b[i], first);
            second = Vector.FusedMultiplyAdd(a[i + 1], b[i + 1], second);
            third = Vector.FusedMultiplyAdd(a[i + 2], b[i + 2], third);
            fourth = Vector.FusedMultiplyAdd(a[i + 3], b[i + 3], fourth);
        }
        return Vector.Sum(first + second + (third + fourth));
    }
}
