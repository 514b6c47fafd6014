using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>How a door stands, in words.</summary>
internal static class DoorWords
{
    private const string Unknown = "未知 · unknown";

    public static string Of(DoorState door) => $"{door.Door}: 模式 · mode {Of(door.Mode)}；锁 · lock {Of(door.Lock)}；门扇 · leaf {Of(door.Leaf)}；联络 · link {Of(door.Link)}{(door.BoxTampered ? "；机箱被打开 · box opened" : "")}";

    public static string Of(DoorMode mode) => mode switch
    {
        DoorMode.Secured => "正常 · secured",
        DoorMode.Blocked => "禁用 · blocked",
        DoorMode.Lockdown => "封锁 · lockdown",
        DoorMode.LockdownTwo => "二级封锁 · lockdown, level 2",
        DoorMode.LockdownThree => "三级封锁 · lockdown, level 3",
        DoorMode.ScheduledFree => "定时常开 · held unlocked by its hours",
        DoorMode.FirstPersonPending => "等待首人 · waits for the first person",
        DoorMode.FireRelease => "消防释放 · fire release",
        DoorMode.Maintenance => "维护 · maintenance",
        _ => Unknown,
    };

    public static string Of(LockState state) => state switch
    {
        LockState.Locked => "已上锁 · locked",
        LockState.Unlocking => "正在开锁 · unlocking",
        LockState.Unlocked => "已开锁 · unlocked",
        LockState.Locking => "正在上锁 · locking",
        LockState.Jammed => "锁卡住 · jammed",
        _ => Unknown,
    };

    public static string Of(LeafState leaf) => leaf switch
    {
        LeafState.Closed => "关着 · closed",
        LeafState.Open => "开着 · open",
        LeafState.Held => "久开未关 · held open",
        LeafState.Forced => "被强行打开 · forced open",
        LeafState.PreAlarm => "即将超时 · about to be held open",
        LeafState.Cut => "线路断开 · line cut",
        LeafState.Short => "线路短路 · line shorted",
        _ => Unknown,
    };

    public static string Of(LinkState link) => link == LinkState.Online ? "在线 · online" : Unknown;
}
