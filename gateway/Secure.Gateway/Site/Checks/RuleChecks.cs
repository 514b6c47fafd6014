using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Rules say whom they are for, and a rule about rooms asks for nothing that a door cannot do.</summary>
internal static class RuleChecks
{
    private static readonly string[] NotForRooms = ["where", "tier_min", "obligations", "each_time"];

    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        int index = 0;
        foreach (YamlNode rule in site.Items("rules"))
        {
            string path = $"rules[{index++}]";
            if (rule.Text("name") is { } name && !names.Add(name)) { yield return new SiteFault(rule.Line, path + ".name", "规则名重复", "the name is given twice"); }
            foreach (SiteFault fault in OfWho(path, rule).Concat(OfResource(site, path, rule))) { yield return fault; }
        }
    }

    private static IEnumerable<SiteFault> OfWho(string path, YamlNode rule)
    {
        if (rule.Get("who") is not { } who) { yield break; }
        bool everyone = who.Text("everyone") == "true";
        bool named = who.Items("persons").Concat(who.Items("posts")).Concat(who.Items("departments")).Any();
        if (everyone == named)
        {
            yield return new SiteFault(who.Line, path + ".who", "须写 everyone: true，或人员、岗位、部门之一", "needs everyone: true, or persons, posts or departments, and not both");
        }
    }

    private static IEnumerable<SiteFault> OfResource(YamlMap site, string path, YamlNode rule)
    {
        if (rule.Get("on") is not { } on || on.Text("kind") is not { } kind) { yield break; }
        bool room = kind == ResourceChecks.RoomKind;
        YamlNode? known = room ? site.Get("rooms") : site.Get("resources")?.Get(kind);
        foreach (YamlText id in on.Texts("ids").Where(i => known?.Get(i.Value) is null))
        {
            yield return new SiteFault(id.Line, path + ".on.ids", $"未定义的 {kind}：{id.Value}", $"names {kind} {id.Value}, which the file does not define");
        }
        if (!room) { yield break; }
        foreach (YamlText action in rule.Texts("may").Where(a => a.Value != "enter"))
        {
            yield return new SiteFault(action.Line, path + ".may", "房间只有操作 enter", "the only action on a room is enter");
        }
        IEnumerable<YamlNode> unfit = NotForRooms.Select(rule.Get).Concat([on.Get("labels"), on.Get("classification_max")]).OfType<YamlNode>();
        foreach (YamlNode node in unfit)
        {
            yield return new SiteFault(node.Line, path, "不适用于进入房间的规则", "says what does not apply to entering a room");
        }
    }
}
