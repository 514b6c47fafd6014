using Secure.Biometrics.Face;
using Secure.TestKit;
using Secure.TestKit.Pictures;

namespace Secure.Biometrics.Tests.Faces;

public sealed class FaceReadingTests(InstalledEngine installed) : IClassFixture<InstalledEngine>
{
    [Fact]
    public void A_good_portrait_has_one_face_and_no_fault()
    {
        FacePicture read = installed.Read(InstalledEngine.Portrait);
        Assert.Equal((512, 512, 1), (read.Width, read.Height, read.Faces));
        Assert.Empty(read.Flaws);
        // Where the face is in that picture.
        Assert.InRange(read.Face!.Left, 150, 195);
        Assert.InRange(read.Face.Right, 250, 300);
        Assert.InRange(read.Face.Top, 50, 90);
    }

    [Fact]
    public void The_same_face_matches_across_size_light_and_compression()
    {
        byte[] template = installed.Read(InstalledEngine.Portrait).Face!.Template;
        foreach (TestPicture other in (TestPicture[])[InstalledEngine.Portrait.Toned(p => p * 0.6), InstalledEngine.Portrait.Mirrored(), InstalledEngine.Portrait.Cut(100, 0, 300, 300)])
        {
            Assert.True(installed.Engine.Compare(template, installed.Read(other).Face!.Template) > 0.75f);
        }
    }

    [Fact]
    public void A_face_in_a_large_picture_is_told_in_that_pictures_pixels()
    {
        TestPicture large = InstalledEngine.Portrait.Moved(2048, 2048, (x, y) => (x / 4, y / 4));
        FacePicture read = installed.Read(large);
        FacePicture small = installed.Read(InstalledEngine.Portrait);
        Assert.Equal((2048, 2048), (read.Width, read.Height));
        Assert.Equal(small.Face!.Left * 4, read.Face!.Left, 25f);
        Assert.Equal(small.Face.Bottom * 4, read.Face.Bottom, 25f);
    }

    [Fact]
    public void Yaw_counts_towards_the_persons_own_left_and_turns_round_in_a_mirror()
    {
        FacePicture straight = installed.Read(InstalledEngine.Portrait), mirrored = installed.Read(InstalledEngine.Portrait.Mirrored());
        // She looks a little to the left of the picture: her own right.
        Assert.True(straight.Face!.Yaw < mirrored.Face!.Yaw);
        Assert.Equal(straight.Face.Yaw, -mirrored.Face.Yaw, 8f);
    }

    [Fact]
    public void No_face_is_told_as_such()
    {
        FacePicture read = installed.Read(new TestPicture(320, 240, new byte[320 * 240 * 3]).Toned(_ => 128));
        Assert.Equal([FaceFlaw.NoFace], read.Flaws);
        Assert.Null(read.Face);
    }

    public static TheoryData<string, Func<TestPicture, TestPicture>> Poor() => new()
    {
        { nameof(FaceFlaw.TwoFaces), p => p.Cut(100, 0, 260, 260).Beside(p.Cut(100, 0, 260, 260).Mirrored()) },
        { nameof(FaceFlaw.TooSmall), p => p.Smaller(3) },
        { nameof(FaceFlaw.CutOff), p => p.Cut(226, 0, 280, 280) },
        { nameof(FaceFlaw.TooDark), p => p.Toned(v => v * 0.2) },
        { nameof(FaceFlaw.TooBright), p => p.Toned(v => v * 0.5 + 160) },
        { nameof(FaceFlaw.Blurred), p => p.Blurred(4) },
    };

    [Theory]
    [MemberData(nameof(Poor))]
    public void A_poor_capture_is_refused_with_the_reason_that_helps(string flaw, Func<TestPicture, TestPicture> spoil) =>
        Assert.Contains(Enum.Parse<FaceFlaw>(flaw), installed.Read(spoil(InstalledEngine.Portrait)).Flaws);

    [Fact]
    public void A_head_that_leans_too_far_is_sideways()
    {
        const double Lean = Math.PI / 5;
        TestPicture leaning = InstalledEngine.Portrait.Moved(512, 512, (x, y) => (
            (int)(222 + (x - 256) * Math.Cos(Lean) + (y - 256) * Math.Sin(Lean)), (int)(125 - (x - 256) * Math.Sin(Lean) + (y - 256) * Math.Cos(Lean))));
        Assert.Contains(FaceFlaw.Sideways, installed.Read(leaning).Flaws);
    }

    [Theory]
    [InlineData("Christopher_Reeve/Christopher_Reeve_0002", true)]
    [InlineData("Igor_Ivanov/Igor_Ivanov_0005", true)]
    [InlineData("Binyamin_Ben-Eliezer/Binyamin_Ben-Eliezer_0001", true)]
    [InlineData("Christopher_Reeve/Christopher_Reeve_0001", false)]
    [InlineData("Christopher_Reeve/Christopher_Reeve_0004", false)]
    [InlineData("Igor_Ivanov/Igor_Ivanov_0003", false)]
    [InlineData("Igor_Ivanov/Igor_Ivanov_0016", false)]
    [InlineData("Binyamin_Ben-Eliezer/Binyamin_Ben-Eliezer_0005", false)]
    public void Shut_eyes_are_told_and_open_ones_of_the_same_person_are_not(string picture, bool shut)
    {
        string? folder = Checkout.SharedData("face_lfw");
        Assert.SkipWhen(folder is null, "skipped: no ../shared/data");
        FacePicture read = installed.Engine.Read(File.ReadAllBytes(Path.Combine(folder!, picture + ".jpg")), new FaceWishes(Liveness: false, Pose: true), out _)!;
        Assert.Equal(shut, read.Flaws.Contains(FaceFlaw.EyesClosed));
    }

    [Fact]
    public void The_published_pairs_are_told_apart_at_the_shipped_threshold()
    {
        string? folder = Checkout.SharedData("face_lfw");
        Assert.SkipWhen(folder is null, "skipped: no ../shared/data");
        string[][] pairs = [.. File.ReadLines(Path.Combine(folder!, "pairs.csv")).Skip(1).Select(l => l.Split(','))];
        // Some of both kinds: all of them are the benchmark's.
        string[][] some = [.. pairs.Where(p => p[2] == "1").Take(40), .. pairs.Where(p => p[2] == "0").Take(40)];
        Dictionary<string, byte[]> templates = some.SelectMany(p => p[..2]).Distinct().ToDictionary(
            f => f, f => installed.Engine.Read(File.ReadAllBytes(Path.Combine(folder!, f)), default, out _)!.Face!.Template);
        bool Matches(string[] pair) => installed.Engine.Compare(templates[pair[0]], templates[pair[1]]) >= installed.Engine.Models.VerifyThreshold;
        Assert.DoesNotContain(some, p => p[2] == "0" && Matches(p));
        Assert.True(some.Count(p => p[2] == "1" && !Matches(p)) <= 4);
    }
}
