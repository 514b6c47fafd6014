using Secure.Gateway.Alerts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>值班交接: what the next watch must know now. What nobody can say stands in it as unknown.</summary>
internal sealed class Handover(AlertBook book, DoorBoard doors, PresenceBook presence) : IReport
{
    public V1.ReportKind Kind => V1.ReportKind.Handover;

    public OfficerAction Right => OfficerAction.ReportHandover;

    public Sentence Title { get; } = new("值班交接", "Handover of the watch");

    public TimeSpan? Usual => null;

    public Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        Names names = new(scope.Site);
        return Task.FromResult<IReadOnlyList<Table>>([Open(names, scope.Now, rowsMax), Trouble(rowsMax), Modes(rowsMax), Inside(names, rowsMax)]);
    }

    private Table Open(Names names, DateTimeOffset now, int rowsMax)
    {
        Table table = new(
            "handover.alerts", new Sentence("未办结的报警", "Open alerts"), rowsMax,
            ("alert", new("编号", "Alert")), ("severity", new("等级", "Severity")), ("drill", new("演练", "Drill")), ("state", new("状态", "State")), ("text", new("报警", "What")), ("place", new("地点", "Place")),
            ("raised", new("发生时间", "Raised")), ("owner", new("负责人", "Owner")), ("deadline", new("期限", "Deadline")));
        foreach (Alert alert in book.Open().Where(a => !a.Silent).OrderByDescending(a => a.Severity).ThenBy(a => a.RaisedAt))
        {
            DateTimeOffset by = alert.State == AlertState.Raised ? alert.AcknowledgeBy : alert.CloseBy;
            table.Add(
                Cells.Text(alert.Id), AlertCells.Severity(alert.Severity), Cells.YesNo(alert.Drill, attention: false), AlertCells.State(alert.State), AlertCells.Text(alert),
                names.Place(alert.About.Door, alert.About.Room, alert.About.Device), Cells.At(alert.RaisedAt), names.People(alert.Owner), Cells.At(by, now > by));
        }
        return table;
    }

    private Table Trouble(int rowsMax)
    {
        Table table = new(
            "handover.trouble", new Sentence("有故障或异常的门", "Doors in trouble"), rowsMax,
            ("door", new("门", "Door")), ("trouble", new("情况", "What")), ("as_of", new("最后消息", "Last heard")));
        foreach (DoorView view in doors.All())
        {
            if (DoorWords.Trouble(view) is { } trouble) { table.Add(Cells.Words(view.Door.Name), Cells.Words(trouble, attention: true), Cells.At(view.At)); }
        }
        return table;
    }

    private Table Modes(int rowsMax)
    {
        Table table = new(
            "handover.modes", new Sentence("处于维护、封锁等特殊状态的门", "Doors in maintenance, blocked or otherwise set"), rowsMax,
            ("door", new("门", "Door")), ("mode", new("状态", "Mode")), ("as_of", new("最后消息", "Last heard")));
        foreach (DoorView view in doors.All())
        {
            if (view.Mode is { } mode and not DoorMode.Secured) { table.Add(Cells.Words(view.Door.Name), Cells.Words(DoorWords.Of(mode), attention: true), Cells.At(view.At)); }
        }
        return table;
    }

    private Table Inside(Names names, int rowsMax)
    {
        Table table = new(
            "handover.inside", new Sentence("室内人员", "Who is inside"), rowsMax,
            ("room", new("房间", "Room")), ("person", new("人员编号", "Person’s id")), ("name", new("姓名", "Name")), ("state", new("在室情况", "Presence")), ("since", new("自", "Since")));
        IEnumerable<PresenceEntry> inside = presence.All().Where(e => e.Fact.State != PresenceState.Absent && e.Fact.Room is not null);
        foreach (PresenceEntry entry in inside.OrderBy(e => e.Fact.Room!.Text, StringComparer.Ordinal).ThenBy(e => e.Person.Text, StringComparer.Ordinal))
        {
            table.Add(
                names.Room(entry.Fact.Room!.Text), Cells.Text(entry.Person.Text), names.Person(entry.Person.Text),
                entry.Fact.State == PresenceState.Present ? Cells.Words("在室内", "inside") : Cells.Words("未知，须核实", "unknown, look", attention: true), Cells.At(entry.Fact.Since));
        }
        return table;
    }
}

/// <summary>Doors in words.</summary>
internal static class DoorWords
{
    /// <summary>Null: nothing is wrong with it, as far as it says.</summary>
    internal static Sentence? Trouble(DoorView view)
    {
        if (!view.Online) { return new("失去联系，状态未知", "not heard: its state is unknown"); }
        if (view.Lock == LockState.Jammed) { return new("锁未动作", "the lock is jammed"); }
        return view.Leaf switch
        {
            LeafState.Forced => new("被强行打开", "forced open"),
            LeafState.Held or LeafState.PreAlarm => new("开启超时", "held open"),
            LeafState.Cut => new("门磁断路", "its contact’s line is cut"),
            LeafState.Short => new("门磁短路", "its contact’s line is shorted"),
            LeafState.Unknown => new("门扇状态未知", "nobody can say whether it is open"),
            _ => view.Lock == LockState.Unknown ? new("锁状态未知", "nobody can say whether it is locked") : null,
        };
    }

    internal static Sentence Of(DoorMode mode) => mode switch
    {
        DoorMode.Blocked => new("禁用", "blocked"),
        DoorMode.Lockdown => new("封锁", "locked down"),
        DoorMode.LockdownTwo => new("二级封锁", "locked down, level 2"),
        DoorMode.LockdownThree => new("三级封锁", "locked down, level 3"),
        DoorMode.ScheduledFree => new("定时常开", "held unlocked by its hours"),
        DoorMode.FirstPersonPending => new("等待首人", "waits for the first person"),
        DoorMode.FireRelease => new("消防释放", "released by fire"),
        DoorMode.Maintenance => new("维护", "in maintenance"),
        _ => new(mode.ToString(), mode.ToString()),
    };
}
