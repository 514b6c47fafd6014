using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Decision = Secure.Vocabulary.Decision;

namespace Secure.Gateway.Access;

/// <summary>
/// One watch from its first answer to its last: tells the decision, then each one that differs, and a warning in the
/// last minute of a permit. Each is recorded before it is told. A step-up's nonce is not renewed here; Check asks for a new one.
/// </summary>
internal sealed class WatchRun(ISite site, DecisionDesk desk, IAudit audit, TimeProvider clock)
{
    private static readonly TimeSpan WarnAhead = TimeSpan.FromMinutes(1);

    internal async Task RunAsync(DecisionWatch watch, Asker asker, Question question, bool onlyAsks, IServerStreamWriter<WatchResponse> stream, CancellationToken cancellation)
    {
        Decision? told = null;
        Secure.V1.Decision? last = null;
        bool warned = false;
        while (true)
        {
            SiteSnapshot snapshot = site.Current;
            Verdict verdict = onlyAsks ? desk.Consider(snapshot, asker, question) : desk.Evaluate(snapshot, asker, question);
            if (!IsSame(told, verdict.Decision))
            {
                Decided decided = desk.Finish(snapshot, asker, question, verdict, onlyAsks);
                ulong index = AccessRefusals.Index(await audit.RecordAsync(decided.Event, cancellation, decided.Salt is { } salt ? [salt] : []));
                (told, last, warned) = (verdict.Decision, DecisionMapping.ToWire(decided, index), false);
                await stream.WriteAsync(new WatchResponse { Decision = last }, cancellation);
                if (watch.Session.Ended.IsCancellationRequested && verdict.Decision is Decision.Deny) { return; }
            }
            else if (!warned && EndsSoon(verdict.Decision))
            {
                warned = true;
                await stream.WriteAsync(new WatchResponse { Decision = last, ExpiryWarning = true }, cancellation);
            }
            await watch.WaitAsync(cancellation);
        }
    }

    private bool EndsSoon(Decision decision) => decision is Decision.Permit { ValidUntil: { } until } && until - clock.GetUtcNow() <= WarnAhead;

    private static bool IsSame(Decision? told, Decision now) => (told, now) switch
    {
        (Decision.Permit a, Decision.Permit b) => a.ValidUntil == b.ValidUntil && a.Obligations.SequenceEqual(b.Obligations),
        (Decision.StepUp a, Decision.StepUp b) => a.Demand.MaxAge == b.Demand.MaxAge && a.Demand.AnyOf.SequenceEqual(b.Demand.AnyOf),
        (Decision.Deny a, Decision.Deny b) => a.Reason == b.Reason,
        _ => false,
    };
}
