using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Playwright;
using Secure.V1;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>
/// Between the gateway and the page: whatever a person, a device or another system may have written is made hostile in every
/// answer and every stream, whatever the gateway itself would have refused. The page has to stand it alone.
/// </summary>
internal sealed class HostileAnswers
{
    /// <summary>Markup that would run, a mark that turns all that follows, a family in one sign, and a word without an end. The brackets show where one text begins and ends.</summary>
    private const string Begin = "⟦", Markup = "<img src=x onerror=\"window.hacked=1\">", Turned = "\u202E", Sign = "👩‍👩‍👧‍👦", End = "⟧";

    /// <summary>What a person, a device or another system wrote, and how long it may get.</summary>
    private static readonly Dictionary<string, int> Written = new(StringComparer.Ordinal)
    {
        ["Alert.text"] = 300,
        ["AlertLine.reason"] = 1000,
        ["AlertWord.value"] = 300,
        ["Approval.decision_reason"] = 256,
        ["Approval.why"] = 256,
        ["BadgeCard.reason"] = 256,
        ["DescribeBackupsResponse.trouble"] = 300,
        ["DescribeDoorResponse.interlock"] = 63,
        ["DescribeSiteResponse.name"] = 80,
        ["DeviceReport.version"] = 64,
        ["DoorAnswer.name"] = 80,
        ["DoorHours.schedule"] = 63,
        ["DoorRule.name"] = 80,
        ["FactorState.consent_version"] = 63,
        ["GetSiteStatusResponse.file_faults"] = 300,
        ["MakeReportResponse.site"] = 80,
        ["PersonPresence.name"] = 80,
        ["PersonRecord.name"] = 80,
        ["PlanLabel.text"] = 64,
        ["ReportCell.text"] = 256,
        ["RoleHolder.name"] = 80,
        ["Sentence.zh"] = 90,
        ["Sentence.en"] = 90,
        ["Session.name"] = 80,
        ["SiteChange.path"] = 200,
        ["SiteChange.value"] = 1000,
        ["TemplateInfo.model"] = 64,
        ["TraceLine.rule"] = 63,
    };

    private static readonly Dictionary<string, MessageDescriptor> Answers = typeof(CheckRequest).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(CheckRequest).Namespace && t.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .SelectMany(t => ((FileDescriptor)t.GetProperty("Descriptor")!.GetValue(null)!).Services)
        .SelectMany(s => s.Methods).ToDictionary(m => $"{m.Service.Name}/{m.Name}", m => m.OutputType, StringComparer.Ordinal);

    /// <summary>Every message of an answer goes through the test before the page reads it.</summary>
    private const string Between =
        """
        const real = window.fetch;
        window.fetch = async (input, init) => {
          const answer = await real(input, init);
          const method = /secure\.v1\.(.+)$/.exec(new URL(answer.url).pathname)?.[1];
          if (!method || !answer.body) return answer;
          let rest = new Uint8Array();
          const frames = new TransformStream({
            async transform(chunk, out) {
              const all = new Uint8Array(rest.length + chunk.length);
              all.set(rest); all.set(chunk, rest.length); rest = all;
              while (rest.length >= 5) {
                const end = 5 + new DataView(rest.buffer, rest.byteOffset).getUint32(1);
                if (rest.length < end) break;
                const frame = rest.slice(0, end);
                rest = rest.slice(end);
                if (frame[0] !== 0) { out.enqueue(frame); continue; }
                const turned = Uint8Array.fromBase64(await window.turnHostile(method, frame.slice(5).toBase64()));
                const made = new Uint8Array(5 + turned.length);
                new DataView(made.buffer).setUint32(1, turned.length);
                made.set(turned, 5);
                out.enqueue(made);
              }
            },
          });
          return new Response(answer.body.pipeThrough(frames), { status: answer.status, headers: answer.headers });
        };
        """;

    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>The fields of which the page was told something hostile.</summary>
    internal IEnumerable<string> Told => _told.Keys.Order(StringComparer.Ordinal);

    internal static IReadOnlyCollection<string> Fields => Written.Keys;

    /// <summary>From the page's next load on.</summary>
    internal async Task StandBetweenAsync(IPage page)
    {
        await page.ExposeFunctionAsync("turnHostile", (string method, string message) => Turn(method, message));
        await page.AddInitScriptAsync(Between);
    }

    internal static string Of(string text, int length)
    {
        // Two languages in one text are taken apart by the page.
        if (text.Contains(" · ", StringComparison.Ordinal)) { return string.Join(" · ", text.Split(" · ", 2).Select(half => Of(half, length))); }
        string begun = Begin + text.Replace(Begin, "", StringComparison.Ordinal) + Markup + Turned + Sign;
        return begun + new string('W', Math.Max(4, length - begun.Length)) + End;
    }

    private string Turn(string method, string message)
    {
        IMessage answer = Answers[method].Parser.ParseFrom(Convert.FromBase64String(message));
        Turn(answer);
        return Convert.ToBase64String(answer.ToByteArray());
    }

    private void Turn(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object? value = field.Accessor.GetValue(message);
            string name = $"{message.Descriptor.Name}.{field.Name}";
            bool written = Written.TryGetValue(name, out int length);
            switch (value)
            {
                case string { Length: > 0 } text when written: field.Accessor.SetValue(message, Of(text, length)); _told[name] = true; break;
                case Google.Protobuf.Collections.RepeatedField<string> { Count: > 0 } texts when written:
                    for (int i = 0; i < texts.Count; i++) { texts[i] = Of(texts[i], length); }
                    _told[name] = true;
                    break;
                case IMessage inner: Turn(inner); break;
                case System.Collections.IEnumerable several when field.IsRepeated && field.FieldType == FieldType.Message:
                    foreach (IMessage one in several) { Turn(one); }
                    break;
            }
        }
    }
}
