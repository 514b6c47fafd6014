using Secure.Biometrics.Models;

namespace Secure.Biometrics.Images;

/// <summary>Cuts a part out of a picture, scales it by linear interpolation and feeds it as a model wants it.</summary>
internal static class Sampler
{
    /// <summary>A part of the picture, within it, in whole pixels.</summary>
    internal readonly record struct Part(int Left, int Top, int Width, int Height);

    /// <summary>Pixel centres lie at halves, as in the tool with which the models were made (OpenCV's linear resize).</summary>
    /// <param name="planes">Receives the model's input: one plane a channel.</param>
    internal static void Fill(Picture picture, Part part, ModelInput input, Span<float> planes)
    {
        (int First, int Second, float Share)[] columns = Taps(part.Left, part.Width, input.Width);
        (int First, int Second, float Share)[] rows = Taps(part.Top, part.Height, input.Height);
        ReadOnlySpan<byte> pixels = picture.Pixels;
        int stride = picture.Width * 3, plane = input.Width * input.Height, at = 0;
        foreach ((int first, int second, float down) in rows)
        {
            ReadOnlySpan<byte> upper = pixels.Slice(first * stride, stride), lower = pixels.Slice(second * stride, stride);
            foreach ((int left, int right, float across) in columns)
            {
                float red = Mix(upper[left * 3], upper[right * 3], lower[left * 3], lower[right * 3], across, down);
                float green = Mix(upper[left * 3 + 1], upper[right * 3 + 1], lower[left * 3 + 1], lower[right * 3 + 1], across, down);
                float blue = Mix(upper[left * 3 + 2], upper[right * 3 + 2], lower[left * 3 + 2], lower[right * 3 + 2], across, down);
                Put(planes, at++, plane, input, red, green, blue);
            }
        }
    }

    /// <summary>One pixel, normalised, into the planes.</summary>
    internal static void Put(Span<float> planes, int at, int plane, ModelInput input, float red, float green, float blue)
    {
        if (input.Colours == ColourOrder.Grey)
        {
            planes[at] = (Grey(red, green, blue) - input.Mean[0]) / input.Divisor[0];
            return;
        }
        (float first, float third) = input.Colours == ColourOrder.Rgb ? (red, blue) : (blue, red);
        planes[at] = (first - input.Mean[0]) / input.Divisor[0];
        planes[at + plane] = (green - input.Mean[1]) / input.Divisor[1];
        planes[at + 2 * plane] = (third - input.Mean[2]) / input.Divisor[2];
    }

    /// <summary>Luma of ITU-R BT.601.</summary>
    internal static float Grey(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    internal static float Mix(byte upperLeft, byte upperRight, byte lowerLeft, byte lowerRight, float across, float down)
    {
        float upper = upperLeft + (upperRight - upperLeft) * across;
        float lower = lowerLeft + (lowerRight - lowerLeft) * across;
        return upper + (lower - upper) * down;
    }

    private static (int First, int Second, float Share)[] Taps(int start, int length, int wanted)
    {
        (int, int, float)[] taps = new (int, int, float)[wanted];
        float step = (float)length / wanted;
        for (int i = 0; i < wanted; i++)
        {
            float at = Math.Clamp((i + 0.5f) * step - 0.5f, 0, length - 1);
            int first = (int)at;
            taps[i] = (start + first, start + Math.Min(first + 1, length - 1), at - first);
        }
        return taps;
    }
}
