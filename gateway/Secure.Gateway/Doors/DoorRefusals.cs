using Grpc.Core;
using Secure.Contracts;
using Secure.Messaging;
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

    public static RefusedException UnknownDevice() =>
        new(new Refusal(StatusCode.NotFound, "unknown_device", new Sentence("站点中没有这个控制器或代理", "the site has no such controller or agent")));

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

    public static RefusedException DoorsChanged() =>
        new(new Refusal(StatusCode.FailedPrecondition, "doors_changed", new Sentence("该范围的门已变更，与所示不符；请核对后再下令", "the scope holds other doors by now than were shown: look at them, then order again")));

    /// <summary>There is no picture, and why.</summary>
    public static RefusedException NoSnapshot(string code) => new(new Refusal(StatusCode.FailedPrecondition, code, code switch
    {
        AgentRefusals.NoCamera => new Sentence("该门没有摄像头", "there is no camera at this door"),
        AgentRefusals.CameraOff => new Sentence("摄像头已断开或无法打开，没有图片", "the camera is unplugged or cannot be opened; there is no picture"),
        AgentRefusals.CameraSilent => new Sentence("摄像头没有画面，没有图片", "the camera gives no pictures; there is none of now"),
        AgentRefusals.NoEvidenceKey => new Sentence("代理没有证据密钥，不能保存图片", "the agent knows no evidence key, so no picture can be kept"),
        AgentRefusals.NotHandedOver => new Sentence("图片未能交到网关", "the picture could not be handed over to the gateway"),
        AgentRefusals.Busy => new Sentence("该门正在拍照，请稍后再试", "a picture is being taken at this door; try again in a moment"),
        "agent_unreachable" => new Sentence("该门的代理失联，没有图片", "the door's agent cannot be reached; there is no picture"),
        "agent_too_old" => new Sentence("该门代理的程序版本过旧，不能拍照", "the program of the door's agent is too old to take pictures"),
        "snapshot_late" => new Sentence("代理未及时交来图片", "the agent brought no picture in time"),
        _ => new Sentence("代理未能拍照", "the agent could not take a picture"),
    }));
}
