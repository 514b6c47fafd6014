using System.Globalization;
using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>What follows from an attempt: each is on the disk, with its count, before anybody is told.</summary>
internal sealed class StepUpVerdicts(
    FactorCounters counters, IAudit audit, IStepUpFailures failures, StepUps stepUps, ISite site, IRoles roles, TimeProvider clock)
{
    internal const string KindAttempt = "stepup.attempt";
    internal const string KindPassed = "stepup.passed";
    internal const string KindDisabled = "factor.disabled";
    internal const string WrongPerson = "wrong_person";
    private const int TriesMax = 8;

    /// <summary>
    /// Every factor was proved. The record must be complete now as well: the account, the person of the record and the
    /// face or finger are then one. False where it is not, which fails the step-up.
    /// </summary>
    internal async Task<bool> PassAsync(OpenStepUp open, IReadOnlyList<ProvenFactor> proved, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!site.Current.HasCompleteRecord(open.Session.Person, now))
        {
            await failures.FailAsync(Failure(open, "record_incomplete", []), cancellation);
            return false;
        }
        AuditEvent[] happened = [.. proved.Select(p => About(open, KindPassed, "permit", p.Factor, null, p.Summary))];
        await CommitAsync(
            async () =>
            {
                List<RowWrite> rows = [];
                foreach (ProvenFactor proof in proved) { if ((await RowAsync(open, proof.Factor, cancellation)).Delete() is { } clean) { rows.Add(clean); } }
                return (happened, rows);
            },
            cancellation);
        foreach (ProvenFactor proof in proved) { open.Session.Prove(proof.Factor, now); }
        stepUps.Proved(open.Ticket);
        return true;
    }

    /// <summary>
    /// Counts a failed attempt, also where the caller has left: nobody escapes the count by hanging up. True where the
    /// step-up as a whole has failed: then the sessions are dead and the alarm is raised.
    /// </summary>
    internal async Task<bool> FailAsync(OpenStepUp open, FailedAttempt attempt)
    {
        CancellationToken cancellation = CancellationToken.None;
        bool failed = false;
        FailedStepUp failure = Failure(open, attempt.Cause, attempt.Evidence) with { Attempt = open.Id };
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        FactorLimits limits = FactorCounters.LimitsOf(attempt.Factor);
        await CommitAsync(
            async () =>
            {
                CounterRow row = await RowAsync(open, attempt.Factor, cancellation);
                FactorCounter counter = attempt.BrokenOff ? row.Counter.BreakOff(limits, nowMs) : row.Counter.Fail(limits, nowMs);
                failed = attempt.Attack || counter.HasFailed(nowMs);
                List<KeyValuePair<string, string>> more = [new("failures", Text(counter.Failures))];
                if (attempt.LooksLike is { } other) { more.Add(new("looks_like", other.Text)); }
                AuditEvent tried = About(open, KindAttempt, "deny", attempt.Factor, attempt.Cause, attempt.Summary, [.. more]);
                List<RowWrite> rows = [row.Write(failed ? counter.Dealt() : counter)];
                if (failed) { rows.Add(failures.Keep(failure)); }
                if (!counter.IsUsedUp(limits)) { return ([tried], rows); }
                bool spared = await IsLastAbleAsync(open.Session.Person, attempt.Factor, cancellation);
                AuditEvent told = AlarmEntries.Of(UsedUp(open, attempt.Factor, spared));
                if (spared) { return ([tried, told], rows); }
                rows.Add(new RowWrite(StepUpTables.Disabled, StepUpTables.KeyOf(open.Session.Person, attempt.Factor), new DisabledFactor(nowMs).ToRow()));
                return ([tried, About(open, KindDisabled, null, attempt.Factor, "too_many_failures", null), told], rows);
            },
            cancellation);
        if (failed) { await failures.FailAsync(failure, cancellation); }
        return failed;
    }

    private Task<CounterRow> RowAsync(OpenStepUp open, Factor factor, CancellationToken cancellation) =>
        counters.ReadAsync(open.Session.Person, factor, FactorCounters.PlaceOf(open.Session), cancellation);

    /// <summary>Prepares and commits, once more where another step-up of the person changed the count meanwhile.</summary>
    private async Task CommitAsync(Func<Task<(AuditEvent[] Happened, List<RowWrite> Rows)>> prepare, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            (AuditEvent[] happened, List<RowWrite> rows) = await prepare();
            CommitOutcome outcome = await audit.RecordAsync(happened, cancellation, [.. rows]);
            if (outcome is CommitOutcome.Conflict && tries < TriesMax) { continue; }
            outcome.OrRefuse();
            return;
        }
    }

    /// <summary>
    /// Whether nobody else of the person's separated role could still use this factor. Such an officer is delayed and
    /// never disabled: a site must not be left without one by somebody's wrong faces.
    /// </summary>
    private async Task<bool> IsLastAbleAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        Roles own = roles.Of(person) & OfficerActions.Separated;
        if (own == Roles.None) { return false; }
        foreach (PersonId other in site.Current.Persons.Values.Where(p => p.Active && p.Id != person && (roles.Of(p.Id) & own) != Roles.None).Select(p => p.Id))
        {
            if (!await counters.IsDisabledAsync(other, factor, cancellation)) { return false; }
        }
        return true;
    }

    private static Alarm UsedUp(OpenStepUp open, Factor factor, bool spared) => new(
        spared ? "factor.last_officer_delayed" : "factor.disabled",
        spared ? "该角色最后一名可用管理员的生物特征多次失败，仅延时 · the factor of a role's last able officer failed too often and is delayed"
            : "生物特征多次失败，已停用 · a factor failed too often and is disabled")
    {
        Person = open.Session.Person.Text,
        Session = open.Session.Id,
        Workstation = open.Session.Facts.Workstation?.Text,
        Details = [new("factor", DecisionDesk.Name(factor))],
    };

    private static FailedStepUp Failure(OpenStepUp open, string cause, IReadOnlyList<EvidenceItem> evidence)
    {
        StepUpTicket ticket = open.Ticket;
        int slash = ticket.Resource.IndexOf('/', StringComparison.Ordinal);
        ResourceId.TryParse(ticket.Resource[..slash], ticket.Resource[(slash + 1)..], out ResourceId? resource);
        return new FailedStepUp(open.Session.Person, cause) { Session = open.Session, Action = ticket.Action, Resource = resource, DecisionId = ticket.DecisionId, Evidence = evidence };
    }

    private static AuditEvent About(OpenStepUp open, string kind, string? decision, Factor factor, string? reason, ChallengeSummary? summary, params KeyValuePair<string, string>[] more)
    {
        List<KeyValuePair<string, string>> details = [new("challenge", open.Id), new("decision_id", open.Ticket.DecisionId), .. more];
        if (summary is not null)
        {
            details.Add(new("frames", Text(summary.Frames)));
            details.Add(new("match", summary.Match.ToString("0.000", CultureInfo.InvariantCulture)));
            details.Add(new("live", summary.Live.ToString("0.000", CultureInfo.InvariantCulture)));
        }
        return new AuditEvent(kind)
        {
            Subject = open.Session.Person.Text,
            Person = open.Session.Person.Text,
            Session = open.Session.Id,
            Workstation = open.Session.Facts.Workstation?.Text,
            Resource = open.Ticket.Resource,
            Action = open.Ticket.Action,
            Decision = decision,
            Reasons = reason is null ? [] : [reason],
            Factors = [DecisionDesk.Name(factor)],
            Details = details,
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
