using Secure.Biometrics.Face;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Biometrics.Tests.Faces;

/// <summary>The real engine over the installed models, opened once for all tests.</summary>
public sealed class InstalledEngine : IDisposable
{
    private readonly FaceEngine? _engine = Installed.Installed ? FaceEngine.Open(Installed.Models, Installed.Runtime) : null;

    internal FaceEngine Engine
    {
        get
        {
            Assert.SkipWhen(_engine is null, Installed.Absent);
            return _engine!;
        }
    }

    internal static TestPicture Portrait
    {
        get
        {
            Assert.SkipWhen(TestKit.Pictures.Portrait.Whole is null, TestKit.Pictures.Portrait.Absent);
            return TestKit.Pictures.Portrait.Whole!;
        }
    }

    internal FacePicture Read(TestPicture picture)
    {
        FacePicture? read = Engine.Read(picture.Jpeg(), new FaceWishes(Liveness: true, Pose: true), out Images.ImageFault fault);
        Assert.Equal(Images.ImageFault.None, fault);
        return read!;
    }

    public void Dispose() => _engine?.Dispose();
}
