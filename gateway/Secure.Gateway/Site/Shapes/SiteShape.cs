namespace Secure.Gateway.Site.Shapes;

/// <summary>The site file, whole.</summary>
internal static class SiteShape
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Shape Name = new Shape.Fields(
        new("zh", Values.Text(64), "中文名称 · name in Chinese", Required: true),
        new("en", Values.Text(64), "英文名称 · name in English", Required: true));

    private static readonly Shape Scope = new Shape.Fields(
        new("persons", Refs("person"), "人员 · persons"),
        new("posts", Refs("post"), "岗位 · posts"));

    private static readonly Shape Named = new Shape.Fields(new Field("name", Name, "名称 · name", Required: true));

    private static readonly Shape Actions = new Shape.ListOf(Values.Id, 1, 64);

    private static readonly Shape Policy = new Shape.Fields(
        new("tier_two_max_age", Age(), "中级生物特征有效期，默认 15m · oldest biometric proof at tier 2; default 15m"),
        new("tier_three_max_age", Age(), "高级生物特征有效期，默认 5m · oldest biometric proof at tier 3; default 5m"),
        new("address_tier_max", Values.Tier, "仅凭网络地址识别的工作站最高可用级别，默认 1 · highest tier at a workstation known by its address only; default 1"),
        new("offline_max", Values.Duration(60 * Second, TimeSpan.FromHours(4)), "网关不可用时门控制器可继续放行的时长，默认 4h，最长 4h · how long a controller lets persons in without the gateway; default and most 4h"),
        new("tiers", new Shape.Fields([.. Values.Marks.Keys.Select(m => new Field(m, Values.Tier, "该密级的级别，只能更严 · tier of this mark; may only be stricter"))]), "密级与级别 · tier of each mark"),
        new("extended_time", Refs("person"), "过门需要更长时间的人员 · persons who need more time at doors"),
        new("on_failed_step_up", new Shape.Fields(
            new Field("secure_doors", Values.Flag, "封闭存放该资料的房间的门，默认 false · lock down the doors of the rooms that hold the material; default false")), "加强鉴别失败之后 · after a failed step-up"));

    private static readonly Shape Schedule = new Shape.Fields(
        new("spans", new Shape.ListOf(new Shape.Fields(
            new("days", new Shape.ListOf(Values.Words("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1, 7), "星期 · days of the week", Required: true),
            new("from", Values.Clock, "开始（含） · from, included", Required: true),
            new("to", Values.Clock, "结束（不含），须晚于开始 · to, excluded; later than from", Required: true)), 1, 64), "时段 · spans", Required: true),
        new("holidays", new Shape.ListOf(Values.Date), "不开放的日期 · days on which it is closed"));

    private static readonly Shape Room = new Shape.Fields(
        new("name", Name, "名称 · name", Required: true),
        new("tier", Values.Tier, "级别 · tier", Required: true),
        new("floor", Values.Id, "所在楼层 · the floor on which it lies"),
        new("entry", new Shape.ListOf(Values.Words("badge", "pin", "face", "fingerprint"), 1, 4),
            "进门鉴别因素，全部需要；face 与 fingerprint 同列为任一。默认：一级 badge，二三级另加生物特征 · entry factors, all of them; face and fingerprint both listed: either. Default: badge, and a biometric from tier 2 on"),
        new("two_person", Values.Flag, "室内任何时候不得只有一人，默认 false · nobody is ever alone in it; default false"),
        new("count_people", Values.Flag, "按门口录像中的人脸清点进入人数，多于获准人数即报警（疑似尾随），默认 false；各门须有保存片段的摄像机 · who passes its doors is counted by the faces on the door's clip, and more of them than were let in is an alarm (tailgating); default false; each door needs a camera that keeps clips"),
        new("match_on_sensor", Values.Flag, "由门上的指纹仪自行比对指纹，默认 false；仅限一级房间：其连线为明文，比对结果的可信度不超过这条线 · a finger at its doors is compared by the door's own sensor; default false; for rooms of tier 1 alone: its wire is in the clear, and its yes is worth no more than the wire"),
        new("occupancy_max", Values.Whole(1, 10_000), "最多人数 · most persons inside"),
        new("schedule", Values.Ref("schedule"), "开放时间；三级必填 · hours; needed at tier 3"),
        new("scope", Scope, "可进入的人员和岗位；三级必填 · who may enter; needed at tier 3"));

    private static readonly Shape Controller = new Shape.Fields(
        new("agent", Values.Ref("agent"), "转发其消息的边缘代理 · the edge agent that relays for it", Required: true),
        new("buses", new Shape.Table("bus", new Shape.Fields(
            new Field("baud", Values.Numbers(9600, 19200, 38400, 57600, 115200), "波特率 · speed in bits per second", Required: true)), Unique: false), "OSDP 总线 · OSDP buses", Required: true));

    private static readonly Shape Reader = new Shape.Fields(
        new("side", Values.Words("outside", "inside"), "所在一侧；inside 表示离开 · the side on which it stands; inside: presenting there asks to leave", Required: true),
        new("bus", Values.Id, "OSDP 读卡器：所在总线 · of an OSDP reader: its bus on the door's controller"),
        new("address", Values.Whole(0, 126), "OSDP 读卡器：地址 · of an OSDP reader: its address"),
        new("wiegand", Values.Flag, "韦根读卡器：true，且无总线和地址 · true for a Wiegand reader, which has neither bus nor address"));

    private static readonly Shape Door = new Shape.Fields(
        new("name", Name, "名称 · name", Required: true),
        new("from", Values.Ref("room"), "外侧房间；缺省为室外 · the room outside; absent: the street"),
        new("into", Values.Ref("room"), "所守卫的房间 · the room that it guards", Required: true),
        new("controller", Values.Ref("controller"), "门控制器 · door-controller", Required: true),
        new("hold", Values.Duration(Second, 30 * Second), "开锁时长，默认 5s，最长 30s · how long a grant unlocks it; default 5s, at most 30s"),
        new("lock", Values.Words("fail_secure", "fail_safe"), "断电时：上锁或释放，默认 fail_secure · without power; default fail_secure"),
        new("fire_exemption", Values.Text(256), "三级房间使用断电释放锁的消防依据 · why a fail-safe lock is allowed on a room of tier 3"),
        new("captures", new Shape.ListOf(Values.Words("face", "fingerprint"), 1, 2), "外侧的采集设备：摄像头（face）、指纹仪（fingerprint）；由该门控制器的代理连接 · what can be captured outside: face by a camera, fingerprint by a sensor, both on the agent of the door's controller"),
        new("held_after", Values.Duration(Second, TimeSpan.FromHours(1)), "开启多久算超时，默认 30s · open longer than this counts as held; default 30s"),
        new("pre_alarm", Values.Duration(Second, TimeSpan.FromHours(1)), "超时前多久预警；缺省不预警 · the warning comes so long before; absent: none"),
        new("extended_hold", Values.Duration(Second, 30 * Second), "对需要更长时间的人员的开锁时长，默认 15s · hold for persons who need more time; default 15s"),
        new("extended_held_after", Values.Duration(Second, TimeSpan.FromHours(1)), "同上，超时；默认 held_after 的两倍 · the same, held-after; default twice held_after, at most 1h"),
        new("rex", Values.Words("shunts", "unlocks"), "出门按钮：仅表示出门，或开锁；默认 shunts · the exit button only says that it is an exit, or unlocks; default shunts"),
        new("emergency_release", Values.Flag, "室内有应急开门装置；只有此时才可拒绝出门，默认 false · a break-glass unit or handle opens it from inside: only then may an exit be refused; default false"),
        new("rex_in_lockdown", new Shape.ListOf(Values.Numbers(1, 2, 3), 0, 3), "哪些封锁级别下出门按钮仍有效；缺省全部 · levels of lockdown at which the exit button still works; absent: all"),
        new("interlock", Values.Id, "联锁组：同一门控制器上同名的门不同时开启 · doors of one controller with the same name here are never open together"),
        new("fire_release", Values.Flag, "消防信号释放此门，默认 true · the fire line releases it; default true"),
        new("free", new Shape.Fields(
            new("schedule", Values.Ref("schedule"), "常开时间 · hours in which it is held unlocked", Required: true),
            new("first_person", Values.Flag, "待首位有权人员进入后才常开，默认 false · only after somebody who may enter has done so; default false")), "常开；仅限一级房间 · free hours; for rooms of tier 1 alone"),
        new("offline", Values.Flag, "网关不可用时按通行清单放行；默认仅一级房间；三级房间不允许 · lets persons in by the lease without the gateway; default for rooms of tier 1 alone; never into a room of tier 3"),
        new("readers", new Shape.Table("reader", Reader), "读卡器 · readers", Required: true));

    private static readonly Shape Floor = new Shape.Fields(
        new("name", Name, "名称 · name", Required: true),
        new("plan", Values.Plan, "平面图：SVG，须有 viewBox；只取 rect、line、polyline、polygon、circle、ellipse、path、text，class 为 room、wall 或 faint · the plan: SVG with a viewBox; only these elements are taken, of class room, wall or faint", Required: true),
        new("doors", new Shape.ListOf(new Shape.Fields(
            new("door", Values.Ref("door"), "门 · door", Required: true),
            new("x", Values.Whole(0, 100_000), "位置，图中单位 · its place, in the plan's units", Required: true),
            new("y", Values.Whole(0, 100_000), "位置，图中单位 · its place, in the plan's units", Required: true)), 0, 1_000), "图上的门 · the doors in it"));

    private static readonly Shape Area = new Shape.Fields(
        new("rooms", Refs("room"), "所含房间；一个房间至多属于一个区域 · its rooms; a room stands in at most one area", Required: true),
        new("anti_passback", Values.Words("soft", "hard", "timed"), "反潜回：记录、拒绝、限时拒绝 · anti-passback: told, refused, refused for some time", Required: true),
        new("window", Values.Duration(Second, TimeSpan.FromHours(24)), "timed 的时长 · for timed: how long"));

    private static readonly Shape Person = new Shape.Fields(
        new("name", Values.Text(64), "姓名 · name", Required: true),
        new("department", Values.Ref("department"), "部门 · department"),
        new("posts", Refs("post"), "岗位 · posts"),
        new("clearance", Values.Mark, "可接触的最高密级 · highest mark that may be known", Required: true),
        new("active", Values.Flag, "在用，默认 true · default true"),
        new("training_until", Values.Date, "保密培训有效期末日；缺省视为过期 · last day on which the training counts; absent counts as overdue"),
        new("level", Values.Words([.. Values.Levels.Keys]), "涉密等级；缺省为非涉密人员 · how deep the work goes into secrets; absent: no classified work"),
        new("pledge_until", Values.Date, "承诺书有效期末日；缺省视为未签 · last day on which the pledge counts; absent counts as not signed"),
        new("document_confirmed", Values.Flag, "身份证件已由保密员核对，默认 false · an officer has compared the identity document; default false"));

    private static readonly Shape Badge = new Shape.Fields(
        new("person", Values.Ref("person"), "持卡人 · whose it is", Required: true),
        new("active", Values.Flag, "在用，默认 true · default true"),
        new("facility", Values.Whole(0, 255), "26 位卡的设施码 · facility of a 26-bit card (H10301)"),
        new("number", Values.Whole(0, 65535), "26 位卡的卡号 · number of a 26-bit card (H10301)"),
        new("bits", Values.Whole(1, 256), "其他卡的位数 · number of bits of any other card"),
        new("hex", Values.Hex, "其他卡的内容 · bits of any other card, padded with zero bits"));

    private static readonly Shape Resource = new Shape.Fields(
        new("classification", Values.Mark, "密级；缺省则任何人不可读 · mark; absent: never readable"),
        new("scope", Scope, "知悉范围 · those who may know; needed at tier 3"),
        new("labels", new Shape.ListOf(Values.Id, 0, 32), "标签 · labels"),
        new("rooms", Refs("room"), "三级可用的房间 · rooms in which tier 3 allows it"),
        new("schedule", Values.Ref("schedule"), "可用时间；三级必填 · hours; needed at tier 3"));

    private static readonly Shape Rule = new Shape.Fields(
        new("name", Values.Id, "规则名 · name of the rule", Required: true),
        new("who", new Shape.Fields(
            new("everyone", Values.Flag, "所有人员 · every person of the site"),
            new("persons", Refs("person"), "人员 · persons"),
            new("posts", Refs("post"), "岗位 · posts"),
            new("departments", Refs("department"), "部门 · departments")), "任一满足即可 · any of these", Required: true),
        new("may", Actions, "操作；房间为 enter · actions; enter for rooms", Required: true),
        new("on", new Shape.Fields(
            new("kind", Values.Id, "客体种类；room 表示进入房间 · kind of resource; room is entry at its doors", Required: true),
            new("ids", new Shape.ListOf(Values.Id), "缺省为全部 · absent: all"),
            new("labels", new Shape.ListOf(Values.Id, 0, 32), "具有任一标签 · carries one of these"),
            new("classification_max", Values.Mark, "密级不高于 · mark no higher than")), "客体 · resource", Required: true),
        new("when", Values.Ref("schedule"), "时间 · hours"),
        new("where", Refs("room"), "工作站所在房间 · rooms in which the workstation must stand"),
        new("tier_min", Values.Tier, "最低级别，只能更严 · least tier; only ever stricter than the mark's"),
        new("obligations", new Shape.ListOf(Values.Words("record_video", "two_person", "watermark", "escort", "read_only"), 0, 5), "附带义务 · obligations"),
        new("each_time", Values.Flag, "每次请求单独鉴别 · proved anew for each request"));

    /// <summary>The file's top level.</summary>
    internal static readonly Shape.Fields File = new(
        new("site", Values.Id, "站点标识 · the site's identifier", Required: true),
        new("time_zone", Values.Zone, "时间表所用时区 · time zone of the schedules", Required: true),
        new("policy", Policy, "全局设置 · settings"),
        new("schedules", new Shape.Table("schedule", Schedule), "时间表 · schedules"),
        new("departments", new Shape.Table("department", Named), "部门 · departments"),
        new("posts", new Shape.Table("post", Named), "岗位 · posts"),
        new("rooms", new Shape.Table("room", Room), "房间 · rooms", Required: true),
        new("floors", new Shape.Table("floor", Floor), "楼层平面图 · plans of the floors"),
        new("agents", new Shape.Table("agent", new Shape.Fields(
            new Field("witness", Values.Flag, "日志见证人，默认 false · witness of the log; default false"))), "边缘代理 · edge agents"),
        new("controllers", new Shape.Table("controller", Controller), "门控制器 · door-controllers"),
        new("doors", new Shape.Table("door", Door), "门 · doors"),
        new("areas", new Shape.Table("area", Area), "反潜回区域 · anti-passback areas"),
        new("workstations", new Shape.Table("workstation", new Shape.Fields(
            new("room", Values.Ref("room"), "所在房间 · its room", Required: true),
            new("address", Values.Network, "映射的网络地址，弱于证书 · network address that maps to it; weaker than a certificate"))), "工作站 · workstations"),
        new("services", new Shape.Table("service", new Shape.Fields(
            new Field("asks", new Shape.ListOf(new Shape.Fields(
                new("kind", Values.Id, "客体种类 · kind of resource", Required: true),
                new("actions", Actions, "操作 · actions", Required: true)), 1, 64), "可询问的范围 · what it may ask about", Required: true))), "其他系统 · other systems"),
        new("persons", new Shape.Table("person", Person), "人员；仅首次应用时登记，之后以系统内人员记录为准，此处修改不再生效 · persons; taken at the first application alone: afterwards the people on record count, and changes here do nothing"),
        new("badges", new Shape.ListOf(Badge, 0, 100_000), "门禁卡；同 persons，仅首次应用时登记 · badges; as persons, taken at the first application alone"),
        new("resources", new Shape.Table("kind", new Shape.Table("resource", Resource, Unique: false)), "客体，按种类 · resources by kind"),
        new("rules", new Shape.ListOf(Rule), "授权规则，按顺序；只增不减 · permissions in order; they only add"));

    private static Shape.ListOf Refs(string kind) => new(Values.Ref(kind));

    private static Shape.Value Age() => Values.Duration(30 * Second, TimeSpan.FromHours(1));
}
