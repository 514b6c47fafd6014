using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>The latest checkpoint, as everybody may have it.</summary>
/// <param name="Note">Signed by the log, and by the witnesses that have answered.</param>
/// <param name="Cosigners">Names of the witnesses among them.</param>
public sealed record PublishedLog(SignedNote Note, Checkpoint Checkpoint, IReadOnlyList<string> Cosigners)
{
    public long Size => Checkpoint.Size;

    /// <summary>First index whose contents are kept; the entry that says so is in this checkpoint.</summary>
    public long Minimum { get; init; }
}
