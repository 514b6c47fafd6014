using System.Text.Json;
using Secure.DoorController.Core.Osdp;

namespace Secure.OsdpTool.Tests;

/// <summary>Each event is one line, as a program reads it and as a person does; all other words go elsewhere. Cards: ToolTests.</summary>
public sealed class ReportTests
{
    private static readonly ReaderIdentity Reader = new(0x0A0B0C, 7, 2, 0x01020304, 0x030104);

    public static TheoryData<string, OsdpEvent, string[]> Events => new()
    {
        { "online", new OsdpEvent.Online(5, Reader, true, [new ReaderCapability(4, 4, 1)]), [
            """{"event":"online","address":5,"secure_channel":true}""",
            """{"event":"id","address":5,"vendor":"0A0B0C","model":7,"version":2,"serial":"01020304","firmware":"3.1.4"}""",
            """{"event":"capabilities","address":5,"capabilities":[{"function":4,"level":4,"count":1}]}"""] },
        { "plain", new OsdpEvent.Online(5, Reader, false, []), [
            """{"event":"online","address":5,"secure_channel":false}""",
            """{"event":"id","address":5,"vendor":"0A0B0C","model":7,"version":2,"serial":"01020304","firmware":"3.1.4"}""",
            """{"event":"capabilities","address":5,"capabilities":[]}"""] },
        { "keypad", new OsdpEvent.Keypad(5, "12\u007f\r\u0001"u8.ToArray()), ["""{"event":"keypad","address":5,"keys":"12*#?"}"""] },
        { "input", new OsdpEvent.Inputs(5, new byte[] { 0, 1 }), ["""{"event":"input","address":5,"states":[0,1]}"""] },
        { "tamper", new OsdpEvent.LocalStatus(5, true, false), ["""{"event":"tamper","address":5,"tamper":true,"power_failure":false}"""] },
        { "power", new OsdpEvent.LocalStatus(5, false, true), ["""{"event":"tamper","address":5,"tamper":false,"power_failure":true}"""] },
        { "well", new OsdpEvent.LocalStatus(5, false, false), [] },
        { "head", new OsdpEvent.Heads(5, new byte[] { 0, 2 }), ["""{"event":"tamper","address":5,"tamper":true,"reading_head":true}"""] },
        { "silent", new OsdpEvent.Offline(5, OfflineReason.Silent), ["""{"event":"offline","address":5,"reason":"silent"}"""] },
        { "wrong key", new OsdpEvent.Offline(5, OfflineReason.WrongKey), ["""{"event":"offline","address":5,"reason":"wrong_key"}"""] },
        { "restarted", new OsdpEvent.Restarted(5), ["""{"event":"offline","address":5,"reason":"restarted"}"""] },
        { "exchanged", new OsdpEvent.Swapped(5, Reader, Reader, Accepted: true), ["""{"event":"offline","address":5,"reason":"swapped"}"""] },
        { "kept out", new OsdpEvent.Swapped(5, Reader, Reader, Accepted: false), [] },
        { "attack", new OsdpEvent.Attack(5, LineAttack.ForgedReplies), ["""{"event":"attack","address":5,"reason":"forged_replies"}"""] },
        { "outputs", new OsdpEvent.Outputs(5, new byte[] { 1 }), [] },
        { "moved", new OsdpEvent.Moved(5, 6, 19200), [] },
        { "looked for", new OsdpEvent.Moved(5, 6, 19200, IsSure: false), [] },
        { "refused", new OsdpEvent.Refused(5, OsdpCommandCode.Led, OsdpNakCode.UnknownCommand), [] },
        { "unreadable", new OsdpEvent.Unreadable(5, OsdpReplyCode.Raw), [] },
        { "file", new OsdpEvent.File(5, FileProgress.Done, 9, 9), [] },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_told_in_one_line_of_its_own_and_nothing_else_is(string what, OsdpEvent happened, string[] lines)
    {
        Assert.NotEmpty(what);
        Assert.Equal(lines, Told(happened, json: true));
        string[] text = Told(happened, json: false);
        Assert.Equal(lines.Length, text.Length);
        Assert.All(lines.Zip(text), pair => Assert.Contains($" · {JsonDocument.Parse(pair.First).RootElement.GetProperty("event").GetString()}: address 5", pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_asks_for_the_status_is_told_it_also_where_nothing_has_changed()
    {
        using StringWriter output = new(), error = new();
        Report report = new(output, error, json: true) { AskedForStatus = true };
        report.Tell(new OsdpEvent.LocalStatus(5, false, false));
        report.Tell(new OsdpEvent.LocalStatus(5, false, false));
        Assert.Equal("""{"event":"tamper","address":5,"tamper":false,"power_failure":false}""", output.ToString().TrimEnd());
    }

    private static string[] Told(OsdpEvent happened, bool json)
    {
        using StringWriter output = new(), error = new();
        new Report(output, error, json).Tell(happened);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
