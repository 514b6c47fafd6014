using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Secure.Vocabulary;
using Wire = Secure.V1;

namespace Secure.Gateway.Access;

/// <summary>Decisions as messages.</summary>
internal static class DecisionMapping
{
    private static readonly Sentence StepUpText = new("须再次鉴别身份", "prove who you are once more");

    internal static Wire.Decision ToWire(in Decided decided, ulong index) => Outcome(decided.Verdict.Decision, decided.Ticket, new Wire.Decision
    {
        DecisionId = decided.Id,
        PolicyRevision = decided.Revision,
        DecidedAt = Timestamp.FromDateTimeOffset(decided.At),
        LogIndex = index,
        WorkstationByAddress = decided.ByAddress,
    });

    internal static Wire.Sentence ToWire(Sentence text) => new() { Zh = text.Zh, En = text.En };

    private static Wire.Decision Outcome(Decision decision, StepUpTicket? ticket, Wire.Decision to)
    {
        switch (decision)
        {
            case Decision.Permit permit: to.Permit = OfPermit(permit); break;
            case Decision.StepUp stepUp: to.StepUp = OfStepUp(stepUp.Demand, ticket); break;
            case Decision.Deny deny: to.Deny = new Wire.Deny { Reason = deny.Reason.Code, Text = ToWire(deny.Reason.Text) }; break;
            default: throw new InvalidOperationException("The family of decisions is closed.");
        }
        return to;
    }

    private static Wire.Permit OfPermit(Decision.Permit permit)
    {
        Wire.Permit to = new();
        for (int i = 0; i < permit.Obligations.Count; i++) { to.Obligations.Add((Wire.Obligation)(int)permit.Obligations[i]); }
        if (permit.ValidUntil is { } until) { to.ValidUntil = Timestamp.FromDateTimeOffset(until); }
        return to;
    }

    private static Wire.StepUp OfStepUp(StepUpDemand demand, StepUpTicket? ticket)
    {
        Wire.StepUp to = new() { MaxAge = Duration.FromTimeSpan(demand.MaxAge), Text = ToWire(StepUpText) };
        for (int i = 0; i < demand.AnyOf.Count; i++) { to.AnyOf.Add((Wire.Factor)(int)demand.AnyOf[i]); }
        if (ticket is not null)
        {
            to.Nonce = ByteString.CopyFrom(ticket.Nonce);
            to.NonceExpiresAt = Timestamp.FromDateTimeOffset(ticket.ExpiresAt);
        }
        return to;
    }
}
