using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// A badge is suspended: from the officer's call to the controller's own word that it goes by a list made after that, through every process
/// of the demo. Until then the list would let it in, should the gateway be gone at that moment; asked through the gateway it is refused at once.
/// </summary>
internal static class RevokeBench
{
    private const string Suspended = "revoked.badge_suspended", Resumed = "badge.resumed", Listed = "door.lease";
    private const string Person = "chen-lei";

    private static readonly TimeSpan ReachMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Report report, Pace pace, DemoOnce once, CancellationToken cancellation)
    {
        BenchDemo demo = await once.GetAsync(report, cancellation);
        report.Say($"暂停门禁卡 {pace.Revocations} 次 · {pace.Revocations} badges suspended …");
        using GrpcChannel channel = GatewayCalls.Open(demo.Address, demo.Root);
        Metadata officer = await BenchOfficers.SignInAsync(channel, "officer", (await demo.PasswordAsync("officer", cancellation)).Trim(), cancellation);
        Metadata auditor = await BenchOfficers.SignInAsync(channel, "auditor", (await demo.PasswordAsync("auditor", cancellation)).Trim(), cancellation);
        People.PeopleClient people = new(channel);
        LogReader log = new(new Audit.AuditClient(channel), auditor);
        string badge = (await people.ListBadgesAsync(new ListBadgesRequest { Person = Person }, Options(officer, cancellation))).Badges.Single().Id;
        BadgeActRequest act = new() { Badge = badge, Reason = "drill" };
        List<long> ticks = [];
        for (int i = 0; i < pace.Revocations; i++)
        {
            DateTimeOffset asked = TimeProvider.System.GetUtcNow();
            await people.SuspendBadgeAsync(act, Options(officer, cancellation));
            DateTimeOffset installed = await log.InstalledAsync(Suspended, cancellation);
            ticks.Add((installed - asked).Ticks * System.Diagnostics.Stopwatch.Frequency / TimeSpan.TicksPerSecond);
            await people.ResumeBadgeAsync(act, Options(officer, cancellation));
            await log.InstalledAsync(Resumed, cancellation);
        }
        Timings timings = new(ticks, 1);
        report.Print(new JsonObject { ["bench"] = "revoke", ["badges"] = timings.Count, ["p50_ms"] = timings.Ms(0.5), ["p99_ms"] = timings.Ms(0.99) });
    }

    private static CallOptions Options(Metadata session, CancellationToken cancellation) => new(session, TimeProvider.System.GetUtcNow().UtcDateTime + CallMax, cancellation);

    /// <summary>What the auditor finds in the log.</summary>
    private sealed class LogReader(Audit.AuditClient audit, Metadata auditor)
    {
        /// <summary>When the controller took the first list that was made after the latest change of <paramref name="kind"/>, by the machine's clock, which is the controller's.</summary>
        /// <exception cref="TimeoutException">It took none for a minute.</exception>
        public async Task<DateTimeOffset> InstalledAsync(string kind, CancellationToken cancellation)
        {
            for (long begin = TimeProvider.System.GetTimestamp(); ;)
            {
                ulong changed = (await NewestAsync(kind, cancellation))[0].Index;
                if ((await NewestAsync(Listed, cancellation)).LastOrDefault(e => e.Index > changed) is { } made)
                {
                    string number = "number_" + Entry(made).GetProperty("details").GetProperty("lease").GetString();
                    if ((await NewestAsync("door.event", cancellation)).Select(Entry).FirstOrDefault(e => Names(e, number)) is { ValueKind: JsonValueKind.Object } taken)
                    {
                        return DateTimeOffset.Parse(taken.GetProperty("event_time").GetString()!, CultureInfo.InvariantCulture);
                    }
                }
                if (TimeProvider.System.GetElapsedTime(begin) > ReachMax) { throw new TimeoutException($"Waited in vain: a list without what is gone ({kind})"); }
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
            }
        }

        private static JsonElement Entry(LogEntry entry) => JsonElement.Parse(entry.Entry.ToStringUtf8());

        private static bool Names(JsonElement entry, string reason) => entry.TryGetProperty("reasons", out JsonElement reasons) && reasons.EnumerateArray().Any(r => r.GetString() == reason);

        private async Task<IReadOnlyList<LogEntry>> NewestAsync(string kind, CancellationToken cancellation) =>
            (await audit.QueryAsync(new QueryRequest { Kind = kind, PageSize = 20 }, Options(auditor, cancellation))).Entries;
    }
}
