using Secure.Ctl.Commands;
using Secure.Ctl.Connection;
using Secure.TestKit;
using Secure.V1;

namespace Secure.Ctl.Tests;

public sealed class FrameFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Each_frame_is_used_once_in_the_order_of_the_names_for_the_act_it_shows()
    {
        foreach (string file in (string[])["front/2.jpg", "front/10.JPEG", "front/notes.txt", "left/1.jpg"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllBytes(_folder[file], []);
        }
        FrameFolder frames = new(_folder[""]);
        Assert.Equal(_folder["left/1.jpg"], frames.Next(StepUpAct.FaceLeft));
        Assert.Null(frames.Next(StepUpAct.FaceLeft));
        Assert.Null(frames.Next(StepUpAct.FaceRight));
        Assert.Equal(_folder["front/10.JPEG"], frames.Next(StepUpAct.FaceCentre));
        Assert.Equal(_folder["front/2.jpg"], frames.Next(StepUpAct.FaceCentre));
        Assert.Null(frames.Next(StepUpAct.FaceCentre));
    }

    [Fact]
    public void A_folder_without_pictures_to_the_front_is_told_before_anything_is_sent() =>
        Assert.Throws<GatewayConnection.UsageException>(() => new FrameFolder(_folder[""]));

    public void Dispose() => _folder.Dispose();
}
