namespace Secure.Vocabulary;

/// <summary>Why a decision is a denial: a stable code for programs and a sentence that is safe to show to the person.</summary>
public sealed record DenyReason
{
    private static readonly Dictionary<string, DenyReason> Known = new(StringComparer.Ordinal);

    public static readonly DenyReason NoMatchingRule = Define("no_matching_rule", "没有适用的授权规则", "no rule permits this");
    public static readonly DenyReason UnknownResource = Define("unknown_resource", "未登记的客体", "the resource is not registered");
    public static readonly DenyReason UnmarkedResource = Define("unmarked_resource", "客体没有有效密级标志", "the resource carries no valid mark");
    public static readonly DenyReason UnknownPerson = Define("unknown_person", "人员未登记", "the person is not registered");
    public static readonly DenyReason PersonInactive = Define("person_inactive", "人员已停用", "the person is not active");
    public static readonly DenyReason SessionEnded = Define("session_ended", "会话已结束", "the session has ended");
    public static readonly DenyReason PasswordChangeRequired = Define("password_change_required", "须先修改口令", "the password must be changed first");
    public static readonly DenyReason PasswordRequired = Define("password_required", "须先以口令登录", "a password session is needed first");
    public static readonly DenyReason ClearanceTooLow = Define("clearance_too_low", "涉密等级不足", "the clearance is below the mark");
    public static readonly DenyReason TrainingOverdue = Define("training_overdue", "保密培训已过期", "the security training is overdue");
    public static readonly DenyReason RecordIncomplete = Define("record_incomplete", "人员档案不完整，请联系保密员", "the record is incomplete, ask your officer");
    public static readonly DenyReason OutOfScope = Define("out_of_scope", "不在知悉范围内", "outside the scope of those who may know");
    public static readonly DenyReason NotPresent = Define("not_present", "本人不在授权房间内", "not present in an authorised room");
    public static readonly DenyReason PresenceUnknown = Define("presence_unknown", "所在位置未知", "the place is unknown");
    public static readonly DenyReason WorkstationUnknown = Define("workstation_unknown", "工作站未登记", "the workstation is not known");
    public static readonly DenyReason WorkstationNotInRoom = Define("workstation_not_in_room", "工作站不属于该房间", "the workstation is not bound to the room");
    public static readonly DenyReason WorkstationTooWeak = Define("workstation_too_weak", "工作站鉴别方式不足", "the workstation is known by its address only");
    public static readonly DenyReason OutsideSchedule = Define("outside_schedule", "不在允许的时间内", "outside the permitted hours");
    public static readonly DenyReason ObligationUnsupported = Define("obligation_unsupported", "调用系统不支持附带义务", "the caller cannot fulfil an obligation");
    public static readonly DenyReason BadgeUnknown = Define("badge_unknown", "门禁卡未登记", "the badge is not registered");
    public static readonly DenyReason BadgeInactive = Define("badge_inactive", "门禁卡已停用", "the badge is not active");
    public static readonly DenyReason FactorNotEnrolled = Define("factor_not_enrolled", "所需鉴别因素未录入", "a required factor is not enrolled");
    public static readonly DenyReason FactorUnavailable = Define("factor_unavailable", "所需鉴别因素现在不能使用", "a required factor cannot be used now");
    public static readonly DenyReason FactorDelayed = Define("factor_delayed", "鉴别失败次数过多，请稍后再试", "too many failures, wait before the next attempt");
    public static readonly DenyReason NoCapture = Define("no_capture", "此门没有可用的采集设备", "no camera or sensor can be used at this door");
    public static readonly DenyReason CaptureIncomplete = Define("capture_incomplete", "没有完成采集，请重新刷卡", "nothing usable was captured, present the badge again");
    public static readonly DenyReason NotProved = Define("not_proved", "身份未能核实", "who stands there was not proved");
    public static readonly DenyReason DoorSecured = Define("door_secured", "门已封闭", "the door is blocked or in lockdown");
    public static readonly DenyReason Passback = Define("passback", "未按规定进出，须先从另一侧刷卡", "the badge is on the other side already, pass there first");
    public static readonly DenyReason PassbackUnsure = Define(
        "passback_unsure", "最后记录在区域内且其后有一段时间无人监视，未离开的先在内侧刷卡，已离开的请安全员核实后开门一次",
        "last seen inside before a time when nobody watched the doors, pass the reader inside or have an officer make sure and open the door once");
    public static readonly DenyReason SecondPersonNeeded = Define("second_person_needed", "须两人同行，请第二人刷卡", "two persons are needed, the second one presents now");
    public static readonly DenyReason EscortNeeded = Define("escort_needed", "须有陪同人员先刷卡", "an escort must present first");
    public static readonly DenyReason OccupancyFull = Define("occupancy_full", "室内人数已满", "as many persons are inside as the room allows");
    public static readonly DenyReason IntegrityFailure = Define("integrity_failure", "记录完整性校验失败", "a stored record failed its integrity check");
    public static readonly DenyReason ServiceNotRegistered = Define("service_not_registered", "该系统未登记此类客体或操作", "the service is not registered for this kind or action");
    public static readonly DenyReason NotAllowed = Define("not_allowed", "无权执行此操作", "the caller may not do this");

    private DenyReason(string code, Sentence text) { Code = code; Text = text; }

    /// <summary>Stable; lower case with underscores.</summary>
    public string Code { get; }

    public Sentence Text { get; }

    /// <summary>Every reason there is, for tables and tests.</summary>
    public static IReadOnlyCollection<DenyReason> All => Known.Values;

    /// <summary>The same reason with what it is about, such as a date: equal to the plain one, because the code is what counts.</summary>
    public DenyReason Naming(string zh, string en) => new(Code, new Sentence($"{Text.Zh}（{zh}）", $"{Text.En} ({en})"));

    public bool Equals(DenyReason? other) => other is not null && Code == other.Code;

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Code;

    private static DenyReason Define(string code, string zh, string en)
    {
        DenyReason reason = new(code, new Sentence("拒绝：" + zh, "denied: " + en));
        Known.Add(code, reason);
        return reason;
    }
}
