using Secure.Gateway.Spine;

namespace Secure.Gateway.Doors.Tailgating;

/// <summary>Which pictures of a clip are looked at, and what their counts say. Nothing here knows what a picture is.</summary>
internal static class ClipPictures
{
    /// <summary>Most pictures of one passage: 20 ms of the engine each.</summary>
    public const int LooksMax = 16;

    /// <summary>The clip's pictures; null where they are not as the agent said, or it said nothing.</summary>
    public static IReadOnlyList<(DateTimeOffset At, ReadOnlyMemory<byte> Picture)>? Split(KeptClip clip, ReadOnlyMemory<byte> content)
    {
        if (clip.Pictures.Count == 0 || clip.Pictures.Sum(p => (long)p.Bytes) != content.Length) { return null; }
        List<(DateTimeOffset, ReadOnlyMemory<byte>)> pictures = [];
        int at = 0;
        foreach (KeptPicture picture in clip.Pictures)
        {
            pictures.Add((picture.At, content.Slice(at, picture.Bytes)));
            at += picture.Bytes;
        }
        return pictures;
    }

    /// <summary>Those taken while the leaf was open, at most <see cref="LooksMax"/>, evenly over the passage.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(Passage passage, IReadOnlyList<(DateTimeOffset At, ReadOnlyMemory<byte> Picture)> pictures)
    {
        ReadOnlyMemory<byte>[] all = [.. pictures.Where(p => p.At >= passage.From && p.At <= passage.To).Select(p => p.Picture)];
        return all.Length <= LooksMax ? all : [.. Enumerable.Range(0, LooksMax).Select(i => all[i * (all.Length - 1) / (LooksMax - 1)])];
    }

    /// <summary>How many stood there at once: the most faces that two pictures show, because one picture may be mistaken.</summary>
    public static int AtOnce(IEnumerable<int> faces) => faces.OrderDescending().Skip(1).FirstOrDefault();
}
