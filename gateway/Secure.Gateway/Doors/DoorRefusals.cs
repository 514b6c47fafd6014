using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Why a call about doors gets no answer.</summary>
internal static class DoorRefusals
{
    public static RefusedException Unavailable() =>
        new(new Refusal(StatusCode.Unavailable, "record_unavailable", new Sentence("无法写入审计记录，暂停服务", "the record cannot be written; nothing is decided")));

    public static RefusedException NotADevice() =>
        new(new Refusal(StatusCode.Unauthenticated, "device_certificate_required", new Sentence("需要设备证书", "a device certificate is required")));

    public static RefusedException Malformed(string field, string message) =>
        new(new Refusal(StatusCode.InvalidArgument, "malformed", new Sentence("请求格式错误", "the request is malformed")) { Fields = [new FieldViolation(field, message)] });

    public static RefusedException UnknownController() =>
        new(new Refusal(StatusCode.NotFound, "unknown_controller", new Sentence("没有这个控制器", "there is no such controller")));

    public static RefusedException ClockAgrees() =>
        new(new Refusal(StatusCode.FailedPrecondition, "clock_agrees", new Sentence("该控制器在线，时钟与网关一致", "this controller is heard and its clock agrees with the gateway's")));

    public static RefusedException PastKeys(DateTimeOffset end) => new(new Refusal(StatusCode.FailedPrecondition, "clock_past_keys", new Sentence(
        $"该控制器的时钟已过全部现有密钥的期限（{end:yyyy-MM-dd}），不再接受任何指令；请清空其状态目录并重新登记",
        $"the controller's clock stands past the end of every key that it could know ({end:yyyy-MM-dd}), so it takes no command: empty its state folder and enrol it anew")));

    public static RefusedException NoGap() =>
        new(new Refusal(StatusCode.FailedPrecondition, "no_gap", new Sentence("该控制器在线日志没有缺失，或控制器失联", "no entry of this controller's journal is known to be missing, or it cannot be heard")));

    public static RefusedException GapDiffers(ulong from, ulong through) =>
        new(new Refusal(StatusCode.FailedPrecondition, "gap_differs", new Sentence($"缺失的记录从 {from} 开始，控制器已写到 {through}", $"what is missing begins at {from}; the controller has written up to {through}")));

    public static RefusedException UnknownDoor(string field) =>
        new(new Refusal(StatusCode.NotFound, "unknown_door", new Sentence("没有这个门", "there is no such door")) { Fields = [new FieldViolation(field, "no such door, room or site")] });
}
