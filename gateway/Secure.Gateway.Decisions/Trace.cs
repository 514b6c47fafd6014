using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>One step of a decision, told with the values that were compared.</summary>
/// <param name="Check">Stable name of the check.</param>
/// <param name="Rule">The policy's rule under which it was made; null for what comes before the rules.</param>
public sealed record TraceLine(string Check, string? Rule, bool Satisfied, Sentence Text);

/// <summary>What a decision checks, each with its stable name and how it is told.</summary>
internal sealed record Check(string Name, string Zh, string En)
{
    internal static readonly Check SiteIntact = new("site_intact", "站点记录完整", "the stored site is intact");
    internal static readonly Check PersonKnown = new("person_known", "人员 {0} 已登记", "person {0} is registered");
    internal static readonly Check PersonActive = new("person_active", "人员 {0} 在用", "person {0} is active");
    internal static readonly Check PasswordSession = new("password_session", "会话以口令登录", "the session was opened with a password");
    internal static readonly Check PasswordCurrent = new("password_current", "口令无须先修改", "the password need not be changed first");
    internal static readonly Check ResourceKnown = new("resource_known", "客体 {0}/{1} 已登记", "resource {0}/{1} is registered");
    internal static readonly Check Marked = new("marked", "客体 {0} 有密级标志", "resource {0} carries a mark");
    internal static readonly Check Clearance = new("clearance", "涉密等级 {0} 不低于密级 {1}", "clearance {0} is not below the mark {1}");
    internal static readonly Check RuleApplies = new("rule_applies", "规则适用于操作 {0}", "the rule applies to action {0}");
    internal static readonly Check AnyRule = new("any_rule", "至少一条规则适用于 {0}，操作 {1}", "some rule applies to {0}, action {1}");
    internal static readonly Check Training = new("training", "保密培训有效至 {0:u}，现在 {1:u}", "the training counts until {0:u}, now {1:u}");
    internal static readonly Check Record = new("record", "证件已由保密员核对：{0}；承诺书有效至 {1:yyyy-MM-dd}", "document confirmed by an officer: {0}; the pledge counts until {1:yyyy-MM-dd}");
    internal static readonly Check Scope = new("scope", "{0} 在 {1} 的知悉范围内", "{0} is in the scope of {1}");
    internal static readonly Check Presence = new("presence", "所在位置 {0}，房间 {1}，须在授权房间内", "presence is {0}, room {1}; an authorised room is needed");
    internal static readonly Check WorkstationKnown = new("workstation_known", "工作站 {0} 已知（{1}）", "workstation {0} is known ({1})");
    internal static readonly Check WorkstationStrong = new("workstation_strong", "工作站鉴别方式 {0} 足以用于 {1} 级", "a workstation known by {0} suffices for tier {1}");
    internal static readonly Check WorkstationInRoom = new("workstation_in_room", "工作站 {0} 位于房间 {1}，须与授权房间一致", "workstation {0} stands in {1}; it must be the authorised room");
    internal static readonly Check ScheduleGiven = new("schedule_given", "{0} 或规则 {1} 规定了时间", "{0} or rule {1} names a schedule");
    internal static readonly Check Schedule = new("schedule", "{0} 在允许时间内，现在 {1:u}", "{0} is open now, {1:u}");
    internal static readonly Check Obligations = new("obligations", "调用系统支持附带义务 {0}", "the caller supports the obligations {0}");
    internal static readonly Check Biometric = new("biometric", "生物特征鉴别于 {0:u}，有效期 {1}", "a biometric was proved at {0:u}; it may be {1} old");
    internal static readonly Check EachTime = new("each_time", "本次请求已单独鉴别", "proved for this very request");
    internal static readonly Check ReaderKnown = new("reader_known", "读卡器 {0} 属于门 {1}", "reader {0} belongs to door {1}");
    internal static readonly Check BadgeKnown = new("badge_known", "门禁卡已登记", "the badge is registered");
    internal static readonly Check BadgeActive = new("badge_active", "门禁卡在用", "the badge is active");
    internal static readonly Check Leaving = new("leaving", "在门内侧刷卡：离开", "presented on the inside: leaving");
    internal static readonly Check EntryFactor = new("entry_factor", "进门鉴别因素 {0} 已满足", "entry factor {0} was shown");
}

/// <summary>
/// Sees each step of a decision. A struct type argument, so that the same code serves decisions, where the compiler
/// removes the calls, and explanations, where they are kept: there is no second implementation of the rules.
/// </summary>
internal interface ITrace
{
    /// <summary>Notes the step and returns <paramref name="satisfied"/>.</summary>
    bool Is<TFirst, TSecond>(Check check, RuleName rule, bool satisfied, TFirst first, TSecond second);
}

/// <summary>The rule under which a step is taken, or none.</summary>
internal readonly record struct RuleName(string? Text);

internal struct NoTrace : ITrace
{
    public readonly bool Is<TFirst, TSecond>(Check check, RuleName rule, bool satisfied, TFirst first, TSecond second) => satisfied;
}

internal readonly struct KeptTrace(List<TraceLine> lines) : ITrace
{
    public readonly bool Is<TFirst, TSecond>(Check check, RuleName rule, bool satisfied, TFirst first, TSecond second)
    {
        Sentence text = new(Told(check.Zh, first, second), Told(check.En, first, second));
        lines.Add(new TraceLine(check.Name, rule.Text, satisfied, text));
        return satisfied;
    }

    private static string Told(string format, object? first, object? second) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, format, Told(first), Told(second));

    private static object Told(object? value) => value is System.Collections.IEnumerable and not string ? string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>()) : value ?? "—";
}
