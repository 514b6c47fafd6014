using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>What the person is asked to do and what hinders the capture, in words and codes.</summary>
internal static class StepUpWords
{
    internal static readonly Sentence LayFinger = new("请将手指放在指纹仪上", "lay a finger on the sensor");

    internal static readonly Sentence TypePin = new("请输入 PIN，再按 #", "type your PIN, then #");

    internal static readonly (string, Sentence?) Again = ("again", new Sentence("请重新做一遍", "please do it once more"));

    internal static (V1.StepUpAct, Sentence) Of(Turn turn) => turn switch
    {
        Turn.Left => (V1.StepUpAct.FaceLeft, new Sentence("请向左转头", "turn your head to your left")),
        Turn.Right => (V1.StepUpAct.FaceRight, new Sentence("请向右转头", "turn your head to your right")),
        _ => (V1.StepUpAct.FaceCentre, new Sentence("请正对摄像头", "look straight into the camera")),
    };

    internal static (string Code, Sentence? Text) Of(CaptureFault fault) => fault switch
    {
        CaptureFault.NoFace => ("no_face", new Sentence("没有看到人脸", "no face is seen")),
        CaptureFault.SeveralFaces => ("several_faces", new Sentence("画面中只能有一个人", "only one person may be in the picture")),
        CaptureFault.TooFar => ("too_far", new Sentence("请靠近一些", "come nearer")),
        CaptureFault.TooDark => ("too_dark", new Sentence("光线太暗", "it is too dark")),
        CaptureFault.TooBright => ("too_bright", new Sentence("光线太亮", "it is too bright")),
        CaptureFault.Blurred => ("blurred", new Sentence("画面模糊，请慢一些", "the picture is blurred: move slowly")),
        CaptureFault.EyesClosed => ("eyes_closed", new Sentence("请睁开眼睛", "open your eyes")),
        CaptureFault.Pose => ("pose", new Sentence("请不要低头、仰头或歪头", "hold your head upright")),
        CaptureFault.CutOff => ("cut_off", new Sentence("请将整张脸置于画面中", "keep the whole face in the picture")),
        CaptureFault.Unreadable => ("unreadable", new Sentence("图像无法读取", "the picture does not read")),
        CaptureFault.None => ("", null),
    };

    internal static (string Code, Sentence? Text) Of(FingerprintQuality quality) => quality switch
    {
        FingerprintQuality.NoFinger => ("no_finger", new Sentence("没有看到手指", "no finger is seen")),
        FingerprintQuality.Faint => ("faint", new Sentence("手指太干或按压太轻，请再按一次", "too dry or too light: once more")),
        FingerprintQuality.Smudged => ("smudged", new Sentence("手指太湿或按压太重，请擦干后再按", "too wet or too hard: dry it and try once more")),
        FingerprintQuality.Partial => ("partial", new Sentence("请将整个指腹放上", "lay the whole fingertip on the sensor")),
        _ => ("too_few_minutiae", new Sentence("指纹不清晰，请再按一次", "the print is not clear: once more")),
    };

    internal static Sentence Of(V1.StepUpOutcome outcome) => outcome switch
    {
        V1.StepUpOutcome.Passed => new Sentence("鉴别通过", "passed"),
        V1.StepUpOutcome.Failed => new Sentence("鉴别未通过，会话已结束", "not passed; the session has ended"),
        _ => new Sentence("没有完成，请重试", "not completed: try again"),
    };
}
