using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Alerts that nobody raised, told to one page in the gateway's stead: what the demo cannot bring about in seconds, and nobody else's alerts between them.</summary>
internal sealed class AlertSample
{
    private readonly Dictionary<string, Alert> _alerts = [];

    private AlertSample(IEnumerable<Alert> alerts)
    {
        foreach (Alert alert in alerts) { _alerts[alert.Id] = alert; }
    }

    /// <summary>False: the stream is down.</summary>
    public bool Streams { get; set; } = true;

    /// <summary>False: a single alert cannot be read.</summary>
    public bool Reads { get; set; } = true;

    /// <summary>How often the stream has told all of them as they stand now.</summary>
    public int Told { get; private set; }

    /// <summary>Waits from the year 1970, so that nothing is called out that was there before the page.</summary>
    public static Alert Raised(int number) => new()
    {
        Id = $"19700101-{number:D4}",
        Code = "door.forced",
        Text = $"第 {number} 号 · number {number}",
        Severity = AlertSeverity.Warning,
        State = AlertState.Raised,
        Version = 1,
        Count = 1,
        Door = "vault",
        RaisedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        AcknowledgeBy = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(200)),
        CloseBy = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(200)),
    };

    public static async Task<AlertSample> TellAsync(IPage page, params Alert[] alerts)
    {
        AlertSample sample = new(alerts);
        await page.RouteAsync("**/secure.v1.Alerts/Watch", route => AnswerAsync(route, sample.Streams, () =>
        {
            sample.Told++;
            return GrpcWeb.Body(new WatchAlertsResponse { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), Alerts = { sample._alerts.Values } });
        }));
        await page.RouteAsync("**/secure.v1.Alerts/Get", route => AnswerAsync(route, sample.Reads, () =>
            GrpcWeb.Body(new GetAlertResponse { Alert = sample._alerts[GetAlertRequest.Parser.ParseFrom(route.Request.PostDataBuffer![5..]).Id] })));
        return sample;
    }

    /// <summary>From now on the alert stands so.</summary>
    public void Put(Alert alert)
    {
        _alerts[alert.Id] = alert;
        Told = 0;
    }

    private static Task AnswerAsync(IRoute route, bool answers, Func<byte[]> body) => answers
        ? route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = body() })
        : route.AbortAsync();
}
