using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Officers;
using Secure.V1;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>Every text that a person may write into a call of the contract: what would not be read as it was written is refused, by the name of its field.</summary>
public sealed class HostileReasonTests(WholeGateway gateway) : IClassFixture<WholeGateway>
{
    private static readonly string[] Free = ["reason", "note", "measure", "text"];

    /// <summary>What steers a terminal, ends a line, turns the direction of a text, or cannot be seen.</summary>
    private static readonly string[] Hostile = ["a\u001b[2Jb", "a\0b", "a\rb", "a\u2028b", "门\u202Eexe", "a\u2066b", "zero\u200Bwidth", "a\u00ADb", "hidden\U000E0041"];

    /// <summary>Shown as they are: markup, what a spreadsheet would run, right to left letters, and signs of several characters.</summary>
    private const string Odd = "=1+1 <img src=x onerror=alert(1)> שלום עולם می‌خواهم 👩‍👩‍👧‍👦🏳️‍🌈𠮷 \"'`$(id) {0} %s";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal) { ["door"] = "lobby", ["id"] = new string('a', 64) };

    public static TheoryData<string, string> Fields()
    {
        TheoryData<string, string> fields = [];
        foreach (RightsCall call in RightsCalls.All.DistinctBy(c => c.Rpc))
        {
            foreach (FieldDescriptor field in RightsCalls.OfContract[call.Rpc].InputType.Fields.InDeclarationOrder())
            {
                if (field.FieldType == FieldType.String && Free.Contains(field.Name) && call.Rpc != "Alerts/List") { fields.Add(call.Rpc, field.Name); }
            }
        }
        return fields;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task What_hides_something_or_is_too_long_is_refused_and_what_only_looks_odd_is_not(string rpc, string field)
    {
        foreach (string text in (string[])[.. Hostile, new string('x', 1_001), new string('密', 334), " "])
        {
            if (text == " " && rpc is "Alerts/Acknowledge" or "Alerts/Assign" or "Approvals/Approve" or "Evidence/View") { continue; }
            if (text[0] == '密' && (rpc.StartsWith("Alerts/", StringComparison.Ordinal) || rpc == "Evidence/View")) { continue; }
            Assert.Contains(field, await FaultsAsync(rpc, field, text));
        }
        Assert.DoesNotContain(field, await FaultsAsync(rpc, field, Odd));
    }

    [Fact]
    public void No_text_of_the_contract_is_forgotten() => Assert.InRange(Fields().Count, 25, 60);

    /// <returns>The fields that the gateway finds fault with; none where something else or nothing is wrong.</returns>
    private async Task<IEnumerable<string>> FaultsAsync(string rpc, string field, string text)
    {
        RightsCall call = RightsCalls.All.First(c => c.Rpc == rpc);
        Roles may = RightsTable.All[call.Action].May;
        Roles role = RoleWords.All.First(r => (may & r) != Roles.None);
        IMessage request = Filled(RightsCalls.OfContract[rpc].InputType, field, text);
        try { await RightsCalls.SendAsync(call with { Request = request }, gateway.Channel, gateway.As(role), TestContext.Current.CancellationToken); }
        catch (RpcException refused) { return refused.ToRefusal()?.Fields.Select(f => f.Field) ?? []; }
        return [];
    }

    /// <summary>Well-formed, and mostly of nothing that there is: only what was written can be at fault.</summary>
    private static IMessage Filled(MessageDescriptor of, string field, string text)
    {
        IMessage request = of.Parser.ParseFrom([]);
        foreach (FieldDescriptor one in of.Fields.InDeclarationOrder())
        {
            if (one.IsRepeated || (one.RealContainingOneof is { } choice && one != choice.Fields[0])) { continue; }
            object? value = one.Name == field ? text : one.FieldType switch
            {
                FieldType.String => Texts.GetValueOrDefault(one.Name, "nobody"),
                FieldType.UInt64 => 1UL,
                FieldType.Enum => 1,
                FieldType.Message when one.MessageType == Retention.Descriptor => new Retention { PictureDays = 400, ClipDays = 400, ClipBytesMax = 1UL << 30 },
                FieldType.Message when one.MessageType == CardNumber.Descriptor => new CardNumber { H10301 = new H10301Number { Facility = 1, Number = 1 } },
                _ => null,
            };
            if (value is not null) { one.Accessor.SetValue(request, value); }
        }
        return request;
    }
}
