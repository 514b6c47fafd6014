using System.Diagnostics.CodeAnalysis;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>What travels upward from a device, by the last part of its topic.</summary>
public enum UpKind { Event, Alarm, State, Link, Reply }

/// <summary>A parsed upward topic.</summary>
/// <param name="Device">Identity of the sending agent; by the broker's rules also that of its certificate, which proves nothing: the signature does.</param>
/// <param name="Source">For <see cref="UpKind.State"/> whose state it is; else null.</param>
public sealed record UpTopic(DeviceId Device, UpKind Kind, DeviceId? Source);

/// <summary>
/// Every topic there is. The broker's rules let a device write below its own dev/&lt;id&gt;/up and read below its own
/// dev/&lt;id&gt;/down, and the gateway the reverse.
/// </summary>
public static class Topics
{
    /// <summary>The gateway's subscription: everything from every device.</summary>
    public const string AllUp = "dev/+/up/#";

    /// <summary>Signed envelopes of the event queue, never retained.</summary>
    public static string Event(DeviceId device) => Up(device, "event");

    /// <summary>Signed envelopes of the alarm queue, which does not wait behind events; never retained.</summary>
    public static string Alarm(DeviceId device) => Up(device, "alarm");

    /// <summary>Last known state of one source behind the device, retained and signed; older than 15 s means unknown.</summary>
    public static string State(DeviceId device, DeviceId source) => Up(device, "state/" + source.Text);

    /// <summary>Whether the device's connection stands, retained; also the will. Says nothing about doors.</summary>
    public static string Link(DeviceId device) => Up(device, "link");

    /// <summary>Answers to commands and nonce requests, and how agents and controllers do; never retained.</summary>
    public static string Reply(DeviceId device) => Up(device, "reply");

    /// <summary>The gateway's signed cumulative acknowledgements, never retained.</summary>
    public static string Ack(DeviceId device) => Down(device, "ack");

    /// <summary>Signed commands and nonce requests, never retained: a retained one is rejected.</summary>
    public static string Command(DeviceId device) => Down(device, "command");

    /// <summary>Reads an upward topic; false for any other.</summary>
    public static bool TryParseUp(string topic, [NotNullWhen(true)] out UpTopic? parsed)
    {
        parsed = null;
        string[] parts = topic.Split('/', 6);
        if (parts.Length is < 4 or > 5 || parts[0] != "dev" || parts[2] != "up" || !DeviceId.TryParse(parts[1], out DeviceId? device)) { return false; }
        DeviceId? source = null;
        if (parts.Length == 5 && !DeviceId.TryParse(parts[4], out source)) { return false; }
        UpKind? kind = (parts[3], parts.Length) switch
        {
            ("event", 4) => UpKind.Event,
            ("alarm", 4) => UpKind.Alarm,
            ("link", 4) => UpKind.Link,
            ("reply", 4) => UpKind.Reply,
            ("state", 5) => UpKind.State,
            _ => null,
        };
        parsed = kind is null ? null : new UpTopic(device, kind.Value, source);
        return parsed is not null;
    }

    /// <summary>Whose branch a topic lies in, whatever stands below it: by the broker's rules only that device writes there. Null where it is none's.</summary>
    public static DeviceId? SenderOf(string topic)
    {
        string[] parts = topic.Split('/', 4);
        return parts.Length == 4 && parts[0] == "dev" && parts[2] == "up" && DeviceId.TryParse(parts[1], out DeviceId? device) ? device : null;
    }

    private static string Up(DeviceId device, string rest) => Of(device, "up", rest);

    private static string Down(DeviceId device, string rest) => Of(device, "down", rest);

    private static string Of(DeviceId device, string way, string rest) => $"dev/{device.Text}/{way}/{rest}";
}
