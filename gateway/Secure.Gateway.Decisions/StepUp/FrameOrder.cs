namespace Secure.Gateway.Decisions.StepUp;

/// <summary>Whether frames arrive as a camera sends them: one sequence, each a picture of its own and never seen before, neither in a burst nor with long silences.</summary>
public sealed class FrameOrder(ChallengeRules rules, IEarlierFrames earlier)
{
    private readonly Queue<TimeSpan> _lastSecond = new();
    private ulong _sequence;
    private TimeSpan _last;

    /// <summary>True after the first frame.</summary>
    public bool Begun { get; private set; }

    /// <summary>Takes every frame, also those that are never looked at.</summary>
    /// <param name="imageHash">Of the image's bytes.</param>
    /// <param name="at">Since the challenge began, by a clock that never steps.</param>
    /// <returns>Null where all is well.</returns>
    public ChallengeRefusal? Admit(ulong sequence, ReadOnlySpan<byte> imageHash, TimeSpan at)
    {
        if (Silence(at) is { } late) { return late; }
        if (Begun && sequence <= _sequence) { return ChallengeRefusal.OutOfOrder; }
        if (!earlier.Take(Convert.ToHexString(imageHash))) { return ChallengeRefusal.Duplicate; }
        (Begun, _sequence, _last) = (true, sequence, at);
        _lastSecond.Enqueue(at);
        while (at - _lastSecond.Peek() >= TimeSpan.FromSeconds(1)) { _lastSecond.Dequeue(); }
        return _lastSecond.Count > rules.PerSecondMax ? ChallengeRefusal.TooFast : null;
    }

    /// <summary>Whether no frame has come for too long.</summary>
    public ChallengeRefusal? Silence(TimeSpan at)
    {
        if (Begun) { return at - _last > rules.GapMax ? ChallengeRefusal.TooSlow : null; }
        return at > rules.FirstFrameMax ? ChallengeRefusal.TimeOver : null;
    }
}
