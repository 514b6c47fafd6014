using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Witnessing;

/// <summary>What a witness's last checkpoint says about our log.</summary>
public enum HelloVerdict
{
    /// <summary>It is an ancestor of our log.</summary>
    Ancestor,

    /// <summary>The witness has cosigned nothing yet, and we know of nothing either.</summary>
    NothingYet,

    /// <summary>Malformed, or not signed by us and by this witness: it proves nothing.</summary>
    Unproven,

    /// <summary>The witness has forgotten what we know that it cosigned.</summary>
    Forgotten,

    /// <summary>We signed a longer log than we have: ours is an old one.</summary>
    Ahead,

    /// <summary>We signed another tree of that size: history was rewritten.</summary>
    Forked,
}

/// <summary>Reads a witness's hello. Pure but for the hashes of our own tree.</summary>
public static class HelloRules
{
    /// <param name="note">The signed note as sent; empty for none.</param>
    /// <param name="cosignedBefore">Whether this gateway remembers a cosignature of this witness.</param>
    /// <param name="size">Entries published; <paramref name="hashes"/> has them all.</param>
    public static async Task<(HelloVerdict Verdict, long Size)> JudgeAsync(
        ReadOnlyMemory<byte> note, VerifierKey witness, IReadOnlyList<VerifierKey> logs, bool cosignedBefore, long size, IHashReader hashes, CancellationToken cancellation)
    {
        if (note.IsEmpty) { return (cosignedBefore ? HelloVerdict.Forgotten : HelloVerdict.NothingYet, 0); }
        if (Open(note, witness, logs) is not { } last) { return (HelloVerdict.Unproven, 0); }
        if (last.Size > size) { return (HelloVerdict.Ahead, last.Size); }
        LogHash ours = await hashes.RootAsync(last.Size, cancellation);
        return (ours == last.Root ? HelloVerdict.Ancestor : HelloVerdict.Forked, last.Size);
    }

    private static Checkpoint? Open(ReadOnlyMemory<byte> note, VerifierKey witness, IReadOnlyList<VerifierKey> logs)
    {
        foreach (VerifierKey log in logs)
        {
            if (SignedCheckpoint.Open(note.Span, log, [witness], 1, out SignedCheckpoint? opened) == CheckpointVerdict.Good) { return opened!.Checkpoint; }
        }
        return null;
    }
}
