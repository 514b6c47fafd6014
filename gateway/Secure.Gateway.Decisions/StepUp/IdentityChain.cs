namespace Secure.Gateway.Decisions.StepUp;

/// <summary>Whether every frame shows the claimed person, and the same one as the frames before.</summary>
internal sealed class IdentityChain(ChallengeRules rules, IEarlierFrames earlier)
{
    private double? _referenceYaw;
    private int _strangeRow;

    /// <summary>The frame followed last is what the next ones are compared with.</summary>
    internal bool TookReference { get; private set; }

    /// <summary>Null where the frame fits what came before.</summary>
    internal ChallengeRefusal? Follow(in FrameReading frame)
    {
        TookReference = false;
        if (!earlier.Take(frame.FeatureHash) || frame.Likeness >= rules.SamePicture) { return ChallengeRefusal.Duplicate; }
        if (_referenceYaw is { } yaw && IsSomebodyElse(frame, yaw)) { return ChallengeRefusal.IdentityChanged; }
        TookReference = frame.Match >= (rules.IsFrontal(frame.Yaw) ? rules.MatchMin : rules.TurnedMatchMin);
        if (TookReference) { (_referenceYaw, _strangeRow) = (frame.Yaw, 0); }
        return null;
    }

    /// <summary>A frontal face tells at once; a turned one is a poor likeness even of its own owner, so it takes a row of them.</summary>
    private bool IsSomebodyElse(in FrameReading frame, double referenceYaw)
    {
        // Not compared counts as unlike: the caller had a reference and did not use it.
        double likeness = frame.Likeness ?? -1;
        bool hardlyMoved = Math.Abs(frame.Yaw - referenceYaw) < rules.CentreMax;
        if (hardlyMoved && likeness < rules.ContinuityMin) { return true; }
        if (frame.Match >= rules.OtherMax) { _strangeRow = 0; return false; }
        return rules.IsFrontal(frame.Yaw) || ++_strangeRow >= rules.RowMax;
    }
}
