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
        float[] colours = new float[input.Width * 3];
        int stride = picture.Width * 3, plane = input.Width * input.Height, at = 0;
        foreach ((int first, int second, float down) in rows)
        {
            Mix(picture.Pixels.Slice(first * stride, stride), picture.Pixels.Slice(second * stride, stride), columns, down, colours);
            for (int i = 0; i < colours.Length; i += 3) { Put(planes, at++, plane, input, colours[i], colours[i + 1], colours[i + 2]); }
        }
    }

    private static void Mix(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, (int First, int Second, float Share)[] columns, float down, Span<float> colours)
    {
        int at = 0;
        foreach ((int first, int second, float across) in columns)
        {
            ReadOnlySpan<byte> upperLeft = upper.Slice(first * 3, 3), upperRight = upper.Slice(second * 3, 3), lowerLeft = lower.Slice(first * 3, 3), lowerRight = lower.Slice(second * 3, 3);
            colours[at] = Mix(upperLeft[0], upperRight[0], lowerLeft[0], lowerRight[0], across, down);
            colours[at + 1] = Mix(upperLeft[1], upperRight[1], lowerLeft[1], lowerRight[1], across, down);
            colours[at + 2] = Mix(upperLeft[2], upperRight[2], lowerLeft[2], lowerRight[2], across, down);
            at += 3;
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
