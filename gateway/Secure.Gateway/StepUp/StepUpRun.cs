using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>One step-up from its nonce to its outcome: each chosen factor in turn, then the record of all, then the answer.</summary>
internal sealed class StepUpRun(
    OpenStepUps openStepUps, StepUps stepUps, IBiometrics biometrics, ITemplates templates, FactorCounters counters, FaceRun faces, FingerRun fingers,
    StepUpVerdicts verdicts, StepUpOptions options, TimeProvider clock, ILogger<StepUpRun> log)
{
    /// <exception cref="RefusedException">It cannot be begun or went no further; then nothing was judged and the nonce lasts as long as before.</exception>
    internal async Task RunAsync(ISession session, ReadOnlyMemory<byte> nonce, IReadOnlyList<Factor> factors, IServerStreamWriter<V1.StepUpResponse> stream, CancellationToken cancellation)
    {
        foreach (Factor factor in factors) { await RequireReadyAsync(session, factor, cancellation); }
        if (!stepUps.TryConsume(session.Id, nonce.Span, out StepUpTicket? ticket)) { throw new RefusedException(StepUpRefusals.Unknown); }
        V1.StepUpOutcome outcome = V1.StepUpOutcome.Incomplete;
        OpenStepUp? open = null;
        try
        {
            open = openStepUps.Open(session, ticket, cancellation);
            Teller teller = new(open, stream, options, clock);
            outcome = await OutcomeAsync(open, factors, teller);
            await teller.TellEndAsync(outcome, cancellation);
        }
        catch (OperationCanceledException) when (open?.Replaced == true) { throw new RefusedException(StepUpRefusals.Replaced); }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested) { throw new RefusedException(StepUpRefusals.SessionEnded); }
        finally
        {
            if (outcome == V1.StepUpOutcome.Incomplete) { stepUps.Return(ticket); }
            if (open is not null)
            {
                openStepUps.Close(open);
                log.StepUpEnded(open.Id, session.Id, outcome.ToString());
            }
        }
    }

    private async Task<V1.StepUpOutcome> OutcomeAsync(OpenStepUp open, IReadOnlyList<Factor> factors, Teller teller)
    {
        List<ProvenFactor> proved = [];
        foreach (Factor factor in factors)
        {
            using TemplateSet own = await templates.OfAsync(open.Session.Person, factor, open.Ended);
            FactorOutcome outcome = factor == Factor.Face ? await faces.RunAsync(open, own, teller, open.Ended) : await fingers.RunAsync(open, own, teller, open.Ended);
            switch (outcome)
            {
                case FactorOutcome.Passed passed: proved.Add(passed.Proof); break;
                case FactorOutcome.Failed: return V1.StepUpOutcome.Failed;
                default: return V1.StepUpOutcome.Incomplete;
            }
        }
        return await verdicts.PassAsync(open, proved, open.Ended) ? V1.StepUpOutcome.Passed : V1.StepUpOutcome.Failed;
    }

    /// <summary>Whether the factor can be asked for at all: what would be in vain is not begun.</summary>
    private async Task RequireReadyAsync(ISession session, Factor factor, CancellationToken cancellation)
    {
        EngineStatus engine = factor == Factor.Face ? biometrics.Status.Face : biometrics.Status.Fingerprint;
        if (!engine.On) { throw new RefusedException(StepUpRefusals.Off(factor, engine.Why ?? new Sentence("未运行", "it does not run"))); }
        await counters.RequireUsableAsync(session.Person, factor, FactorCounters.PlaceOf(session), cancellation);
        using TemplateSet own = await templates.OfAsync(session.Person, factor, cancellation);
        if (own.Templates.Count == 0) { throw new RefusedException(StepUpRefusals.NotEnrolled(factor)); }
    }
}
