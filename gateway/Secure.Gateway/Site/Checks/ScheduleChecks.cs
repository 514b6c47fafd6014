using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>A span begins before it ends; one over midnight is written as two, so that its days are plain.</summary>
internal static class ScheduleChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        foreach (YamlEntry schedule in site.Table("schedules"))
        {
            foreach (YamlNode span in schedule.Value.Items("spans"))
            {
                if (Minutes(span, "from") is { } from && Minutes(span, "to") is { } to && to <= from)
                {
                    yield return new SiteFault(span.Line, $"schedules.{schedule.Key.Value}.spans",
                        "结束须晚于开始；跨午夜须写成两段", "to must be later than from; hours over midnight are two spans");
                }
            }
        }
    }

    private static int? Minutes(YamlNode span, string name) =>
        span.Text(name) is { } text && Values.Clock.Fault(text) is null ? Values.Minutes(text) : null;
}
