using Secure.Messaging;

namespace Secure.Gateway.Doors;

/// <summary>What people read beside the codes of alarms about devices.</summary>
internal static class AlarmTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["door.event_wrong_agent"] = "代理上报了不属于它的控制器记录 · an agent relayed a record of a controller that is not its own",
        ["door.event_forged"] = "控制器记录签名无效 · a controller's record is not genuinely signed",
        ["door.journal_gap"] = "控制器日志缺失，相关房间人员位置未知 · entries of a controller's journal are missing; presence behind its doors is unknown",
        ["door.journal_lost"] = "控制器日志比已入库的短（磁盘被换成旧的？），其新记录不入库，相关房间人员位置未知；清空控制器状态目录，用新登记码重新登记 · a controller's journal is shorter than what is held of it (an older disk?): its new entries are not taken and presence behind its doors is unknown; empty its state folder and enrol it anew with a new code",
        ["door.journal_forked"] = "控制器日志链断裂，相关房间人员位置未知 · a controller's journal does not continue its own history; presence behind its doors is unknown",
        ["door.controller_silent"] = "控制器失联，相关房间人员位置未知 · a controller fell silent; presence behind its doors is unknown",
        ["door.clock_wrong"] = "控制器时钟与网关不一致，其门不放行；核对网关时间后由两名管理员执行 set-clock · a controller's clock disagrees with the gateway's and its doors let nobody in; once the gateway's time is checked, two officers set it (set-clock)",
        ["device.message_refused"] = "设备消息无效，已拒绝 · a device's message was not genuine and was refused",
        ["device.retained_message"] = "拒绝保留的设备消息 · a retained device message was rejected",
        ["device.queue_restarted"] = "代理的队列重新开始，可能有记录丢失 · an agent's queue began anew; records may be lost",
        ["device.queue_broken"] = "代理的队列链断裂 · an agent's queue does not continue its own history",
        ["device.queue_replayed"] = "代理的旧队列被重放，已拒绝 · messages of a queue that its agent has given up were repeated and refused",
        ["device.foreign_topic"] = "设备的消息不在它自己的主题上 · a device's message lay on a topic that is not its own",
        ["entry.malformed"] = "门禁请求格式错误，已拒绝 · an entry request is malformed and was refused",
        ["entry.wrong_agent"] = "门禁请求来自错误的代理，已拒绝 · an entry request came through an agent that is not its controller's and was refused",
        ["entry.bad_signature"] = "门禁请求签名无效，已拒绝 · an entry request is not genuinely signed and was refused",
        ["entry.wrong_door"] = "门禁请求与控制器的门不符，已拒绝 · an entry request names a door that is not its controller's and was refused",
        ["entry.wrong_reader"] = "门禁请求与门的读卡器不符，已拒绝 · an entry request names a reader that is not at its door and was refused",
        ["entry.replayed"] = "门禁请求被重放，已拒绝 · an entry request is an old or repeated one and was refused",
        ["entry.waiting_invalid"] = "控制器的等待记录无效，已拒绝 · the word that a person still waits at a door is not its controller's and was refused",
        ["entry.pin_invalid"] = "控制器的 PIN 记录无效，已拒绝 · the word about a typed PIN is not its controller's and was refused",
        ["entry.badge_unreadable"] = "门禁卡密文无法解开，已拒绝 · the badge of an entry request does not belong to it and was refused",
        [AgentNotices.ControllerLost] = "代理与门控制器失去联系 · an agent has lost its door-controller",
        [AgentNotices.ControllerMisbehaved] = "门控制器违反协议，代理已断开 · a door-controller broke the protocol, and its agent disconnected it",
        [AgentNotices.OutboxNearlyFull] = "代理的待发队列已满 90% · an agent's queue is 90 % full",
        [AgentNotices.OutboxFull] = "代理的待发队列或磁盘已满，记录留在门控制器的日志中 · an agent's queue or its disk is full; records stay in the controllers' journals",
        [AgentNotices.OutboxDamaged] = "代理的待发队列无法读取，已另存，队列重新开始 · an agent's queue could not be read and was put aside; it begins anew",
        [AgentNotices.RetainedCommand] = "代理拒绝了保留的下行消息 · an agent rejected a retained message on its downward topic",
        [AgentNotices.ForgedMessage] = "代理收到的消息不是网关签发给它的，已拒绝 · an agent refused a message that the gateway did not sign, or not for it",
        [AgentNotices.WitnessRefused] = "见证人拒绝了日志检查点：日志可能被改写 · a witness refused a checkpoint: the log may have been rewritten",
        [AgentNotices.ClipLost] = "录像片段未能保存，或在上传前丢失 · a clip could not be kept, or was dropped before the gateway took it",
        [AgentNotices.ClipsNearlyFull] = "待上传的录像片段已占满 90% 空间 · the clips that wait for the gateway take 90 % of their room",
        [AgentNotices.CameraLost] = "门的摄像头没有画面 · a door's camera gives no pictures",
        ["store.tampered"] = "门控记录完整性校验失败 · a stored record about doors failed its integrity check",
    };

    public static string Of(string code) => Texts.GetValueOrDefault(code, code);

    /// <summary>An agent's own words, which are for its maintainers, behind what its code says to people; alone where the code is none that is known.</summary>
    public static string OfAgent(string code, string words) => !Texts.TryGetValue(code, out string? text) ? words : words.Length == 0 ? text : $"{text} ({words})";
}
