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

    public static RefusedException UnknownDoor(string field) =>
        new(new Refusal(StatusCode.NotFound, "unknown_door", new Sentence("没有这个门", "there is no such door")) { Fields = [new FieldViolation(field, "no such door, room or site")] });
}
