namespace Secure.Ctl.Commands;

/// <summary>What codes in a timeline mean, for people.</summary>
internal static class TimelineWords
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["entry.granted"] = "准许进入，授权已签发 · entry granted, a grant is signed",
        ["entry.denied"] = "拒绝进入 · entry denied",
        ["door.command"] = "管理员命令 · an officer's command",
        ["ControllerStarted"] = "控制器启动 · the controller started",
        ["ControllerStopping"] = "控制器停止 · the controller stops",
        ["Unlocked"] = "按授权开锁，锁反馈已确认 · unlocked on a grant, by the lock's own feedback",
        ["LockJammed"] = "门锁未动作 · the lock did not follow",
        ["Opened"] = "有人按授权开门 · opened, lawfully",
        ["NotOpened"] = "已开锁但无人开门 · unlocked, and nobody opened",
        ["Closed"] = "门已关 · closed",
        ["Locked"] = "已上锁 · locked",
        ["ExitOpened"] = "从内侧开门离开 · opened from inside",
        ["ForcedOpen"] = "门被强行打开 · forced open",
        ["HeldOpen"] = "门开启超时 · held open",
        ["PreAlarm"] = "即将超时 · will soon count as held open",
        ["GrantRefused"] = "授权被控制器拒绝 · the controller refused a grant",
        ["CommandRefused"] = "命令被控制器拒绝 · the controller refused a command",
        ["CommandDone"] = "命令已执行 · command done",
        ["RefusalBurst"] = "一分钟内多次无效授权 · several refusals within a minute",
        ["ReaderOnline"] = "读卡器在线 · reader online",
        ["ReaderOffline"] = "读卡器离线 · reader offline",
        ["ReaderAttacked"] = "读卡器线路遭到攻击 · somebody works on a reader's line",
        ["ReaderSwapped"] = "读卡器被更换 · another reader answers in its place",
        ["ReaderKeyed"] = "读卡器已换用自己的密钥 · the reader took its own key",
        ["ModeChanged"] = "门的模式改变 · the door's mode changed",
        ["KeyListInstalled"] = "密钥表已更新 · key list installed",
        ["PlanInstalled"] = "门规则已更新 · the door's plan installed",
        ["LeaseChanged"] = "离线通行清单变更 · the lease changed",
        ["EntryUnanswered"] = "刷卡后网关未答复 · a card that no gateway answered in time",
        ["EntryOffline"] = "按离线通行清单放行 · let in by the lease",
        ["DeviceFault"] = "设备故障 · a device failed",
        ["ExitUnlocked"] = "出门按钮开锁 · the exit button unlocked",
        ["ExitRefused"] = "出门按钮无效 · the exit button did nothing",
        ["DoorTampered"] = "门控设备被拆动 · something at the door was opened",
        ["DoorTamperEnded"] = "门控设备已复原 · closed again",
        ["FireStarted"] = "消防信号触发 · the fire line is active",
        ["FireEnded"] = "消防信号解除 · the fire line rests again",
        ["LinkChanged"] = "与网关的联系改变 · the link to the gateway changed",
        ["BreakGlassUsed"] = "使用了应急开门码 · break-glass codes were used",
        ["BreakGlassRefused"] = "应急开门码被拒绝 · break-glass codes were refused",
        ["Tampered"] = "控制器机箱被动 · the controller's box was moved",
        ["PowerLost"] = "供电故障 · power fails",
        ["PowerBack"] = "供电恢复 · power is back",
        ["LineFault"] = "监测线路断路或短路 · a supervised line is cut or shorted",
        ["LineRestored"] = "监测线路恢复 · the line is whole again",
        ["FreeOpened"] = "常开时段开门 · opened while it stands free",
    };

    /// <summary>Equally wide on a terminal, where a sign of Chinese takes two places.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["twin"] = "门旁 at the door ",
        ["controller"] = "控制器 controller",
        ["agent"] = "代理 agent       ",
        ["gateway"] = "网关 gateway     ",
    };

    /// <param name="more">Names and values behind the words; may be empty.</param>
    internal static string Of(string code, string more) => $"{Texts.GetValueOrDefault(code, code)} {more}".TrimEnd();

    internal static string Process(string name) => Names.GetValueOrDefault(name, name);
}
