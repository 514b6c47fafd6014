namespace Secure.Gateway.Decisions.StepUp;

/// <summary>How a head is turned, from the person's own point of view.</summary>
public enum Turn
{
    Centre = 1,
    Left = 2,
    Right = 3,
}

/// <summary>The numbers of a face challenge. Angles in degrees of yaw, similarities as cosines, live scores 0 to 1.</summary>
public sealed record ChallengeRules
{
    /// <summary>From the first instruction to the last frame.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the first frame may take.</summary>
    public TimeSpan FirstFrameMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence between two frames: who prepares pictures needs time.</summary>
    public TimeSpan GapMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most frames in a second; no camera here sends more than 30.</summary>
    public int PerSecondMax { get; init; } = 40;

    /// <summary>Nobody follows an instruction sooner: what is seen earlier was not done in answer to it.</summary>
    public TimeSpan ReactionMin { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Up to here a face is frontal.</summary>
    public double CentreMax { get; init; } = 12;

    /// <summary>From here on a head is turned.</summary>
    public double TurnedMin { get; init; } = 18;

    /// <summary>Frontal face against the person's templates: false matches at most 1 in 10,000 (NIST SP 800-63B-4, section 3.2.3).</summary>
    public double MatchMin { get; init; } = 0.45;

    /// <summary>Turned face against the templates, which are frontal.</summary>
    public double TurnedMatchMin { get; init; } = 0.25;

    /// <summary>Below this a frontal face is somebody else, not a bad picture of the same person.</summary>
    public double OtherMax { get; init; } = 0.20;

    /// <summary>Frame against frame while the head hardly moves.</summary>
    public double ContinuityMin { get; init; } = 0.25;

    /// <summary>From here on two pictures are one and the same, however often it was encoded.</summary>
    public double SamePicture { get; init; } = 0.99999;

    public double LiveMin { get; init; } = 0.5;

    /// <summary>So many frames in a row decide: one alone may be a bad moment.</summary>
    public int RowMax { get; init; } = 3;

    /// <summary>Good frames of somebody who does not turn: that many make the attempt count.</summary>
    public int StillMax { get; init; } = 10;

    internal bool IsFrontal(double yaw) => Math.Abs(yaw) <= CentreMax;
}
