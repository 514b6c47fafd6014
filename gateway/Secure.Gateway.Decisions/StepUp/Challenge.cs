namespace Secure.Gateway.Decisions.StepUp;

/// <summary>
/// One face challenge: look straight, then turn the head as told, straight again in between, in an order that nobody
/// can know beforehand. Every frame must show the claimed person, and each straight look must be live as well, so that
/// what was recorded earlier, a picture, or a picture held up half way does not get through. It knows no clock and
/// touches nothing: times come with the frames. Once refused or passed it stays so.
/// </summary>
/// <remarks>A deep-fake fed into the camera's own line is outside: the camera's certificate and seal answer for that.</remarks>
public sealed class Challenge
{
    private readonly ChallengeRules _rules;
    private readonly Turn[] _acts;
    private readonly FrameOrder _order;
    private readonly IdentityChain _identity;
    private readonly List<double> _matches = [];
    private readonly List<double> _lives = [];
    private TimeSpan _asked;
    private int _done, _frames, _strange, _lifeless, _wrong, _still, _crowded;
    private bool _sawPerson, _sawOther;
    private ChallengeStep? _end;

    /// <summary>The frame read last is the one with which the next are to be compared.</summary>
    public bool TookReference { get; private set; }

    /// <summary>
    /// Whether its frames are to be known again: one showed the claimed person, or it counted. Others serve nobody, and whoever
    /// sends nothing but noise must not push out what is remembered.
    /// </summary>
    public bool IsWorthRemembering => _sawPerson || _end is ChallengeStep.Passed or ChallengeStep.Refused { Cause.Weight: not RefusalWeight.NotAnAttempt };

    /// <summary>The face judged last was a stranger's, as far as one look tells.</summary>
    public bool IsStranger => _strange > 0;

    /// <summary>Who goes away now has learnt something: that a face did not match or live, or, by the turn that was told, that one did, and which turn it is.</summary>
    private bool HasTold => _sawOther || _done > 0;

    /// <param name="turns">Left and right, at least two, drawn at random by the caller. A straight look comes before, between and after.</param>
    /// <param name="earlier">Of the claimed person.</param>
    public Challenge(ChallengeRules rules, IReadOnlyList<Turn> turns, IEarlierFrames earlier)
    {
        if (turns.Count < 2 || turns.Any(t => t is not (Turn.Left or Turn.Right))) { throw new ArgumentException("At least two turns, each left or right.", nameof(turns)); }
        (_rules, _order, _identity) = (rules, new FrameOrder(rules, earlier), new IdentityChain(rules, earlier));
        _acts = [Turn.Centre, .. turns.SelectMany(t => (Turn[])[t, Turn.Centre])];
    }

    /// <summary>Takes a frame that has arrived, before it is looked at, also one that never will be.</summary>
    /// <param name="at">Since the challenge began, by a clock that never steps.</param>
    public ChallengeStep Admit(ulong sequence, ReadOnlySpan<byte> imageHash, TimeSpan at)
    {
        if (_end is not null) { return _end; }
        return _order.Admit(sequence, imageHash, at) is { } refused ? Refuse(refused) : Tick(at);
    }

    /// <summary>To be called when no frame comes.</summary>
    public ChallengeStep Tick(TimeSpan at)
    {
        if (_end is not null) { return _end; }
        if (_order.Silence(at) is { } silent) { return Refuse(silent); }
        return at > _rules.TimeMax ? Refuse(_still >= _rules.StillMax ? ChallengeRefusal.NotFollowed : ChallengeRefusal.TimeOver) : Going(CaptureFault.None);
    }

    /// <summary>The caller has gone, or is gone with. Null where it was over before.</summary>
    public ChallengeStep.Refused? Abandon() => _end is null ? Refuse(ChallengeRefusal.Abandoned) as ChallengeStep.Refused : null;

    /// <summary>What the engine saw in an admitted frame.</summary>
    /// <param name="at">When that frame arrived.</param>
    public ChallengeStep Read(in FrameReading frame, TimeSpan at)
    {
        TookReference = false;
        if (_end is not null) { return _end; }
        _frames++;
        if (frame.Fault != CaptureFault.None) { return Hindered(frame.Fault); }
        _crowded = 0;
        if (frame.Likeness is { } likeness && !double.IsFinite(likeness) || !double.IsFinite(frame.Yaw) || !double.IsFinite(frame.Live) || !double.IsFinite(frame.Match)) { return Refuse(ChallengeRefusal.NotMatched); }
        if (_identity.Follow(frame) is { } changed) { return Refuse(changed); }
        TookReference = _identity.TookReference;
        _sawPerson |= TookReference;
        if ((_rules.IsFrontal(frame.Yaw) ? JudgeFrontal(frame) : JudgeTurned(frame)) is { } refused) { return Refuse(refused); }
        return at - _asked < _rules.ReactionMin || !Fulfils(frame) ? Stay() : Advance(at);
    }

    private ChallengeRefusal? JudgeFrontal(in FrameReading frame)
    {
        _matches.Add(frame.Match);
        _lives.Add(frame.Live);
        _strange = frame.Match < _rules.MatchMin ? _strange + 1 : 0;
        _lifeless = frame.Live < _rules.LiveMin ? _lifeless + 1 : 0;
        _wrong = 0;
        _sawOther |= _strange > 0 || _lifeless > 0;
        if (_strange >= _rules.RowMax) { return ChallengeRefusal.NotMatched; }
        return _lifeless >= _rules.RowMax ? ChallengeRefusal.NotLive : null;
    }

    private ChallengeRefusal? JudgeTurned(in FrameReading frame)
    {
        _strange = frame.Match < _rules.TurnedMatchMin ? _strange + 1 : 0;
        bool wrong = (_acts[_done], TurnOf(frame)) is (Turn.Left, Turn.Right) or (Turn.Right, Turn.Left);
        _wrong = wrong ? _wrong + 1 : 0;
        _sawOther |= _strange > 0;
        if (_strange >= _rules.RowMax) { return ChallengeRefusal.NotMatched; }
        return _wrong >= 2 ? ChallengeRefusal.WrongTurn : null;
    }

    /// <summary>Null between straight and turned.</summary>
    private Turn? TurnOf(in FrameReading frame)
    {
        if (_rules.IsFrontal(frame.Yaw)) { return Turn.Centre; }
        return Math.Abs(frame.Yaw) < _rules.TurnedMin ? null : frame.Yaw > 0 ? Turn.Left : Turn.Right;
    }

    private bool Fulfils(in FrameReading frame) => TurnOf(frame) == _acts[_done] && (_rules.IsFrontal(frame.Yaw)
        ? frame.Match >= _rules.MatchMin && frame.Live >= _rules.LiveMin
        : frame.Match >= _rules.TurnedMatchMin);

    private ChallengeStep.Going Stay()
    {
        _still++;
        return Going(CaptureFault.None);
    }

    private ChallengeStep Advance(TimeSpan at)
    {
        (_done, _asked, _still) = (_done + 1, at, 0);
        return _done < _acts.Length ? Going(CaptureFault.None) : Conclude();
    }

    /// <summary>The full check over everything that was seen: enough of a match and of life as a whole, not only at the best moments.</summary>
    private ChallengeStep Conclude()
    {
        ChallengeSummary summary = Summary();
        if (summary.Match < _rules.MatchMin) { return Refuse(ChallengeRefusal.NotMatched); }
        return summary.Live < _rules.LiveMin ? Refuse(ChallengeRefusal.NotLive) : _end = new ChallengeStep.Passed(summary);
    }

    private ChallengeStep Hindered(CaptureFault fault)
    {
        _crowded = fault == CaptureFault.SeveralFaces ? _crowded + 1 : 0;
        return _crowded >= _rules.RowMax ? Refuse(ChallengeRefusal.SeveralFaces) : Going(fault);
    }

    private ChallengeStep.Going Going(CaptureFault hindrance) => new(_acts[_done], _done, _acts.Length, hindrance);

    private ChallengeStep Refuse(ChallengeRefusal cause) => _end = new ChallengeStep.Refused(HasTold ? cause.Counted : cause, Summary());

    private ChallengeSummary Summary() => new(_frames, Median(_matches), _lives.Count == 0 ? 0 : _lives.Average());

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);
}
