using Secure.Gateway.Spine;
using Secure.V1;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Doors.SelfTests;

/// <summary>What a self test says of a part, in words.</summary>
internal static class SelfTestWords
{
    internal static SelfTestPart Well(SelfTestSubject subject, string about, string code) => Of(subject, about, SelfTestVerdict.Well, code);

    internal static SelfTestPart Fault(SelfTestSubject subject, string about, string code) => Of(subject, about, SelfTestVerdict.Fault, code);

    internal static SelfTestPart Unknown(SelfTestSubject subject, string about, string code) => Of(subject, about, SelfTestVerdict.Unknown, code);

    internal static SelfTestPart OnSite(SelfTestSubject subject, string about, string code) => Of(subject, about, SelfTestVerdict.OnSite, code);

    private static SelfTestPart Of(SelfTestSubject subject, string about, SelfTestVerdict verdict, string code) =>
        new() { Subject = subject, About = about, Verdict = verdict, Code = code, Text = TextOf(code).ToProto() };

    private static Sentence TextOf(string code) => code switch
    {
        "answered" => new("刚刚以签名答复", "answered just now, signed"),
        "no_answer" => new("没有及时答复", "gave no answer in time"),
        "unreachable" => new("失联，未能询问", "cannot be reached; it was not asked"),
        "agent_too_old" => new("程序版本过旧，不能自检", "its program is too old to test itself"),
        "clock_good" => new("已按网关校准", "set by the gateway"),
        "clock_unsure" => new("未与网关校准", "not set by the gateway"),
        "clock_off" => new("与网关时钟相差超过 10 秒", "more than 10 s off the gateway's"),
        "journal_whole" => new("日志已全部送达网关", "the gateway holds its whole journal"),
        "journal_behind" => new("日志有尚未送达的记录", "entries of its journal have not arrived"),
        "box_closed" => new("机箱未被打开", "its box has not been opened"),
        "box_tampered" => new("机箱曾被打开", "its box was opened"),
        "locked" => new("反馈：已锁", "its feedback says locked"),
        "unlocked" => new("反馈：已开，与指令一致", "its feedback says unlocked, as it was told"),
        "jammed" => new("反馈与指令不符（卡滞）", "its feedback does not follow: jammed"),
        "moving" => new("正在动作，请稍后再测", "moving just now; test again"),
        "no_feedback" => new("没有锁反馈", "no feedback of the lock"),
        "contact_reads" => new("门磁有读数", "its contact reads"),
        "line_cut" => new("门磁线断", "its contact's line is cut"),
        "line_short" => new("门磁线短路", "its contact's line is shorted"),
        "no_contact" => new("门磁没有读数", "its contact does not read"),
        "not_heard" => new("15 秒内没有签名消息", "no signed word within 15 s"),
        "reader_secure" => new("在线，安全通道", "answers inside the secure channel"),
        "reader_plain" => new("在线，但线路未加密", "answers, but its line is in the clear"),
        "reader_silent" => new("没有应答", "does not answer"),
        "reader_untold" => new("控制器没有近期消息", "its controller has not told lately"),
        "lock_not_moved" => new("未动作：须由安装人员在现场执行 self-test --drive", "not moved: a fitter on site runs self-test --drive"),
        "inputs_not_moved" => new("出门按钮、破玻、消防、防拆输入：须在现场逐一触发", "exit button, break-glass, fire and tamper inputs: somebody on site sets them off one by one"),
        "cards_not_read" => new("读卡：须在现场刷卡", "reading of cards: somebody on site presents one"),
        "sensor_not_tried" => new("指纹仪：须在现场按手指", "fingerprint sensor: somebody on site lays down a finger"),
        "camera_sees" => new("刚刚给出一张图片", "gave a picture just now"),
        "camera_off" => new("已断开或无法打开", "unplugged or cannot be opened"),
        "camera_silent" => new("没有画面", "gives no pictures"),
        "disk_good" => new("写入并读回正常", "took a file and gave it back"),
        "disk_failed" => new("不能写入或读回", "does not take a file, or does not give it back"),
        "queue_has_room" => new("消息队列有余量", "its queues have room"),
        "queue_nearly_full" => new("消息队列已用九成", "its queues are nine tenths full"),
        "key_known" => new("有可用的证据密钥", "knows the evidence key"),
        "no_evidence_key" => new("没有可用的证据密钥", "knows no evidence key"),
        "connected" => new("已连接", "connected"),
        "not_connected" => new("未连接", "not connected"),
        _ => new("故障", "a fault"),
    };
}
