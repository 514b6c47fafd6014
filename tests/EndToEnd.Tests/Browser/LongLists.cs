using Google.Protobuf;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Lists longer than a screen, given out by a gateway that is stood in for.</summary>
internal static class LongLists
{
    /// <summary>To the end of what is here, as often as it takes until all of it is.</summary>
    internal static async Task ToEndAsync(ILocator list, string last)
    {
        ILocator wanted = list.GetByText(last, new() { Exact = true });
        for (int tries = 0; tries < 200 && !await wanted.IsVisibleAsync(); tries++)
        {
            await list.EvaluateAsync("region => new Promise(resume => { region.scrollTop = region.scrollHeight; setTimeout(resume, 150); })");
        }
        await Expect(wanted).ToBeVisibleAsync();
    }

    /// <summary>Answers each call by what it asks for.</summary>
    internal static async Task AnswerAsync<T>(IPage page, string method, MessageParser<T> parser, Func<T, IMessage> answer) where T : IMessage<T> =>
        await page.RouteAsync("**/secure.v1." + method, route => route.FulfillAsync(new()
        {
            Status = 200,
            ContentType = "application/grpc-web+proto",
            BodyBytes = GrpcWeb.Body(answer(parser.ParseFrom(route.Request.PostDataBuffer![5..]))),
        }));

    /// <summary>One page of what holds the search: the rows, the next page's token and how many there are.</summary>
    internal static (string[] Rows, string Next, uint Total) Page(IEnumerable<string> all, string search, uint size, string token)
    {
        string[] found = [.. all.Where(one => one.Contains(search, StringComparison.OrdinalIgnoreCase))];
        int from = token.Length == 0 ? 0 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture), to = Math.Min(found.Length, from + (int)size);
        return (found[from..to], to == found.Length ? "" : $"{to}", (uint)found.Length);
    }
}
