using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What door cameras saw, for those in the gateway who look at it without a person: they record that they did.</summary>
public interface IKeptClips
{
    /// <summary>Raised once for each clip, after it is on the disk and in the log; handlers are quick and do not throw.</summary>
    event Action<KeptClip>? Kept;

    /// <summary>Its pictures, one after the other; null where it is gone, altered or cannot be opened.</summary>
    ValueTask<ReadOnlyMemory<byte>?> OpenAsync(string id, CancellationToken cancellation);
}

/// <summary>One clip.</summary>
/// <param name="Sequences">Of the controller's journal: the events for which it was kept.</param>
/// <param name="TakenAt">Of the first picture, by the agent's clock.</param>
/// <param name="Pictures">In their order; empty where the agent did not say.</param>
/// <param name="Evidence">For an alarm that names it.</param>
public sealed record KeptClip(
    DoorId Door, DeviceId Controller, IReadOnlyList<ulong> Sequences, DateTimeOffset TakenAt, IReadOnlyList<KeptPicture> Pictures, EvidenceKept.Kept Evidence);

/// <summary>One picture of a clip.</summary>
/// <param name="At">When it was taken, by the agent's clock.</param>
/// <param name="Bytes">Its length.</param>
public sealed record KeptPicture(DateTimeOffset At, int Bytes);
