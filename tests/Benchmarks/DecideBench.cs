using System.Diagnostics;
using System.Text.Json.Nodes;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Benchmarks;

/// <summary>
/// The decision in this process, on one thread: 10,000 distinct pairs of person and resource over a site of 1,000
/// persons, 3,000 resources and 64 rules, a third of them at each tier, all permitted. 10 s of warm-up, 20 s measured.
/// </summary>
internal static class DecideBench
{
    private const int Persons = 1_000;
    private const int Resources = 3_000;
    private const int Pairs = 10_000;
    private const int Rules = 64;

    private static readonly DateTimeOffset Now = new(2030, 1, 7, 9, 0, 0, TimeSpan.Zero);
    private static readonly RoomId Vault = RoomId.Parse("vault");
    private static readonly WorkstationId Pc = WorkstationId.Parse("vault-ws");
    private static readonly PostId Post = PostId.Parse("engineer");
    private static readonly ScheduleId Always = ScheduleId.Parse("always");

    public static Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        SiteSnapshot site = Site();
        SessionQuestion[] questions = [.. Enumerable.Range(0, Pairs).Select(Question)];
        if (questions.Any(q => SessionRules.Decide(site, q).Decision is not Decision.Permit)) { throw new InvalidOperationException("All of them are meant to be permitted."); }
        Run(site, questions, pace.WarmUp, cancellation);
        (double ns, double bytes) = Run(site, questions, pace.Measured, cancellation);
        report.Print(new JsonObject { ["bench"] = "decide", ["ns"] = Math.Round(ns, 1), ["allocated_bytes"] = Math.Round(bytes, 2) });
        return Task.CompletedTask;
    }

    private static (double Ns, double Bytes) Run(SiteSnapshot site, SessionQuestion[] questions, TimeSpan length, CancellationToken cancellation)
    {
        long decisions = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < length)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < questions.Length; i++) { SessionRules.Decide(site, questions[i]); }
            decisions += questions.Length;
        }
        double ns = Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
        return (ns / decisions, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / decisions);
    }

    /// <summary>Strides that share no factor with the counts, so that neighbours ask about different things.</summary>
    private static SessionQuestion Question(int pair)
    {
        PersonId person = PersonId.Parse("person-" + pair * 7 % Persons);
        Dictionary<Factor, DateTimeOffset> factors = new() { [Factor.Password] = Now.AddHours(-1), [Factor.Face] = Now.AddSeconds(-pair % 200) };
        SessionFacts facts = new("session-" + pair, person, Pc, WorkstationSource.Certificate, factors, MustChangePassword: false);
        return new("material", "plan-" + (pair * 11 + pair / Persons) % Resources, "read", ObligationSet.None, facts, new PresenceFact(PresenceState.Present, Vault, Now, "entered"), Now);
    }

    private static SiteSnapshot Site() => SiteSnapshot.Empty() with
    {
        Revision = 1,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"),
        Persons = Enumerable.Range(0, Persons).Select(i => new Person(PersonId.Parse("person-" + i), "员工", null, [Post], Classification.TopSecret, true, new DateOnly(2031, 1, 1)) { PledgeUntil = new DateOnly(2031, 1, 1), DocumentConfirmed = true }).ToDictionary(p => p.Id),
        Workstations = new Dictionary<WorkstationId, Workstation> { [Pc] = new(Pc, Vault, null) },
        Schedules = new Dictionary<ScheduleId, Schedule> { [Always] = new(Always, [new ScheduleSpan(Enum.GetValues<DayOfWeek>(), TimeOnly.MinValue, null)], []) },
        Resources = Enumerable.Range(0, Resources).Select(Material).ToDictionary(r => r.Id),
        Rules = [.. Enumerable.Range(0, Rules).Select(i => new Rule { Name = "project-" + i, Posts = [Post], Actions = ["print", "read"], Kind = "material", Labels = ["project-" + i] })],
    };

    private static Resource Material(int number)
    {
        if (!ResourceId.TryParse("material", "plan-" + number, out ResourceId? id)) { throw new FormatException("Not a resource's name."); }
        return new Resource(id, (Classification)(number % 3 + 3), [], [Post], ["project-" + number % Rules], [Vault], Always);
    }
}
