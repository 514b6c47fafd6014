using System.Globalization;
using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>
/// What follows from an attempt at a door: it is on the disk, with its count, before anybody is told. Failures are counted
/// per person and door; they delay, and never disable, because whoever found a badge could otherwise lock its owner out.
/// </summary>
internal sealed class ProofVerdicts(FactorCounters counters, Identification identification, IAudit audit, IStepUpFailures failures, TimeProvider clock)
{
    private const int TriesMax = 8;

    /// <summary>The proof, with the count forgotten once it is recorded.</summary>
    internal async Task<EntryProof> PassAsync(OpenEntry entry, Factor factor, ProofStep.Passed passed, CancellationToken cancellation)
    {
        CounterRow row = await counters.ReadAsync(entry.Person, factor, entry.Place, cancellation);
        RowWrite[] rows = row.Delete() is { } clean ? [clean] : [];
        return new EntryProof(entry.Person, entry.Proved.With(factor), passed.Duress, entry.Since, About(entry, StepUpVerdicts.KindPassed, "permit", factor, null, passed.Summary), rows);
    }

    /// <summary>
    /// Nothing usable was captured, which counts for nothing; or an attempt failed: it is counted, whose face it was is
    /// looked for among those who may enter, and a step-up that failed as a whole raises its alert.
    /// </summary>
    internal async Task<EntryReply> FailAsync(OpenEntry entry, Factor factor, ProofStep.Failed failed)
    {
        CancellationToken cancellation = CancellationToken.None;
        if (failed.Cause.Weight == RefusalWeight.NotAnAttempt)
        {
            await RefuseAsync(entry, DenyReason.CaptureIncomplete, failed.Cause.Code, cancellation);
            return new EntryReply.Refused(DenyReason.CaptureIncomplete);
        }
        bool brokenOff = failed.Cause.IsUnfinished && entry.Challenge?.IsStranger != true;
        bool stranger = failed.Cause == ChallengeRefusal.NotMatched || (failed.Cause.IsUnfinished && !brokenOff);
        PersonId? other = failed.Other ?? (stranger && failed.Evidence is { } picture ? await identification.OfAsync(entry, factor, picture.Content, cancellation) : null);
        string cause = other is null ? failed.Cause.Code : StepUpVerdicts.WrongPerson;
        bool attack = other is not null || failed.Cause.Weight == RefusalWeight.Attack;
        FailedStepUp failure = Failure(entry, cause, failed.Evidence);
        if (await CountAsync(entry, factor, failure, attack, brokenOff, failed.Summary, other, cancellation)) { await failures.FailAsync(failure, cancellation); }
        return new EntryReply.Refused(DenyReason.NotProved);
    }

    /// <summary>Counts an entry that is over without an answer, where its challenge had told something already. Null where there is nothing to count.</summary>
    internal async Task<EntryReply?> AbandonedAsync(OpenEntry entry) => entry.Abandon() is { Cause.Weight: not RefusalWeight.NotAnAttempt } left
        ? await FailAsync(entry, Factor.Face, new ProofStep.Failed(left.Cause, left.Summary, entry.LastFrame is { } frame ? FrameOf(frame, clock) : null))
        : null;

    internal static EvidenceItem FrameOf(ReadOnlyMemory<byte> image, TimeProvider clock) => new("image/jpeg", image, clock.GetUtcNow());

    /// <summary>The agent cannot capture anything any more.</summary>
    /// <param name="why">Its word; only the known ones are kept.</param>
    internal async Task<EntryReply> GoneAsync(OpenEntry entry, string why, CancellationToken cancellation)
    {
        if (await AbandonedAsync(entry) is { } counted) { return counted; }
        DenyReason reason = why is "camera_gone" or "sensor_gone" ? DenyReason.NoCapture : DenyReason.CaptureIncomplete;
        await RefuseAsync(entry, reason, why is "camera_gone" or "sensor_gone" or "nobody_came" ? why : "gone", cancellation);
        return new EntryReply.Refused(reason);
    }

    internal async Task<EntryReply> RefuseAsync(OpenEntry entry, ProofStep.Refused refused, CancellationToken cancellation)
    {
        await RefuseAsync(entry, refused.Reason, refused.Cause, cancellation);
        return new EntryReply.Refused(refused.Reason);
    }

    /// <summary>Records that the entry ended without a judgement.</summary>
    internal async Task RefuseAsync(OpenEntry entry, DenyReason reason, string cause, CancellationToken cancellation)
    {
        AuditEvent happened = Denied(entry, reason, cause);
        if (await audit.RecordAsync(happened, cancellation) is not CommitOutcome.Committed) { throw DoorRefusals.Unavailable(); }
    }

    /// <summary>True where the step-up has failed as a whole.</summary>
    private async Task<bool> CountAsync(OpenEntry entry, Factor factor, FailedStepUp failure, bool attack, bool brokenOff, ChallengeSummary? summary, PersonId? other, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            CounterRow row = await counters.ReadAsync(entry.Person, factor, entry.Place, cancellation);
            FactorLimits limits = FactorCounters.LimitsOf(factor);
            FactorCounter counter = brokenOff ? row.Counter.BreakOff(limits, nowMs) : row.Counter.Fail(limits, nowMs);
            bool failed = attack || counter.HasFailed(nowMs) || (factor == Factor.Pin && counter.Failures % FactorLimits.Pin.DelayFrom == 0);
            List<KeyValuePair<string, string>> more = [new("failures", Text(counter.Failures))];
            if (other is not null) { more.Add(new("looks_like", other.Text)); }
            AuditEvent tried = About(entry, StepUpVerdicts.KindAttempt, "deny", factor, failure.Cause, summary, [.. more]);
            RowWrite[] rows = failed ? [row.Write(counter.Dealt()), failures.Keep(failure)] : [row.Write(counter)];
            CommitOutcome outcome = await audit.RecordAsync([tried, Denied(entry, DenyReason.NotProved, failure.Cause)], cancellation, rows);
            if (outcome is CommitOutcome.Conflict && tries < TriesMax) { continue; }
            outcome.OrRefuse();
            return failed;
        }
    }

    private static FailedStepUp Failure(OpenEntry entry, string cause, EvidenceItem? evidence) => new(entry.Person, cause)
    {
        Attempt = entry.Id,
        Door = entry.Asked.Door.Id,
        Action = "enter",
        Resource = ResourceId.TryParse("room", entry.Asked.Door.Into.Text, out ResourceId? room) ? room : null,
        DecisionId = entry.Demanded.Decided.DecisionId,
        Evidence = evidence is null ? [] : [evidence],
    };

    private static AuditEvent Denied(OpenEntry entry, DenyReason reason, string cause) => entry.Demanded.Decided.Event with
    {
        Kind = AuditKinds.EntryDenied,
        Decision = "deny",
        Reasons = [reason.Code],
        Device = entry.Asked.Presentation.Controller.Text,
        Details = [.. entry.Demanded.Decided.Event.Details, new("challenge", entry.Id), new("cause", cause)],
    };

    private static AuditEvent About(OpenEntry entry, string kind, string decision, Factor factor, string? reason, ChallengeSummary? summary, params KeyValuePair<string, string>[] more)
    {
        AuditEvent demanded = entry.Demanded.Decided.Event;
        List<KeyValuePair<string, string>> details = [new("challenge", entry.Id), new("decision_id", entry.Demanded.Decided.DecisionId), .. more];
        if (summary is not null)
        {
            details.Add(new("frames", Text(summary.Frames)));
            details.Add(new("match", summary.Match.ToString("0.000", CultureInfo.InvariantCulture)));
            details.Add(new("live", summary.Live.ToString("0.000", CultureInfo.InvariantCulture)));
        }
        return new AuditEvent(kind)
        {
            Subject = entry.Person.Text,
            Person = entry.Person.Text,
            Door = demanded.Door,
            Room = demanded.Room,
            Resource = demanded.Resource,
            Action = demanded.Action,
            Device = entry.Asked.Presentation.Controller.Text,
            Decision = decision,
            Reasons = reason is null ? [] : [reason],
            Factors = [DecisionDesk.Name(factor)],
            Details = details,
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
