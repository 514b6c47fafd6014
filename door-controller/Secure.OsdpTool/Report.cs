using System.Text;
using System.Text.Json;
using Secure.DoorController.Core.Osdp;

namespace Secure.OsdpTool;

/// <summary>One event a line on standard output, as text or JSON; all other words go to standard error.</summary>
internal sealed class Report(TextWriter output, TextWriter error, bool json)
{
    private bool _tampered, _powerFailed, _headTampered;
    private string _heads = "";

    /// <summary>The next status is printed even when nothing has changed.</summary>
    public bool AskedForStatus { get; set; }

    /// <summary>The same of the reading heads.</summary>
    public bool AskedForHeads { get; set; }

    public void Say(string words) => error.WriteLine(words);

    public void Offline(byte address, string reason) => Line("offline", "离线", address, ("reason", reason));

    public void Tell(OsdpEvent happened)
    {
        byte address = happened.Address;
        switch (happened)
        {
            case OsdpEvent.Online online: TellOnline(online); break;
            case OsdpEvent.Offline(_, var reason): Offline(address, Snake(reason)); break;
            case OsdpEvent.Restarted: Offline(address, "restarted"); break;
            case OsdpEvent.Swapped { Accepted: true }: Offline(address, "swapped"); break;
            case OsdpEvent.Attack(_, var what): Line("attack", "线路攻击", address, ("reason", Snake(what))); break;
            case OsdpEvent.Card(_, var bits): Line("card", "门禁卡", address, ("bits", bits.Count), ("data", Convert.ToHexString(bits.Data))); break;
            case OsdpEvent.Keypad(_, var keys): Line("keypad", "键盘", address, ("keys", Typed(keys.Span))); break;
            case OsdpEvent.LocalStatus status: TellStatus(status); break;
            case OsdpEvent.Inputs(_, var states): Line("input", "输入", address, ("states", states.ToArray())); break;
            case OsdpEvent.Outputs(_, var states): Say($"输出 · outputs: {Convert.ToHexString(states.Span)}"); break;
            case OsdpEvent.Heads(_, var states): TellHeads(address, states.Span); break;
            case OsdpEvent.Unreadable(_, var code): Say($"无法解读的应答 · the reader sent something that cannot be read: {code}"); break;
            case OsdpEvent.File { Progress: not FileProgress.Sending } file: Say($"文件 · file: {file.Sent} / {file.Size}, {Snake(file.Progress)}"); break;
            case OsdpEvent.KeyTaken: Say(Words.KeyTaken); break;
            case OsdpEvent.Moved(_, var to, var baud, true): Say($"新地址 · moved to address {to} at {baud} baud"); break;
            case OsdpEvent.Moved(_, var to, var baud, false): Say($"没有应答，在此寻找 · no answer: looking for it at address {to}, {baud} baud"); break;
            case OsdpEvent.Refused(_, var command, var why): Say($"读卡器拒绝命令 · the reader refused {command}: {why}"); break;
        }
    }

    private void TellOnline(OsdpEvent.Online online)
    {
        ReaderIdentity reader = online.Identity;
        (_tampered, _powerFailed, _headTampered, _heads) = (false, false, false, "");
        Line("online", "在线", online.Address, ("secure_channel", online.Secure));
        Line("id", "型号", online.Address, ("vendor", reader.Vendor.ToString("X6", null)), ("model", (int)reader.Model), ("version", (int)reader.Version),
            ("serial", reader.Serial.ToString("X8", null)), ("firmware", $"{reader.Firmware >> 16}.{(reader.Firmware >> 8) & 0xFF}.{reader.Firmware & 0xFF}"));
        Line("capabilities", "能力", online.Address, ("capabilities", online.Capabilities));
    }

    private void TellStatus(OsdpEvent.LocalStatus status)
    {
        if (status.Tampered != _tampered || status.PowerFailed != _powerFailed || AskedForStatus) { Line("tamper", "防拆", status.Address, ("tamper", status.Tampered), ("power_failure", status.PowerFailed)); }
        (_tampered, _powerFailed, AskedForStatus) = (status.Tampered, status.PowerFailed, false);
    }

    /// <summary>2 is a reading head that was tampered with (SIA OSDP v2.2, 7.9).</summary>
    private void TellHeads(byte address, ReadOnlySpan<byte> states)
    {
        string heads = Convert.ToHexString(states);
        if (heads != _heads || AskedForHeads) { Say($"读头 · reading heads: {heads}"); }
        (_heads, AskedForHeads) = (heads, false);
        bool tampered = states.Contains(OsdpEvent.Heads.Tampered);
        if (tampered != _headTampered) { Line("tamper", "防拆", address, ("tamper", tampered), ("reading_head", true)); }
        _headTampered = tampered;
    }

    private void Line(string name, string chinese, byte address, params (string Name, object Value)[] fields)
    {
        output.WriteLine(json ? Json(name, address, fields) : $"{chinese} · {name}: address {address}{string.Concat(fields.Select(f => $", {f.Name} {Text(f.Value)}"))}");
        output.Flush();
    }

    private static string Json(string name, byte address, (string Name, object Value)[] fields)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", name);
            writer.WriteNumber("address", address);
            foreach ((string field, object value) in fields)
            {
                writer.WritePropertyName(field);
                Write(writer, value);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case string text: writer.WriteStringValue(text); break;
            case byte[] states: WriteAll(writer, states, (w, s) => w.WriteNumberValue(s)); break;
            case IReadOnlyList<ReaderCapability> all: WriteAll(writer, all, WriteOne); break;
        }
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, IEnumerable<T> all, Action<Utf8JsonWriter, T> one)
    {
        writer.WriteStartArray();
        foreach (T item in all) { one(writer, item); }
        writer.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter writer, ReaderCapability one)
    {
        writer.WriteStartObject();
        writer.WriteNumber("function", one.Function);
        writer.WriteNumber("level", one.Level);
        writer.WriteNumber("count", one.Count);
        writer.WriteEndObject();
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "yes" : "no",
        byte[] states => string.Join(' ', states),
        IReadOnlyList<ReaderCapability> all => string.Join(' ', all.Select(c => $"{c.Function}:{c.Level}:{c.Count}")),
        _ => value.ToString() ?? "",
    };

    /// <summary>7F is the star and 0D the hash key (SIA OSDP v2.2, 7.12).</summary>
    private static string Typed(ReadOnlySpan<byte> keys)
    {
        StringBuilder text = new();
        foreach (byte key in keys) { text.Append(key switch { 0x7F => '*', 0x0D => '#', >= 0x20 and < 0x7F => (char)key, _ => '?' }); }
        return text.ToString();
    }

    private static string Snake<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
