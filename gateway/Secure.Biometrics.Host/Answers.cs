using Secure.BiometricMessages;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host;

/// <summary>Faults, each with its words. None says anything of a person.</summary>
internal static class Answers
{
    internal static FromHost Of(FaultKind kind) => Of(kind, Words(kind));

    internal static FromHost Of(FaultKind kind, Sentence words) => new() { Fault = new Fault { Kind = kind, Zh = words.Zh, En = words.En } };

    private static Sentence Words(FaultKind kind) => kind switch
    {
        FaultKind.NotAnImage => new("不是可用的图像文件，或文件已损坏", "not an image that can be read, or a damaged one"),
        FaultKind.ImageTooLarge => new("图像过大", "the image is too large"),
        FaultKind.ImageTooSmall => new("图像过小", "the image is too small"),
        FaultKind.UnusableTemplate => new("模板来自其他模型或已损坏，请重新录入", "a template is of another model or damaged: enrol anew"),
        FaultKind.UnknownGallery => new("未持有该比对库", "that gallery is not held"),
        FaultKind.GalleryTooLarge => new("比对库过大", "the gallery is too large"),
        FaultKind.Busy => new("识别引擎繁忙，请稍候", "the engine is busy: try again in a moment"),
        FaultKind.Malformed => new("请求不合规", "the question is malformed"),
        FaultKind.Unspecified or FaultKind.EngineOff or FaultKind.Failed => new("识别引擎处理失败", "the engine failed"),
    };
}
