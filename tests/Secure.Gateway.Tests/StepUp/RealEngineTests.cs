using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Biometrics;
using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>The whole way with the real engine in its own process, over faces of people who turn their heads.</summary>
public sealed class RealEngineTests
{
    private const string Kerry = "face_lfw/John_Kerry/John_Kerry_00";
    private const string Roh = "face_lfw/Roh_Moo-hyun/Roh_Moo-hyun_00";

    [Fact]
    public async Task The_enrolled_face_passes_and_another_one_fails()
    {
        await using StepUpRig rig = await StartAsync();
        // Turned to the own left in one picture, to the right in its mirror.
        Film own = new(Picture(Kerry + "13.jpg"), Picture(Kerry + "11.jpg"), Picture(Kerry + "11.jpg").Mirrored());
        Assert.Equal(StepUpOutcome.Passed, await SitAsync(rig, own));
        Film other = new(Picture(Roh + "16.jpg"), Picture(Roh + "26.jpg").Mirrored(), Picture(Roh + "26.jpg"));
        Assert.Equal(StepUpOutcome.Failed, await SitAsync(rig, other));
        Assert.Equal("not_matched", Assert.Single(rig.Failures.All).Cause);
    }

    [Fact]
    public async Task Another_face_held_up_half_way_fails_at_once()
    {
        await using StepUpRig rig = await StartAsync();
        Film own = new(Picture(Kerry + "13.jpg"), Picture(Kerry + "11.jpg"), Picture(Kerry + "11.jpg").Mirrored());
        Film other = new(Picture(Roh + "16.jpg"), Picture(Roh + "26.jpg").Mirrored(), Picture(Roh + "26.jpg"));
        Assert.Equal(StepUpOutcome.Failed, await SitAsync(rig, own, sitting => sitting.Last!.Step < 2 ? own : other));
        Assert.Equal("identity_changed", Assert.Single(rig.Failures.All).Cause);
    }

    private static async Task<StepUpOutcome> SitAsync(StepUpRig rig, Film film, Func<Sitting, Film>? choose = null)
    {
        rig.Forget();
        Sitting sitting = await rig.RunClockAsync(rig.BeginAsync(), 1);
        return await rig.RunClockAsync(sitting.ActAsync(act => (choose?.Invoke(sitting) ?? film).Next(act)), 1);
    }

    private static async Task<StepUpRig> StartAsync()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Checkout.SharedData("face_lfw") is null, "skipped: no face pictures beside the checkout");
        StepUpRig rig = await StepUpRig.StartAsync(
            builder =>
            {
                builder.Services.AddBiometricsHost(builder.Configuration, builder.Configuration["Fleet:Folder"]!);
                builder.Services.AddSingleton<ITemplates, EnrolledOnce>();
            },
            ("Biometrics:Host", Path.Combine(AppContext.BaseDirectory, "secure-biometrics-host.dll")), ("Biometrics:Models", Installed.Models), ("Biometrics:Runtime", Installed.Runtime),
            ("Biometrics:AnswerMax", "00:01:00"), ("Biometrics:StartMax", "00:05:00"), ("StepUp:AttemptMax", "00:02:00"));
        IBiometrics engine = rig.Gateway.Services.GetRequiredService<IBiometrics>();
        await rig.RunClockAsync(OnAsync(engine), 1);
        return rig;
    }

    private static async Task<bool> OnAsync(IBiometrics engine)
    {
        await Eventually.True(() => engine.Status.Face.On, 60);
        return true;
    }

    private static TestPicture Picture(string file) => TestPicture.FromJpeg(File.ReadAllBytes(Checkout.SharedData(file)!));

    /// <summary>Enrolled with one picture, read anew at each use.</summary>
    private sealed class EnrolledOnce(IBiometrics engine) : ITemplates
    {
        public async ValueTask<TemplateSet> OfAsync(PersonId person, Factor factor, CancellationToken cancellation)
        {
            byte[] image = await File.ReadAllBytesAsync(Checkout.SharedData(Kerry + "02.jpg")!, cancellation);
            BiometricAnswer<FaceReading> answer = await engine.ReadFaceAsync(new FaceQuestion(image), cancellation);
            return new TemplateSet([((BiometricAnswer<FaceReading>.Answered)answer).Reading.Face!.Template]);
        }
    }

    /// <summary>Frames made from one picture per turn, each a little moved and toned as a hand-held head is.</summary>
    private sealed class Film(TestPicture front, TestPicture left, TestPicture right)
    {
        private int _made;

        public byte[] Next(StepUpAct act)
        {
            TestPicture picture = act switch { StepUpAct.FaceLeft => left, StepUpAct.FaceRight => right, _ => front };
            int n = _made++;
            int across = n % 5 - 2, down = n / 5 % 5 - 2;
            return picture.Moved(picture.Width, picture.Height, (x, y) => (x + across, y + down)).Toned(p => p * (0.97 + 0.004 * n)).Jpeg();
        }
    }
}
