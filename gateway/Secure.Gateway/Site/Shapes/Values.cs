using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Secure.Gateway.Site.Plans;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Shapes;

/// <summary>The single values of a site file, and how their text is read once it has been found right.</summary>
internal static partial class Values
{
    internal const string IdPattern = "^[a-z0-9][a-z0-9._-]{0,62}$";

    internal static readonly IReadOnlyDictionary<string, Classification> Marks = new Dictionary<string, Classification>(StringComparer.Ordinal)
    {
        ["公开"] = Classification.Public,
        ["内部"] = Classification.Internal,
        ["秘密"] = Classification.Confidential,
        ["机密"] = Classification.Secret,
        ["绝密"] = Classification.TopSecret,
    };

    internal static readonly IReadOnlyDictionary<string, SecrecyLevel> Levels = new Dictionary<string, SecrecyLevel>(StringComparer.Ordinal)
    {
        ["一般"] = SecrecyLevel.General,
        ["重要"] = SecrecyLevel.Important,
        ["核心"] = SecrecyLevel.Core,
    };

    internal static readonly Shape.Value Id = Pattern(IdPattern, t => PostId.TryParse(t, out _),
        "须为 1 至 63 个小写字母、数字、点、下划线或短横，以字母或数字开头", "must be 1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");

    internal static readonly Shape.Value Date = Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", t => TryDate(t, out _),
        "须为日期 年-月-日", "must be a date, year-month-day");

    internal static readonly Shape.Value Clock = Pattern("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", t => ClockForm().IsMatch(t),
        "须为时刻 00:00 至 24:00", "must be a time of day, 00:00 to 24:00");

    internal static readonly Shape.Value Zone = new(() => new() { ["type"] = "string" },
        t => TimeZoneInfo.TryFindSystemTimeZoneById(t, out _) ? null : new("未知时区", "not a time zone of this system's database"));

    internal static readonly Shape.Value Network = new(() => new() { ["type"] = "string" },
        t => TryNetwork(t, out _) ? null : new("须为网络地址或 CIDR", "must be a network address or CIDR with no bits beyond the prefix"));

    internal static readonly Shape.Value Flag = new(() => new() { ["type"] = "boolean" },
        t => t is "true" or "false" ? null : new("须为 true 或 false", "must be true or false"));

    internal static readonly Shape.Value Hex = Pattern("^([0-9A-F]{2}){1,32}$", t => HexForm().IsMatch(t), "须为大写十六进制", "must be upper-case hex");

    internal static readonly Shape.Value Mark = Words([.. Marks.Keys]);

    internal static readonly Shape.Value Tier = Whole(1, 3);

    internal static readonly Shape.Value Plan = new(
        () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = PlanReader.CharactersMax },
        t => PlanReader.TryRead(t, out _, out _, out Sentence fault) ? null : fault);

    internal static Shape.Value Ref(string kind) => Id with { Refers = kind };

    internal static Shape.Value Words(params string[] words) => new(
        () => new() { ["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]) },
        t => words.Contains(t) ? null : new($"须为 {string.Join("、", words)} 之一", $"must be one of {string.Join(", ", words)}"));

    internal static Shape.Value Numbers(params int[] numbers) => Words([.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))]) with
    {
        Schema = () => new() { ["enum"] = new JsonArray([.. numbers.Select(n => JsonValue.Create(n))]) },
    };

    internal static Shape.Value Whole(int min, int max) => new(
        () => new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max },
        t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= min && n <= max
            ? null : new($"须为 {min} 至 {max} 的整数", $"must be a whole number from {min} to {max}"));

    internal static Shape.Value Duration(TimeSpan min, TimeSpan max) => Pattern("^[1-9][0-9]{0,5}(s|m|h)$",
        t => TryDuration(t, out TimeSpan d) && d >= min && d <= max,
        $"须为时长（如 30s、15m、2h），{min} 至 {max}", $"must be a duration such as 30s, 15m or 2h, from {min} to {max}");

    internal static Shape.Value Text(int max) => new(
        () => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = max },
        t => t.Length >= 1 && t.Length <= max && !t.Any(char.IsControl) ? null : new($"须为 1 至 {max} 个字符", $"must be 1 to {max} characters, none of them a control character"));

    internal static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    internal static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!DurationForm().IsMatch(text)) { return false; }
        int count = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        duration = text[^1] switch { 's' => TimeSpan.FromSeconds(count), 'm' => TimeSpan.FromMinutes(count), _ => TimeSpan.FromHours(count) };
        return true;
    }

    internal static bool TryNetwork(string text, out IPNetwork network)
    {
        if (!text.Contains('/') && IPAddress.TryParse(text, out IPAddress? address)) { text += address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "/32" : "/128"; }
        return IPNetwork.TryParse(text, out network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/')), out IPAddress? first) && first.Equals(network.BaseAddress);
    }

    /// <summary>Minutes after midnight; 24:00 is 1440.</summary>
    internal static int Minutes(string clock) =>
        int.Parse(clock.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60 + int.Parse(clock.AsSpan(3, 2), CultureInfo.InvariantCulture);

    private static Shape.Value Pattern(string pattern, Func<string, bool> right, string zh, string en) =>
        new(() => new() { ["type"] = "string", ["pattern"] = pattern }, t => right(t) ? null : new(zh, en));

    [GeneratedRegex("^[1-9][0-9]{0,5}(s|m|h)\\z")]
    private static partial Regex DurationForm();

    [GeneratedRegex("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\\z")]
    private static partial Regex ClockForm();

    [GeneratedRegex("^([0-9A-F]{2}){1,32}\\z")]
    private static partial Regex HexForm();
}
