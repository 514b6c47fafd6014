using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Tells the person what to do and what hinders the capture, each change once. It knows nothing else to tell.</summary>
internal sealed class Teller(OpenStepUp open, IServerStreamWriter<V1.StepUpResponse> stream, StepUpOptions options, TimeProvider clock)
{
    private ChallengeStep.Going? _told;
    private DateTimeOffset _endsAt;

    /// <summary>A new attempt begins, which ends by itself after a while.</summary>
    internal void BeginAttempt() => (_told, _endsAt) = (null, clock.GetUtcNow() + options.AttemptMax);

    internal async Task TellAsync(ChallengeStep.Going step, bool again, CancellationToken cancellation)
    {
        if (step == _told) { return; }
        bool first = _told is null;
        _told = step;
        (V1.StepUpAct act, Sentence text) = StepUpWords.Of(step.Ask);
        (string code, Sentence? hindrance) = StepUpWords.Of(step.Hindrance);
        if (first && again) { (code, hindrance) = StepUpWords.Again; }
        await stream.WriteAsync(Message(act, hindrance ?? text, code, (uint)step.Done, (uint)step.Of), cancellation);
    }

    internal Task TellFingerAsync(FingerprintQuality? hindrance, bool again, CancellationToken cancellation)
    {
        (string code, Sentence? text) = hindrance is { } quality ? StepUpWords.Of(quality) : again ? StepUpWords.Again : ("", null);
        return stream.WriteAsync(Message(V1.StepUpAct.Finger, text ?? StepUpWords.LayFinger, code, 0, 1), cancellation);
    }

    /// <summary>The last message: also to who is about to lose the session.</summary>
    internal Task TellEndAsync(V1.StepUpOutcome outcome, CancellationToken cancellation)
    {
        V1.StepUpResponse message = Message(V1.StepUpAct.Done, StepUpWords.Of(outcome), "", 0, 0);
        message.Outcome = outcome;
        return stream.WriteAsync(message, cancellation);
    }

    private V1.StepUpResponse Message(V1.StepUpAct act, Sentence text, string guidance, uint step, uint steps) => new()
    {
        ChallengeId = open.Id,
        Act = act,
        Text = new V1.Sentence { Zh = text.Zh, En = text.En },
        Guidance = guidance,
        Step = step,
        Steps = steps,
        EndsAt = _endsAt.ToTimestamp(),
    };
}
