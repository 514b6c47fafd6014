using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>A security officer sees how often a person's factors failed and, with another officer's approval, takes a disabled one, or one whose record was altered, into use again.</summary>
internal sealed class FactorLimitsDesk(ICallers callers, FactorCounters counters, ShownFrames shown, IPersonPins pins, IApprovals approvals, IAudit audit, ISite site, TimeProvider clock)
{
    private const string KindRead = "factor.read";
    private const string KindEnabled = "factor.enabled";

    internal async Task<V1.ListFactorLimitsResponse> ListAsync(V1.ListFactorLimitsRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ResetFactor);
        PersonId person = Known(request.Person);
        (FactorRows rows, IReadOnlyList<Spoiled> altered, bool pinSet) = await AllAsync(person, context.CancellationToken);
        (await audit.RecordAsync(About(KindRead, officer, person), context.CancellationToken)).OrRefuse();
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return new V1.ListFactorLimitsResponse { Limits = { rows.Disabled.Select(r => FactorOf(r.Key)).Concat(altered.Select(a => a.Factor)).Where(f => CanBeEnabled(f)).Distinct().Select(f => new V1.FactorLimit { Factor = f, Disabled = true }), rows.Counters.Select(row => Counted(row, nowMs)) }, PinSet = pinSet };
    }

    internal async Task<V1.EnableFactorResponse> EnableAsync(V1.EnableFactorRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ResetFactor);
        PersonId person = Known(request.Person);
        if (person == officer.Person) { throw new RefusedException(StepUpRefusals.Oneself); }
        Factor factor = (Factor)(int)request.Factor;
        if (!CanBeEnabled(request.Factor)) { throw new RefusedException(StepUpRefusals.NeverLimited); }
        string own = StepUpTables.KeyOf(person, factor);
        (FactorRows rows, IReadOnlyList<Spoiled> altered, _) = await AllAsync(person, context.CancellationToken);
        RowWrite[] gone =
        [
            .. rows.Disabled.Where(r => r.Key == own).Select(r => new RowWrite(StepUpTables.Disabled, r.Key, null, r.Version)),
            .. altered.Where(a => a.Factor == request.Factor).Select(a => a.Gone),
            .. rows.Counters.Where(r => r.Key.StartsWith(own + "/", StringComparison.Ordinal)).Select(r => new RowWrite(StepUpTables.Counters, r.Key, null, r.Version)),
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
    private async Task<(FactorRows Rows, IReadOnlyList<Spoiled> Altered, bool PinSet)> AllAsync(PersonId person, CancellationToken cancellation)
    {
        FactorRows rows = await counters.OfAsync(person, cancellation);
        List<Spoiled> altered =
        [
            .. rows.Altered.Select(a => new Spoiled(FactorOf(a.Key), new RowWrite(a.Table, a.Key, null))),
            .. (await shown.AlteredAsync(person, cancellation)).Select(key => new Spoiled(V1.Factor.Face, new RowWrite(StepUpTables.Shown, key, null))),
        ];
        // Each look at an altered PIN raises an alarm: one is enough.
        if (await pins.AlteredAsync(person, cancellation) is not { } pin) { return (rows, altered, await pins.HasAsync(person, cancellation)); }
        altered.Add(new Spoiled(V1.Factor.Pin, pin));
        return (rows, altered, false);
    }

    private static V1.FactorLimit Counted(StoredRow row, long nowMs)
    {
        FactorCounter counter = StepUpTables.FromRow(row.Value);
        V1.FactorLimit limit = new() { Factor = FactorOf(row.Key), Place = row.Key.Split('/', 3)[2], Failures = (uint)counter.Failures };
        if (counter.Delay(nowMs) > TimeSpan.Zero) { limit.DelayedUntil = DateTimeOffset.FromUnixTimeMilliseconds(counter.DelayUntilMs).ToTimestamp(); }
        return limit;
    }

    /// <summary>A PIN is only ever delayed, but a count of it that was altered past the store refuses it until somebody has looked into it.</summary>
    private static bool CanBeEnabled(V1.Factor factor) => factor is V1.Factor.Face or V1.Factor.Fingerprint or V1.Factor.Pin;

    /// <summary>Unspecified for what is no key of ours: whoever alters rows past the store writes any.</summary>
    private static V1.Factor FactorOf(string key) =>
        int.TryParse(key.Split('/')[1], NumberStyles.None, CultureInfo.InvariantCulture, out int factor) ? (V1.Factor)factor : V1.Factor.Unspecified;

    /// <summary>A row that was altered past the store, whose factor proves nothing meanwhile, and the write that takes it away.</summary>
    private sealed record Spoiled(V1.Factor Factor, RowWrite Gone);

    private static AuditEvent About(string kind, ISession officer, PersonId person) => new(kind) { Subject = officer.Person.Text, Person = person.Text, Session = officer.Id };
}
