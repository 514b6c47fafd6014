using System.Globalization;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>What a device told of itself, a line for each thing; nothing where it told nothing.</summary>
internal static class DeviceText
{
    public static IEnumerable<string> Of(Device device)
    {
        if (device.LastHeard is { } heard) { yield return string.Create(CultureInfo.InvariantCulture, $"最近消息 · last heard {heard.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z"); }
        if (device.Report is { } report)
        {
            string clock = report.Clock == ClockQuality.Synchronised
                ? string.Create(CultureInfo.InvariantCulture, $"时钟已校准 · clock synchronised ({report.ClockAhead.ToTimeSpan().TotalSeconds:+0.0;-0.0;0.0} s)")
                : "时钟未知 · clock unknown";
            yield return string.Create(CultureInfo.InvariantCulture, $"版本 · version {report.Version}, {clock}, 上报于 · told at {report.At.ToDateTimeOffset():HH:mm:ss}Z");
            if (report.Outbox is { } outbox) { yield return string.Create(CultureInfo.InvariantCulture, $"待送 · waiting: {outbox.EventsWaiting} 事件 events, {outbox.AlarmsWaiting} 报警 alarms, {outbox.FullestPercent} %"); }
        }
        foreach (DeviceReader reader in device.Readers) { yield return $"{reader.Reader} ({reader.Door}): {Line(reader.Line)}"; }
    }

    private static string Line(ReaderLine? line)
    {
        if (line is null) { return "未知 · unknown"; }
        string standing = !line.Answers ? "无应答 · silent" : line.Secure ? "加密通道 · secure channel" : "明文 · in plain text";
        return string.Create(CultureInfo.InvariantCulture, $"{standing}, {line.Asked} 次询问 asked, {line.Failed} 次重试 tried again, {line.Spoilt} 次校验错 spoilt");
    }
}
