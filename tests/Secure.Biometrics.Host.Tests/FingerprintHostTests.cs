using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host.Tests;

/// <summary>Fingerprints through the real process, its filter of system calls in place.</summary>
public sealed class FingerprintHostTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fingerprints_are_enrolled_verified_and_identified_while_face_is_off()
    {
        await using RunningHost host = await StartAsync();
        Assert.False(host.Client.Status.Face.On);
        using BiometricTemplate one = await EnrolAsync(host, 1), two = await EnrolAsync(host, 2);

        Assert.True(Answer(await host.Client.VerifyFingerprintAsync(TestFinger.Pgm(1, 6), [one], None)).Matches);
        Assert.False(Answer(await host.Client.VerifyFingerprintAsync(TestFinger.Pgm(2, 6), [one], None)).Matches);
        GalleryTemplate[] set = [new(PersonId.Parse("wang"), one), new(PersonId.Parse("li"), two)];
        Assert.Equal("li", Answer(await host.Client.IdentifyFingerprintAsync(TestFinger.Pgm(2, 7), set, None)).Person?.Text);
        Assert.Null(Answer(await host.Client.IdentifyFingerprintAsync(TestFinger.Pgm(3, 1), set, None)).Person);
    }

    [Fact]
    public async Task A_touch_of_another_finger_and_an_empty_glass_are_told_while_enrolling()
    {
        await using RunningHost host = await StartAsync();
        ReadOnlyMemory<byte>[] earlier = [TestFinger.Pgm(1, 1), TestFinger.Pgm(1, 2)];
        Assert.Equal(FingerprintQuality.Good, Answer(await host.Client.ReadFingerprintAsync(TestFinger.Pgm(1, 3), earlier, None)).Quality);
        Assert.Equal(FingerprintQuality.OtherFinger, Answer(await host.Client.ReadFingerprintAsync(TestFinger.Pgm(2, 3), earlier, None)).Quality);
        byte[] empty = [.. "P5 200 200 255 "u8, .. Enumerable.Repeat((byte)230, 200 * 200)];
        Assert.Equal(FingerprintQuality.NoFinger, Answer(await host.Client.ReadFingerprintAsync(empty, [], None)).Quality);
    }

    [Fact]
    public async Task What_is_no_picture_or_no_template_is_refused_and_the_next_question_answered()
    {
        await using RunningHost host = await StartAsync();
        using BiometricTemplate one = await EnrolAsync(host, 1);
        using BiometricTemplate none = new([1, 2, 3]);
        Assert.Equal(BiometricFault.NotAnImage, Fault(await host.Client.VerifyFingerprintAsync(new byte[] { 1, 2, 3 }, [one], None)));
        Assert.Equal(BiometricFault.UnusableTemplate, Fault(await host.Client.VerifyFingerprintAsync(TestFinger.Pgm(1, 6), [none], None)));
        Assert.Equal(BiometricFault.NotAnImage, Fault(await host.Client.ReadFingerprintAsync(TestFinger.Pgm(1, 6).AsMemory()[..5000], [], None)));
        Assert.True(Answer(await host.Client.VerifyFingerprintAsync(TestFinger.Pgm(1, 7), [one], None)).Matches);
    }

    private static async Task<RunningHost> StartAsync()
    {
        RunningHost host = await RunningHost.StartAsync("/nowhere/models");
        await Eventually.True(() => host.Client.Status.Fingerprint.On || host.Client.Status.Fingerprint.Why?.En.Contains("because", StringComparison.Ordinal) == true, 60);
        if (host.Client.Status.Fingerprint.On) { return host; }
        string why = host.Client.Status.Fingerprint.Why!.En;
        await host.DisposeAsync();
        Assert.Skip("skipped: " + why);
        return host;
    }

    private static async Task<BiometricTemplate> EnrolAsync(RunningHost host, int finger)
    {
        ReadOnlyMemory<byte>[] touches = [.. Enumerable.Range(1, 5).Select(t => (ReadOnlyMemory<byte>)TestFinger.Pgm(finger, t))];
        return Answer(await host.Client.EnrolFingerprintAsync(touches, None)).Template!;
    }

    private static T Answer<T>(BiometricAnswer<T> answer) => Assert.IsType<BiometricAnswer<T>.Answered>(answer).Reading;

    private static BiometricFault Fault<T>(BiometricAnswer<T> answer) => Assert.IsType<BiometricAnswer<T>.Refused>(answer).Fault;
}
