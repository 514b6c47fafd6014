using Secure.Biometrics.Face;
using Secure.Benchmarks.Faces;
using Secure.TestKit;
using Secure.TestKit.Pictures;

namespace Secure.Benchmarks.StepUps;

/// <summary>
/// A person before a camera: pictures to the front and turned either way, made ready beforehand. No two of them are alike: a
/// little moved and toned, as of a head that nobody holds.
/// </summary>
internal sealed class BenchFace
{
    /// <summary>Made beforehand of each kind; more are made when they are needed.</summary>
    private const int FramesReady = 24;
    private const double Degrees = 38;

    /// <summary>As a challenge sees it, with some room: ChallengeRules.</summary>
    private const double TurnedYawMin = 21, TurnedLikenessMin = 0.35, StraightYawMax = 8, StraightLikenessMin = 0.7, LiveMin = 0.8;

    /// <summary>Two people here are less alike than that.</summary>
    private const double OtherLikenessMax = 0.4;

    /// <summary>Where the face lies in a picture of the LFW set, 250 by 250 pixels, and its size against the portrait's.</summary>
    private const double CentreX = 125, CentreY = 127, Size = 0.8;

    private readonly Film _front, _left, _right;

    private BenchFace(TestPicture front, TestPicture left, TestPicture right) => (_front, _left, _right) = (new(front), new(left), new(right));

    /// <summary>The portrait, and people of the face pictures beside the checkout where there are any: no more than asked for.</summary>
    public static IReadOnlyList<BenchFace> Choose(int count, CancellationToken cancellation)
    {
        if (!TestKit.Pictures.Biometrics.Installed || Portrait.Whole is not { } portrait) { return []; }
        using FaceEngine engine = BenchEngine.Open();
        List<BenchFace> chosen = [new(portrait, TurnedHead.Turned(portrait, Degrees), TurnedHead.Turned(portrait, -Degrees))];
        List<byte[]> templates = [Look(engine, portrait)!.Face!.Template];
        foreach (string file in Checkout.SharedData("face_lfw") is { } folder ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(First) : [])
        {
            cancellation.ThrowIfCancellationRequested();
            if (chosen.Count >= count) { break; }
            TestPicture front = TestPicture.FromJpeg(File.ReadAllBytes(file));
            (TestPicture left, TestPicture right) = (TurnedHead.Turned(front, Degrees, CentreX, CentreY, Size), TurnedHead.Turned(front, -Degrees, CentreX, CentreY, Size));
            if (TemplateOf(engine, front, left, right) is not { } template || templates.Exists(t => engine.Compare(t, template) > OtherLikenessMax)) { continue; }
            templates.Add(template);
            chosen.Add(new BenchFace(front, left, right));
        }
        return [.. chosen.Take(count)];
    }

    /// <summary>Makes pictures ready for a challenge to come. None is ever shown twice: the gateway knows again what it was shown.</summary>
    public void Prepare()
    {
        foreach (Film film in (Film[])[_front, _left, _right]) { film.Prepare(); }
    }

    /// <summary>The next picture that shows what was asked for.</summary>
    public byte[] Next(V1.StepUpAct act) => (act switch { V1.StepUpAct.FaceLeft => _left, V1.StepUpAct.FaceRight => _right, _ => _front }).Next();

    private static string First(string folder) => Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).First();

    /// <summary>Null where this person would not get through a challenge with every picture: then the time until the answer could not be taken.</summary>
    private static byte[]? TemplateOf(FaceEngine engine, TestPicture front, TestPicture left, TestPicture right)
    {
        if (Look(engine, front) is not { Face: { } face }) { return null; }
        bool IsStraight(TestPicture picture) => Look(engine, picture) is { Faces: 1, Flaws.Count: 0, Face: { } straight }
            && Math.Abs(straight.Yaw) <= StraightYawMax && straight.Liveness >= LiveMin && engine.Compare(face.Template, straight.Template) >= StraightLikenessMin;
        bool IsTurned(TestPicture picture, int sign) => Look(engine, picture) is { Faces: 1, Face: { } turned }
            && sign * turned.Yaw >= TurnedYawMin && engine.Compare(face.Template, turned.Template) >= TurnedLikenessMin;
        int[] some = [0, Film.Tones / 3, 2 * Film.Tones / 3, Film.Tones - 1];
        return some.All(i => IsStraight(Film.Frame(front, i)) && IsTurned(Film.Frame(left, i), 1) && IsTurned(Film.Frame(right, i), -1)) ? face.Template : null;
    }

    private static FacePicture? Look(FaceEngine engine, TestPicture picture) => engine.Read(picture.Jpeg(), new FaceWishes(Liveness: true, Pose: true), out _);

    private sealed class Film(TestPicture picture)
    {
        /// <summary>Shares no factor with the 25 places: so many times 25 pictures differ, and each further round is a trace brighter.</summary>
        public const int Tones = 53;

        private readonly Queue<byte[]> _frames = [];
        private int _made;

        public static TestPicture Frame(TestPicture picture, int number)
        {
            (int across, int down) = (number % 5 - 2, number / 5 % 5 - 2);
            return picture.Moved(picture.Width, picture.Height, (x, y) => (x + across, y + down)).Toned(p => p * (0.92 + 0.0015 * (number % Tones) + 0.0004 * (number / (25 * Tones) % 4)));
        }

        public void Prepare()
        {
            while (_frames.Count < FramesReady) { _frames.Enqueue(Frame(picture, _made++).Jpeg()); }
        }

        public byte[] Next() => _frames.TryDequeue(out byte[]? ready) ? ready : Frame(picture, _made++).Jpeg();
    }
}
