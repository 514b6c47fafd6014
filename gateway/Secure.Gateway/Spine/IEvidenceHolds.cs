using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Which evidence belongs to which alerts: what an open one names must not be dropped, however old it is.</summary>
public interface IEvidenceHolds
{
    /// <summary>Ids of all evidence that an open alert names.</summary>
    IReadOnlySet<string> Held();

    /// <summary>Ids of all evidence that an alert names, open or closed: it belongs to the record of an alarm, and no want of room drops it.</summary>
    IReadOnlySet<string> Linked();

    /// <summary>When the oldest open alert was raised; null where none is open.</summary>
    DateTimeOffset? OldestOpen();

    /// <summary>Ids of the alerts that name this piece, open or closed.</summary>
    IReadOnlyList<string> Naming(string evidence);

    /// <summary>Names the piece in every open alert about that door that happened within two minutes of when it was taken.</summary>
    /// <exception cref="Contracts.RefusedException">It could not be recorded: to be tried again.</exception>
    Task LinkAsync(DoorId door, DateTimeOffset takenAt, string evidence, CancellationToken cancellation);
}
