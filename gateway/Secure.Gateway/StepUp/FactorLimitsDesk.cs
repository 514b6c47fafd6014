using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>A security officer sees how often a person's factors failed and, with another officer's approval, takes a disabled one into use again.</summary>
internal sealed class FactorLimitsDesk(ICallers callers, FactorCounters counters, ShownFrames shown, IPersonPins pins, IApprovals approvals, IAudit audit, ISite site, TimeProvider clock)
{
    private const string KindRead = "factor.read";
    private const string KindEnabled = "factor.enabled";

    internal async Task<V1.ListFactorLimitsResponse> ListAsync(V1.ListFactorLimitsRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ResetFactor);
        PersonId person = Known(request.Person);
        (IReadOnlyList<StoredRow> rows, IReadOnlyList<StoredRow> disabled, IReadOnlyList<(string Table, string Key)> altered) = await AllAsync(person, context.CancellationToken);
        bool pinSet = await pins.HasAsync(person, context.CancellationToken);
        (await audit.RecordAsync(About(KindRead, officer, person), context.CancellationToken)).OrRefuse();
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new V1.ListFactorLimitsResponse { Limits = { disabled.Select(r => FactorOf(StepUpTables.Disabled, r.Key)).Concat(altered.Select(a => FactorOf(a.Table, a.Key))).Distinct().Select(f => new V1.FactorLimit { Factor = f, Disabled = true }), rows.Select(row => Counted(row, nowMs)) }, PinSet = pinSet };
    }

    internal async Task<V1.EnableFactorResponse> EnableAsync(V1.EnableFactorRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ResetFactor);
        PersonId person = Known(request.Person);
        if (person == officer.Person) { throw new RefusedException(StepUpRefusals.Oneself); }
        Factor factor = (Factor)(int)request.Factor;
        if (factor is not (Factor.Face or Factor.Fingerprint)) { throw new RefusedException(StepUpRefusals.NotDemanded); }
        string own = StepUpTables.KeyOf(person, factor);
        (IReadOnlyList<StoredRow> rows, IReadOnlyList<StoredRow> disabled, IReadOnlyList<(string Table, string Key)> altered) = await AllAsync(person, context.CancellationToken);
        RowWrite[] gone =
        [
            .. disabled.Where(r => r.Key == own).Select(r => new RowWrite(StepUpTables.Disabled, r.Key, null, r.Version)),
            .. altered.Where(a => FactorOf(a.Table, a.Key) == request.Factor).Select(a => new RowWrite(a.Table, a.Key, null)),
            .. rows.Where(r => r.Key.StartsWith(own + "/", StringComparison.Ordinal)).Select(r => new RowWrite(StepUpTables.Counters, r.Key, null, r.Version)),
        ];
        if (gone.Length == 0) { throw new RefusedException(StepUpRefusals.NotDisabled); }
        string name = Access.DecisionDesk.Name(factor);
        Sentence which = StepUpRefusals.Name(factor);
        Sentence what = new($"恢复 {person.Text} 的{which.Zh}鉴别", $"enable the {which.En} of {person.Text} again");
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.ResetFactor, request, what, "", context.CancellationToken);
        AuditEvent happened = About(KindEnabled, officer, person) with { Factors = [name], Details = approved.Details };
        (await audit.RecordAsync(happened, context.CancellationToken, [.. gone, approved.Use])).OrRefuse();
        return new V1.EnableFactorResponse();
    }

    private PersonId Known(string text) =>
        PersonId.TryParse(text, out PersonId? person) && site.Current.Persons.ContainsKey(person) ? person : throw new RefusedException(StepUpRefusals.UnknownPerson);

    /// <summary>With what was altered past the store: it disables its factor as well, and goes as well when that is enabled.</summary>
    private async Task<FactorRows> AllAsync(PersonId person, CancellationToken cancellation)
    {
        FactorRows counted = await counters.OfAsync(person, cancellation);
        return counted with { Altered = [.. counted.Altered, .. (await shown.AlteredAsync(person, cancellation)).Select(k => (StepUpTables.Shown, k))] };
    }

    private static V1.FactorLimit Counted(StoredRow row, long nowMs)
    {
        FactorCounter counter = StepUpTables.FromRow(row.Value);
        V1.FactorLimit limit = new() { Factor = FactorOf(StepUpTables.Counters, row.Key), Place = row.Key.Split('/', 3)[2], Failures = (uint)counter.Failures };
        if (counter.Delay(nowMs) > TimeSpan.Zero) { limit.DelayedUntil = DateTimeOffset.FromUnixTimeMilliseconds(counter.DelayUntilMs).ToTimestamp(); }
        return limit;
    }

    private static V1.Factor FactorOf(string table, string key) => table == StepUpTables.Shown ? V1.Factor.Face : (V1.Factor)int.Parse(key.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static AuditEvent About(string kind, ISession officer, PersonId person) => new(kind) { Subject = officer.Person.Text, Person = person.Text, Session = officer.Id };
}
