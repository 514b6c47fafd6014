namespace Secure.Gateway.Doors;

/// <summary>What people read beside the codes of alarms about devices.</summary>
internal static class AlarmTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["door.event_wrong_agent"] = "代理上报了不属于它的控制器记录 · an agent relayed a record of a controller that is not its own",
        ["door.event_forged"] = "控制器记录签名无效 · a controller's record is not genuinely signed",
        ["door.journal_gap"] = "控制器日志缺失，相关房间人员位置未知 · entries of a controller's journal are missing; presence behind its doors is unknown",
        ["door.journal_forked"] = "控制器日志链断裂 · a controller's journal does not continue its own history",
        ["door.controller_silent"] = "控制器失联，相关房间人员位置未知 · a controller fell silent; presence behind its doors is unknown",
        ["door.clock_wrong"] = "控制器时钟与网关不一致 · a controller's clock disagrees with the gateway's",
        ["device.message_refused"] = "设备消息无效，已拒绝 · a device's message was not genuine and was refused",
        ["device.retained_message"] = "拒绝保留的设备消息 · a retained device message was rejected",
        ["device.queue_restarted"] = "代理的队列重新开始，可能有记录丢失 · an agent's queue began anew; records may be lost",
        ["device.queue_broken"] = "代理的队列链断裂 · an agent's queue does not continue its own history",
        ["device.foreign_topic"] = "设备使用了他人的主题 · a device's message lay on another's topic",
    };

    public static string Of(string code) => Texts.GetValueOrDefault(code, code);
}
