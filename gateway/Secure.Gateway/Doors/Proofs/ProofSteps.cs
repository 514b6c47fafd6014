using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>What came of one sample.</summary>
internal abstract record ProofStep
{
    private ProofStep() { }

    internal sealed record Going(EntryStep Next) : ProofStep;

    /// <param name="Summary">Null for a finger and a PIN, where the answer is yes or no.</param>
    /// <param name="Duress">The person is forced to it. Nothing that anybody sees may differ.</param>
    internal sealed record Passed(ChallengeSummary? Summary, bool Duress = false) : ProofStep;

    /// <param name="Evidence">Null for a PIN and for a finger compared on the sensor.</param>
    internal sealed record Failed(ChallengeRefusal Cause, ChallengeSummary? Summary, EvidenceItem? Evidence) : ProofStep
    {
        /// <summary>Who it was, where that is known already; null: it is looked for where there is evidence.</summary>
        internal PersonId? Other { get; init; }
    }

    /// <summary>It ends without a judgement of anybody.</summary>
    /// <param name="Cause">For the record.</param>
    internal sealed record Refused(DenyReason Reason, string Cause) : ProofStep;
}

/// <summary>What the person is told: what to do, and what hinders the capture. Never whether anybody matched.</summary>
internal static class ProofSteps
{
    private static readonly ChallengeStep.Going Straight = new(Turn.Centre, 0, 0, CaptureFault.None);

    internal static EntryStep First(OpenEntry entry) => entry.Factors[0] switch
    {
        Vocabulary.Factor.Face => OfFace(Straight),
        Vocabulary.Factor.Pin => new EntryStep { Act = StepUpAct.Pin, Text = StepUpWords.TypePin.ToProto(), Steps = 1 },
        _ => OfFinger(null),
    };

    internal static EntryStep OfFace(ChallengeStep.Going step)
    {
        (StepUpAct act, Vocabulary.Sentence text) = StepUpWords.Of(step.Ask);
        (string code, Vocabulary.Sentence? hindrance) = StepUpWords.Of(step.Hindrance);
        return new EntryStep { Act = act, Text = (hindrance ?? text).ToProto(), Guidance = code, Step = (uint)step.Done, Steps = (uint)step.Of };
    }

    internal static EntryStep OfFinger(FingerprintQuality? hindrance)
    {
        (string code, Vocabulary.Sentence? text) = hindrance is { } quality ? StepUpWords.Of(quality) : ("", null);
        return new EntryStep { Act = StepUpAct.Finger, Text = (text ?? StepUpWords.LayFinger).ToProto(), Guidance = code, Steps = 1 };
    }
}

internal static class ProofRefusals
{
    internal static RefusedException PinInvalid() =>
        new(new Refusal(StatusCode.InvalidArgument, "pin_invalid", new Vocabulary.Sentence("控制器的 PIN 记录无效", "the controller's word about the typed PIN is not genuine")));

    internal static RefusedException WaitingInvalid() =>
        new(new Refusal(StatusCode.InvalidArgument, "waiting_invalid", new Vocabulary.Sentence("控制器的等待记录无效", "the controller's word about the waiting person is not genuine")));
}
