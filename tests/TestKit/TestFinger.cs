using System.Collections.Concurrent;
using System.Text;

namespace Secure.TestKit;

/// <summary>
/// Fingers that belong to nobody: noise, filtered again and again along an orientation field with one core and one
/// delta until ridges stand, which end and fork where the noise had it. Different numbers give different fingers.
/// </summary>
public static class TestFinger
{
    public const int Width = 256;
    public const int Height = 288;
    private const int Margin = 24;
    private const int W = Width + 2 * Margin;
    private const int H = Height + 2 * Margin;
    private const int Directions = 24;
    private const int Radius = 8;
    private const int Rounds = 8;
    private const double RidgeSpacing = 9;

    private static readonly ConcurrentDictionary<int, float[]> Ridges = new();
    private static readonly float[][] Kernels = [.. Enumerable.Range(0, Directions).Select(d => Kernel(Math.PI * d / Directions))];

    /// <summary>One touch of that finger as an 8-bit PGM: shifted, turned by a few degrees and with noise of its own.</summary>
    public static byte[] Pgm(int finger, int touch)
    {
        byte[] head = Encoding.ASCII.GetBytes($"P5\n{Width} {Height}\n255\n");
        return [.. head, .. Touch(finger, touch)];
    }

    /// <summary>The pixels of one touch, row by row.</summary>
    public static byte[] Touch(int finger, int touch)
    {
        float[] ridges = Ridges.GetOrAdd(finger, Grow);
        Random random = new(finger * 1000 + touch);
        double angle = (random.NextDouble() - 0.5) * 0.12, dx = random.Next(-6, 7), dy = random.Next(-6, 7);
        byte[] pixels = new byte[Width * Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = i % Width - Width / 2.0, y = i / Width - Height / 2.0;
            double sx = x * Math.Cos(angle) - y * Math.Sin(angle) + dx + W / 2.0, sy = x * Math.Sin(angle) + y * Math.Cos(angle) + dy + H / 2.0;
            bool pad = x * x / (112.0 * 112) + y * y / (130.0 * 130) < 1;
            double grey = pad ? 128 + 110 * Sample(ridges, sx, sy) : 235;
            pixels[i] = (byte)Math.Clamp(grey + random.Next(-12, 13), 0, 255);
        }
        return pixels;
    }

    private static double Sample(float[] ridges, double x, double y)
    {
        int left = Math.Clamp((int)x, 0, W - 2), top = Math.Clamp((int)y, 0, H - 2);
        double fx = x - left, fy = y - top;
        double upper = ridges[top * W + left] * (1 - fx) + ridges[top * W + left + 1] * fx;
        double lower = ridges[(top + 1) * W + left] * (1 - fx) + ridges[(top + 1) * W + left + 1] * fx;
        return upper * (1 - fy) + lower * fy;
    }

    private static float[] Grow(int finger)
    {
        Random random = new(finger);
        (double X, double Y) core = (W / 2.0 + random.Next(-20, 21), H * 0.4 + random.Next(-15, 16)), delta = (W / 2.0 + random.Next(40, 80) * (random.Next(2) * 2 - 1), H * 0.8);
        float[] field = [.. Enumerable.Range(0, W * H).Select(_ => (float)(random.NextDouble() * 2 - 1))];
        int[] directions = [.. Enumerable.Range(0, W * H).Select(i => Direction(i % W, i / W, core, delta))];
        for (int round = 0; round < Rounds; round++)
        {
            float[] from = field;
            field = new float[W * H];
            Parallel.For(Radius, H - Radius, y =>
            {
                for (int x = Radius; x < W - Radius; x++) { field[y * W + x] = Filter(from, directions[y * W + x], x, y); }
            });
        }
        return field;
    }

    // Sherlock and Monro's model: the orientation turns by half a turn around the core and back around the delta.
    private static int Direction(int x, int y, (double X, double Y) core, (double X, double Y) delta)
    {
        double angle = (Math.Atan2(y - core.Y, x - core.X) - Math.Atan2(y - delta.Y, x - delta.X)) / 2 + Math.PI / 2;
        return (int)Math.Round((angle % Math.PI + Math.PI) % Math.PI / Math.PI * Directions) % Directions;
    }

    private static float Filter(float[] from, int direction, int x, int y)
    {
        float sum = 0;
        float[] kernel = Kernels[direction];
        for (int row = -Radius, k = 0; row <= Radius; row++)
        {
            ReadOnlySpan<float> line = from.AsSpan((y + row) * W + x - Radius, 2 * Radius + 1);
            for (int i = 0; i < line.Length; i++) { sum += line[i] * kernel[k++]; }
        }
        return MathF.Tanh(sum);
    }

    private static float[] Kernel(double along)
    {
        float[] kernel = new float[(2 * Radius + 1) * (2 * Radius + 1)];
        for (int k = 0; k < kernel.Length; k++)
        {
            int x = k % (2 * Radius + 1) - Radius, y = k / (2 * Radius + 1) - Radius;
            double across = -x * Math.Sin(along) + y * Math.Cos(along);
            kernel[k] = (float)(Math.Exp(-(x * x + y * y) / 18.0) * Math.Cos(2 * Math.PI * across / RidgeSpacing) * 0.12);
        }
        float mean = kernel.Average();
        return [.. kernel.Select(v => v - mean)];
    }
}
