using Secure.TestKit.Pictures;

namespace Secure.EndToEnd.Tests;

/// <summary>A camera made of files, as `ctl --frames` and `ctl enrol --images` read it.</summary>
internal static class FilmedFolder
{
    internal const string NoOtherFace = "skipped: no ../shared/data/face_lfw, so there is nobody else's face";

    /// <summary>A head that looks straight, left and right; a challenge takes at most some thirty frames of each.</summary>
    internal static void Of(string folder, TestPicture front, TestPicture left, TestPicture right)
    {
        Film(Path.Combine(folder, "front"), front, 110);
        Film(Path.Combine(folder, "left"), left, 110);
        Film(Path.Combine(folder, "right"), right, 110);
    }

    /// <summary>No two frames alike: a little moved and toned, as a head that nobody holds.</summary>
    internal static void Film(string folder, TestPicture picture, int frames)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < frames; i++)
        {
            int across = i % 5 - 2, down = i / 5 % 5 - 2, tone = i;
            File.WriteAllBytes(Path.Combine(folder, $"{i:000}.jpg"), picture.Moved(picture.Width, picture.Height, (x, y) => (x + across, y + down)).Toned(p => p * (0.9 + 0.002 * tone)).Jpeg());
        }
    }

    /// <summary>The film of somebody who is not enrolled: two pictures of one person beside the checkout.</summary>
    /// <param name="faces">The folder face_lfw.</param>
    internal static void OfAnother(string folder, string faces)
    {
        TestPicture front = Face(faces, "16"), turned = Face(faces, "26");
        Of(folder, front, turned.Mirrored(), turned);
    }

    internal static TestPicture Face(string faces, string number) => TestPicture.FromJpeg(File.ReadAllBytes(Path.Combine(faces, "Roh_Moo-hyun", $"Roh_Moo-hyun_00{number}.jpg")));
}
