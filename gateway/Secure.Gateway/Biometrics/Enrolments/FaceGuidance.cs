using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>What would help at the camera.</summary>
internal static class FaceGuidance
{
    internal static readonly SampleVerdict NotLive = new("not_live", new Sentence("活体检测未通过，请本人面对摄像头，避免反光与屏幕", "not taken for a live face: the person must face the camera; avoid glare and screens"));

    internal static readonly SampleVerdict OtherPerson = new("other_person", new Sentence("与第一张样本不是同一人", "not the person of the first sample"));

    internal static SampleVerdict Of(FaceQuality fault) => fault switch
    {
        FaceQuality.NoFace => new("no_face", new Sentence("没有检测到人脸，请正对摄像头", "no face found: look into the camera")),
        FaceQuality.TwoFaces => new("two_faces", new Sentence("画面中有多张人脸，请只留一人", "more than one face: only one person, please")),
        FaceQuality.TooSmall => new("too_small", new Sentence("请靠近一些", "come nearer")),
        FaceQuality.CutOff => new("cut_off", new Sentence("人脸不完整，请移到画面中央", "part of the face is outside the picture: move to the middle")),
        FaceQuality.TooDark => new("too_dark", new Sentence("光线太暗", "too dark")),
        FaceQuality.TooBright => new("too_bright", new Sentence("光线太亮", "too bright")),
        FaceQuality.Blurred => new("blurred", new Sentence("图像模糊，请保持不动", "blurred: hold still")),
        FaceQuality.Sideways => new("sideways", new Sentence("请正对摄像头，不要转头", "look straight into the camera")),
        FaceQuality.EyesClosed => new("eyes_closed", new Sentence("请睁开双眼", "open both eyes")),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
