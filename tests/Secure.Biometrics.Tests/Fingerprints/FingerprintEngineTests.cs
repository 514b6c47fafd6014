using Secure.Biometrics.Fingerprints;
using Secure.TestKit;

namespace Secure.Biometrics.Tests.Fingerprints;

public sealed class FingerprintEngineTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private static IFingerprintEngine Engine => SharedEngine.OrSkip();

    private static GrayImage Touch(int finger, int touch) => FingerprintImages.Read(TestFinger.Pgm(finger, touch))!;

    private static byte[] Enrolled(int finger) => Engine.Enrol([.. Enumerable.Range(1, 5).Select(t => Touch(finger, t))], None).Template!;

    [Fact]
    public void A_finger_enrolled_with_five_touches_is_recognised_at_the_sixth()
    {
        byte[] template = Enrolled(1);
        Assert.Equal(0, Engine.Identify(Touch(1, 6), [template], None).Index);
    }

    [Fact]
    public void Another_finger_does_not_match()
    {
        byte[] template = Enrolled(1);
        Assert.Equal(new FingerprintMatch(null, null), Engine.Identify(Touch(2, 1), [template], None));
    }

    [Fact]
    public void In_a_small_set_the_finger_finds_its_own_template()
    {
        byte[][] set = [.. Enumerable.Range(1, 4).Select(Enrolled)];
        Assert.Equal(2, Engine.Identify(Touch(3, 7), set, None).Index);
        Assert.Null(Engine.Identify(Touch(9, 1), set, None).Index);
    }

    [Fact]
    public void A_touch_of_another_finger_is_noticed_while_enrolling()
    {
        GrayImage[] earlier = [Touch(1, 1), Touch(1, 2)];
        Assert.Null(Engine.Read(Touch(1, 3), earlier, None).Fault);
        Assert.Equal(FingerprintFault.OtherFinger, Engine.Read(Touch(2, 3), earlier, None).Fault);
    }

    [Fact]
    public void An_enrolment_with_an_empty_picture_in_it_makes_no_template_and_says_which_it_was()
    {
        GrayImage[] images = [.. Enumerable.Range(1, 5).Select(t => Touch(1, t))];
        images[3] = Flat(230);
        Assert.Equal(new FingerprintEnrolment(null, FingerprintFault.NoFinger, 3), Engine.Enrol(images, None));
    }

    [Fact]
    public void An_enrolment_in_which_libfprint_finds_no_details_makes_no_template_and_the_next_one_succeeds()
    {
        GrayImage[] images = [.. Enumerable.Range(1, 5).Select(t => Touch(1, t))];
        images[2] = Stripes();
        FingerprintEnrolment refused = Engine.Enrol(images, None);
        Assert.Equal((null, FingerprintFault.FewDetails, 2), (refused.Template, refused.Fault, refused.Stage));
        Assert.Equal(0, Engine.Identify(Touch(1, 6), [Enrolled(1)], None).Index);
    }

    [Fact]
    public void A_picture_after_a_cancelled_call_is_compared_by_itself()
    {
        byte[] template = Enrolled(1);
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Engine.Identify(Touch(1, 6), [template], stopped.Token));
        Assert.Null(Engine.Identify(Touch(2, 6), [template], None).Index);
        Assert.Equal(0, Engine.Identify(Touch(1, 6), [template], None).Index);
    }

    [Fact]
    public void A_call_cancelled_half_way_leaves_nothing_for_the_next()
    {
        byte[] template = Enrolled(1);
        for (int ms = 1; ms < 40; ms += 6)
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(ms));
            try { Engine.Identify(Touch(1, 6), [template], soon.Token); }
            catch (OperationCanceledException) { }
            Assert.Null(Engine.Identify(Touch(2, 6), [template], None).Index);
        }
        Assert.Equal(0, Engine.Identify(Touch(1, 6), [template], None).Index);
    }

    [Fact]
    public void What_is_no_template_is_said_to_be_none_and_the_engine_goes_on()
    {
        byte[] template = Enrolled(1);
        foreach (byte[] wrong in new byte[][] { [], [1, 2, 3], "FP3"u8.ToArray(), template[..(template.Length / 2)], [.. template, 0], [.. template[..100], 1, .. template[101..]] })
        {
            Assert.Throws<UnusableTemplateException>(() => Engine.Identify(Touch(1, 6), [wrong], None));
        }
        Assert.Equal(0, Engine.Identify(Touch(1, 6), [template], None).Index);
    }

    [Fact]
    public void Calls_from_many_threads_are_answered_each_with_its_own_answer()
    {
        byte[][] templates = [.. Enumerable.Range(1, 3).Select(Enrolled)];
        Parallel.For(0, 12, i => Assert.Equal(i % 3, Engine.Identify(Touch(i % 3 + 1, 6 + i), templates, None).Index));
    }

    [Fact]
    public void The_readers_folder_is_open_to_its_owner_alone()
    {
        _ = Engine;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(SharedEngine.Folder));
    }

    [Theory]
    [InlineData(230, FingerprintFault.NoFinger)]
    [InlineData(10, FingerprintFault.NoFinger)]
    public void An_even_grey_is_no_finger(byte grey, FingerprintFault expected) => Assert.Equal(expected, Engine.Read(Flat(grey), [], None).Fault);

    [Fact]
    public void Faint_smudged_and_partial_touches_are_told_apart()
    {
        byte[] touch = TestFinger.Touch(1, 1);
        Assert.Equal(FingerprintFault.Faint, Read([.. touch.Select(p => (byte)(200 + p / 8))]));
        Assert.Equal(FingerprintFault.Smudged, Read([.. touch.Select(p => (byte)(p * 2 / 5))]));
        Assert.Equal(FingerprintFault.Partial, Read([.. touch.Select((p, i) => i / TestFinger.Width is > 100 and < 150 ? p : (byte)230)]));
    }

    private static FingerprintFault? Read(byte[] pixels) => Engine.Read(GrayImage.Of(TestFinger.Width, TestFinger.Height, pixels)!, [], None).Fault;

    private static GrayImage Flat(byte grey) => GrayImage.Of(200, 200, [.. Enumerable.Repeat(grey, 200 * 200)])!;

    private static GrayImage Stripes() => GrayImage.Of(200, 200, [.. Enumerable.Range(0, 200 * 200).Select(i => (byte)(i % 200 % 10 < 5 ? 30 : 220))])!;
}
