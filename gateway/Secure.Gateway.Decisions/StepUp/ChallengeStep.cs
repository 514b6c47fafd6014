namespace Secure.Gateway.Decisions.StepUp;

/// <summary>How much a refused challenge weighs.</summary>
public enum RefusalWeight
{
    /// <summary>Nothing was judged and no turn was told: no usable capture.</summary>
    NotAnAttempt = 1,
    /// <summary>A biometric attempt that failed.</summary>
    Attempt = 2,
    /// <summary>Clear evidence of an attack: fails the step-up at once.</summary>
    Attack = 3,
}

/// <summary>Why a challenge was refused. For the officer's eyes: the person hears about capture quality alone.</summary>
public sealed record ChallengeRefusal
{
    public static readonly ChallengeRefusal TimeOver = new("time_over", RefusalWeight.NotAnAttempt);
    public static readonly ChallengeRefusal TooSlow = new("too_slow", RefusalWeight.NotAnAttempt);
    public static readonly ChallengeRefusal SeveralFaces = new("several_faces", RefusalWeight.NotAnAttempt);
    public static readonly ChallengeRefusal Abandoned = new("abandoned", RefusalWeight.NotAnAttempt);
    public static readonly ChallengeRefusal TooFast = new("too_fast", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal OutOfOrder = new("out_of_order", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal WrongTurn = new("wrong_turn", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal NotFollowed = new("not_followed", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal NotMatched = new("not_matched", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal NotLive = new("not_live", RefusalWeight.Attempt);
    public static readonly ChallengeRefusal Duplicate = new("duplicate_frame", RefusalWeight.Attack);
    public static readonly ChallengeRefusal IdentityChanged = new("identity_changed", RefusalWeight.Attack);

    private ChallengeRefusal(string code, RefusalWeight weight) => (Code, Weight) = (code, weight);

    /// <summary>Stable; lower case with underscores.</summary>
    public string Code { get; }

    public RefusalWeight Weight { get; }

    /// <summary>The person was not seen through: no new challenge follows by itself.</summary>
    public bool IsUnfinished => Code == TimeOver.Code || Code == TooSlow.Code || Code == SeveralFaces.Code || Code == Abandoned.Code;

    /// <summary>The same, where it has told something already: an attempt then, or anybody could try faces and turns without end by going away in time.</summary>
    public ChallengeRefusal Counted => Weight == RefusalWeight.NotAnAttempt ? new(Code, RefusalWeight.Attempt) : this;

    public override string ToString() => Code;
}

/// <summary>Where a challenge stands. Closed: ask with <see cref="Match"/>.</summary>
public abstract record ChallengeStep
{
    private ChallengeStep() { }

    /// <param name="Ask">What the person is to do now.</param>
    /// <param name="Done">How many acts are done.</param>
    /// <param name="Hindrance">What hindered the last capture.</param>
    public sealed record Going(Turn Ask, int Done, int Of, CaptureFault Hindrance) : ChallengeStep;

    public sealed record Passed(ChallengeSummary Summary) : ChallengeStep;

    public sealed record Refused(ChallengeRefusal Cause, ChallengeSummary Summary) : ChallengeStep;

    /// <summary>The one way to take a step apart.</summary>
    public T Match<T>(Func<Going, T> going, Func<Passed, T> passed, Func<Refused, T> refused) => this switch
    {
        Going g => going(g),
        Passed p => passed(p),
        Refused r => refused(r),
        _ => throw new InvalidOperationException("The family is closed."),
    };
}

/// <summary>What was measured, for the log and the officer.</summary>
/// <param name="Frames">How many were looked at.</param>
/// <param name="Match">Median over the frontal frames; 0 where there was none.</param>
/// <param name="Live">Mean over the frontal frames; 0 where there was none.</param>
public sealed record ChallengeSummary(int Frames, double Match, double Live);
