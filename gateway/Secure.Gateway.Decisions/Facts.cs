using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>How the gateway knows the workstation of a session.</summary>
public enum WorkstationSource
{
    None = 0,
    /// <summary>The client certificate of the connection that signed in.</summary>
    Certificate = 1,
    /// <summary>The site maps the network address: weaker.</summary>
    Address = 2,
}

/// <summary>What is known of the person who asks, gathered before the decision. No disk, network or clock is touched after.</summary>
/// <param name="FactorTimes">When each factor was last proved in this session on this workstation.</param>
public sealed record SessionFacts(
    string SessionId, PersonId Person, WorkstationId? Workstation, WorkstationSource Source, IReadOnlyDictionary<Factor, DateTimeOffset> FactorTimes, bool MustChangePassword);

public enum PresenceState
{
    Absent = 1,
    Present = 2,
    /// <summary>Something made it doubtful; denies tier 3.</summary>
    Unknown = 3,
}

/// <summary>Where a person is, by signed door events alone.</summary>
/// <param name="Room">Where present or last believed; null where absent.</param>
public sealed record PresenceFact(PresenceState State, RoomId? Room, DateTimeOffset? Since, string Cause)
{
    /// <summary>For a person of whom no door event is known.</summary>
    public static readonly PresenceFact NeverSeen = new(PresenceState.Absent, null, null, "never_seen");

    /// <summary>When they last went through a door, which a later doubt leaves alone; null: <see cref="Since"/> is the nearest that is known.</summary>
    public DateTimeOffset? PassedAt { get; init; }
}
