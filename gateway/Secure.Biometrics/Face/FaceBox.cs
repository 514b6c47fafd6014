using Secure.Biometrics.Images;

namespace Secure.Biometrics.Face;

/// <summary>Where a face is, in pixels of the decoded picture; may reach beyond it.</summary>
internal readonly record struct FaceBox(float Left, float Top, float Right, float Bottom, float Score)
{
    internal float Width => Right - Left;

    internal float Height => Bottom - Top;

    internal float Overlap(FaceBox other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left), height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        float shared = Math.Max(0, width) * Math.Max(0, height);
        return shared / (Width * Height + other.Width * other.Height - shared);
    }

    /// <summary>The picture ends where the face does not, or within a fiftieth of the face's width.</summary>
    internal bool CutOff(Picture picture)
    {
        float near = Width / 50;
        return Left < near || Top < near || Right > picture.Width - near || Bottom > picture.Height - near;
    }

    /// <summary>The box in whole pixels, as far as it lies within the picture; null where too little does.</summary>
    internal Sampler.Part? Within(Picture picture) => Clip((int)Left, (int)Top, (int)Right, (int)Bottom, picture);

    /// <summary>The box with a margin of this share of its sides all around.</summary>
    internal Sampler.Part? Widened(float share, Picture picture) =>
        Clip((int)(Left - Width * share), (int)(Top - Height * share), (int)(Right + Width * share), (int)(Bottom + Height * share), picture);

    /// <summary>The box made so many times as large around its middle, smaller where the picture ends, and moved into it.</summary>
    internal Sampler.Part? Scaled(float times, Picture picture)
    {
        float scale = Math.Min(times, Math.Min((picture.Width - 1) / Width, (picture.Height - 1) / Height));
        float width = Width * scale, height = Height * scale;
        float left = Moved((Left + Right - width) / 2, picture.Width - 1 - width), top = Moved((Top + Bottom - height) / 2, picture.Height - 1 - height);
        return Clip((int)left, (int)top, (int)(left + width) + 1, (int)(top + height) + 1, picture);
    }

    // The highest may fall short of 0 by a rounding.
    private static float Moved(float edge, float highest) => Math.Max(0, Math.Min(edge, highest));

    private static Sampler.Part? Clip(int left, int top, int right, int bottom, Picture picture)
    {
        (left, top) = (Math.Max(0, left), Math.Max(0, top));
        (right, bottom) = (Math.Min(picture.Width, right), Math.Min(picture.Height, bottom));
        return right - left >= 8 && bottom - top >= 8 ? new(left, top, right - left, bottom - top) : null;
    }
}
