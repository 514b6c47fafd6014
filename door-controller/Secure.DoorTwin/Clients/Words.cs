using System.Globalization;
using System.Text.Json;

namespace Secure.DoorTwin.Clients;

/// <summary>The twin's answers in words for people.</summary>
internal static class Words
{
    internal static IEnumerable<string> OfAttempt(JsonElement a)
    {
        yield return Outcome(a);
        if (a.GetProperty("outcome").GetString() == "strike" && !a.GetProperty("unlocked").GetBoolean())
        {
            yield return "锁舌未动，可能卡住 · the bolt did not move: jammed?";
        }
        if (Has(a, "reader_online") && !a.GetProperty("reader_online").GetBoolean())
        {
            yield return "控制器没有询问此读卡器 · no controller polls this reader";
        }
        if (Has(a, "light")) { yield return $"读卡器指示灯 · reader light: {Light(a)}"; }
        if (Has(a, "closed_ns")) { yield return "有人开门进出，门已关 · someone went through and the door fell shut"; }
        else if (Has(a, "opened_ns")) { yield return "有人开门，门还开着 · someone went through and the door is still open"; }
    }

    internal static IEnumerable<string> OfStatus(JsonElement status)
    {
        foreach (JsonElement d in status.GetProperty("doors").EnumerateArray()) { yield return Door(d); }
        foreach (JsonElement r in status.GetProperty("readers").EnumerateArray()) { yield return Reader(r); }
        foreach (JsonElement l in status.GetProperty("lines").EnumerateArray().Where(IsBad)) { yield return Line(l); }
    }

    private static string Outcome(JsonElement a) => a.GetProperty("outcome").GetString() switch
    {
        "strike" => string.Create(CultureInfo.InvariantCulture, $"门锁已打开 · strike active after {a.GetProperty("strike_ms").GetDouble():0} ms"),
        "already" => "门锁本来就开着 · the strike was active before and stayed so",
        _ => "门锁未动作 · the strike did not move",
    };

    private static string Door(JsonElement d)
    {
        bool unlocked = d.GetProperty("lock").GetString() == "unlocked";
        bool open = d.GetProperty("leaf").GetString() == "open";
        string faults = string.Concat(Fault(d, "jammed", "锁舌卡住 · jammed"), Fault(d, "contact_cut", "门磁断线 · contact cut"), Fault(d, "wedged", "门被顶住 · wedged open"), Fault(d, "fire", "消防释放 · released by fire"));
        return $"门 · door {d.GetProperty("door").GetString()}: {(unlocked ? "未锁 · unlocked" : "已锁 · locked")}, {(open ? "开 · open" : "关 · closed")}{faults}";
    }

    private static string Reader(JsonElement r) =>
        $"读卡器 · reader {r.GetProperty("reader").GetString()} ({r.GetProperty("bus").GetString()}/{r.GetProperty("address").GetInt32()}): "
        + (r.GetProperty("online").GetBoolean() ? "在线 · online" : "离线 · offline") + (r.GetProperty("secure").GetBoolean() ? ", 安全通道 · secure channel" : ", 明文 · in the clear")
        + string.Concat(Fault(r, "install", "安装模式 · install mode"), Fault(r, "tampered", "被拆 · tampered"), Fault(r, "unplugged", "线已拔 · unplugged")) + $", {Light(r)}";

    private static string Light(JsonElement reader) => reader.GetProperty("light").GetString() switch
    {
        "off" => "灭 · off",
        "red" => "红 · red",
        "green" => "绿 · green",
        "amber" => "黄 · amber",
        "blue" => "蓝 · blue",
        var other => other ?? "",
    };

    private static bool IsBad(JsonElement l) =>
        l.GetProperty("flip").GetDouble() > 0 || l.GetProperty("lose").GetDouble() > 0 || l.GetProperty("delay_ms").GetDouble() > 0 || l.GetProperty("cut").GetBoolean() || Has(l, "attack");

    private static string Line(JsonElement l)
    {
        string attack = Has(l, "attack") ? $", 攻击 · attack {l.GetProperty("attack").GetString()} ×{l.GetProperty("forged").GetInt32()}" : "";
        string noise = string.Create(CultureInfo.InvariantCulture, $"翻转 · flip {l.GetProperty("flip").GetDouble():P1}, 丢失 · lose {l.GetProperty("lose").GetDouble():P1}, 延迟 · delay {l.GetProperty("delay_ms").GetDouble():0} ms");
        return $"线路 · line {l.GetProperty("bus").GetString()}: {noise}{Fault(l, "cut", "断线 · cut")}{attack}";
    }

    private static string Fault(JsonElement d, string name, string words) => d.GetProperty(name).GetBoolean() ? ", " + words : "";

    private static bool Has(JsonElement a, string name) => a.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
}
