using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>badge-card list, issue, replace, suspend, resume, lost, return.</summary>
internal static class BadgeCardCommands
{
    private static readonly Argument<string> Badge = new("badge") { Description = "卡记录编号，如 b-1f0c… · id of the card's record, as b-1f0c…" };
    private static readonly Argument<string> Number = new("number") { Description = "卡号：设施码:卡号（26 位），或 位数:0x十六进制 · facility:number of a 26-bit card, or bits:0xHEX as 34:0x0102030440" };
    private static readonly Option<string> Reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };

    private delegate AsyncUnaryCall<BadgeActResponse> Act(BadgeActRequest request, Metadata session, CancellationToken cancellation);

    public static Command Build() => new("badge-card", "门禁卡 · badge cards")
    {
        List(), Issue(), Replace(),
        Acting("suspend", "停用 · suspend", g => (r, s, c) => PeopleCommands.Client(g).SuspendBadgeAsync(r, s, cancellationToken: c)),
        Acting("resume", "恢复 · resume", g => (r, s, c) => PeopleCommands.Client(g).ResumeBadgeAsync(r, s, cancellationToken: c)),
        Acting("lost", "挂失 · report lost", g => (r, s, c) => PeopleCommands.Client(g).ReportBadgeLostAsync(r, s, cancellationToken: c)),
        Acting("return", "交回 · returned", g => (r, s, c) => PeopleCommands.Client(g).ReturnBadgeAsync(r, s, cancellationToken: c)),
    };

    private static Command List()
    {
        Option<string> person = new("--person") { Description = "持卡人 · whose", DefaultValueFactory = _ => "" };
        return new Command("list", "列出门禁卡 · list badge cards") { person }.Calls(async (gateway, parsed, cancellation) =>
        {
            ListBadgesRequest request = new() { Person = parsed.GetValue(person)!, PageSize = 500 };
            do
            {
                ListBadgesResponse page = await PeopleCommands.Client(gateway).ListBadgesAsync(request, gateway.Session(), cancellationToken: cancellation);
                if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(page); }
                else { foreach (BadgeCard badge in page.Badges) { Console.WriteLine(PeopleWords.Line(badge)); } }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
    }

    private static Command Issue()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        return new Command("issue", "发卡 · give a card") { person, Number }.Calls(async (gateway, parsed, cancellation) =>
        {
            IssueBadgeRequest request = new() { Person = parsed.GetRequiredValue(person), Number = Parse(parsed.GetRequiredValue(Number)) };
            return Print((await PeopleCommands.Client(gateway).IssueBadgeAsync(request, gateway.Session(), cancellationToken: cancellation)).Badge, parsed);
        });
    }

    private static Command Replace()
    {
        Option<bool> lost = new("--lost") { Description = "旧卡丢失；缺省为已交回 · the old one is lost; default: it is back" };
        return new Command("replace", "换卡 · a new card for an old one") { Badge, Number, lost, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            ReplaceBadgeRequest request = new() { Badge = parsed.GetRequiredValue(Badge), Number = Parse(parsed.GetRequiredValue(Number)), Lost = parsed.GetValue(lost), Reason = parsed.GetRequiredValue(Reason) };
            return Print((await PeopleCommands.Client(gateway).ReplaceBadgeAsync(request, gateway.Session(), cancellationToken: cancellation)).Badge, parsed);
        });
    }

    private static Command Acting(string name, string description, Func<GatewayConnection, Act> act) =>
        new Command(name, description) { Badge, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            BadgeActRequest request = new() { Badge = parsed.GetRequiredValue(Badge), Reason = parsed.GetRequiredValue(Reason) };
            return Print((await act(gateway)(request, gateway.Session(), cancellation)).Badge, parsed);
        });

    private static int Print(BadgeCard badge, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(badge); } else { Console.WriteLine(PeopleWords.Line(badge)); }
        return 0;
    }

    /// <summary>A 26-bit card by what is printed on it, or any other by its bits.</summary>
    /// <exception cref="GatewayConnection.UsageException">Neither.</exception>
    internal static CardNumber Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 2 && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint first))
        {
            if (parts[1].StartsWith("0x", StringComparison.Ordinal) && parts[1].Length % 2 == 0 && parts[1][2..].All(char.IsAsciiHexDigit))
            {
                return new CardNumber { Raw = new RawNumber { Bits = first, Data = ByteString.CopyFrom(Convert.FromHexString(parts[1][2..])) } };
            }
            if (uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) { return new CardNumber { H10301 = new H10301Number { Facility = first, Number = number } }; }
        }
        throw new GatewayConnection.UsageException("卡号须为 设施码:卡号 或 位数:0x十六进制 · a card's number is facility:number, or bits:0xHEX");
    }
}
