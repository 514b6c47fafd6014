namespace Secure.TransparencyLog;

/// <summary>What the check of a log's copy found.</summary>
/// <param name="Checkpoint">The checkpoint that everything was held against; null if it was refused.</param>
/// <param name="EntriesRead">Entries whose bytes were read, good or bad.</param>
/// <param name="Faults">In the order of the entries they touch, one for each damaged file; empty for a good log.</param>
/// <param name="GaveUp">True if there were so many faults that the rest was not looked at.</param>
public sealed record LogReport(
    SignedCheckpoint? Checkpoint, long EntriesRead, IReadOnlyList<LogFault> Faults, bool GaveUp)
{
    /// <summary>How the key that was given led to the one that signed the checkpoint; empty where it signed itself.</summary>
    public IReadOnlyList<KeyStep> KeySteps { get; init; } = [];

    /// <summary>
    /// Index below which the copy holds no contents, only hashes; 0 where it holds all. Without a fault the log itself says
    /// so (<see cref="PruningRecord"/>).
    /// </summary>
    public long PrunedBelow { get; init; }

    public bool IsGood => Checkpoint is not null && Faults.Count == 0;

    /// <summary>Index of the first entry that is bad, missing or unprovable; null for none or if it cannot be told.</summary>
    public long? FirstBadEntry => Faults.Select(f => f.Entry).FirstOrDefault(e => e is not null);
}

/// <summary>One renewal of the log's key that was followed.</summary>
/// <param name="Handover">The file with the checkpoint that vouches for it.</param>
/// <param name="Size">Entries of that checkpoint.</param>
/// <param name="Entry">Index of the entry that names the next key; below <paramref name="Size"/>.</param>
/// <param name="From">The trusted key that signed the checkpoint.</param>
/// <param name="To">The key that is trusted from there on.</param>
public sealed record KeyStep(string Handover, long Size, long Entry, VerifierKey From, VerifierKey To);

/// <summary>One thing that is wrong.</summary>
/// <param name="Path">The file, from the copy's folder.</param>
/// <param name="Entry">Index of the first entry it touches; null where no entry is in doubt by it, or all are.</param>
/// <param name="Verdict">Why the checkpoint was refused; only with <see cref="LogFaultKind.CheckpointRefused"/>.</param>
public sealed record LogFault(LogFaultKind Kind, string Path, long? Entry, CheckpointVerdict? Verdict = null);

public enum LogFaultKind
{
    /// <summary>There is no such file.</summary>
    FileMissing,

    /// <summary>A folder, no permission, a disk error.</summary>
    FileUnreadable,

    /// <summary>A file too short or too long to be what its name says.</summary>
    FileLength,

    /// <summary>The checkpoint is malformed or not signed as asked.</summary>
    CheckpointRefused,

    /// <summary>A bundle breaks off before the end of this entry.</summary>
    EntryCut,

    /// <summary>The entry's bytes are not those that the log signed.</summary>
    EntryDamaged,

    /// <summary>The entry is as signed; its hash in the tile is not.</summary>
    TileDamaged,

    /// <summary>Entry and tile differ, and it cannot be told which of the two is as signed.</summary>
    EntryOrTileDamaged,

    /// <summary>Bytes after the last entry of a bundle.</summary>
    TrailingBytes,

    /// <summary>Entries and tiles agree with one another, but not with the signed root: another log, or a rewritten one.</summary>
    RootDiffers,

    /// <summary>A kept checkpoint of an earlier key is no signed checkpoint.</summary>
    HandoverMalformed,

    /// <summary>A kept checkpoint bears a trusted key's name and no signature of it.</summary>
    HandoverBadSignature,

    /// <summary>A trusted key signed a kept checkpoint to which this copy's entries do not lead: of another tree, or beyond the copy.</summary>
    HandoverOfAnotherTree,

    /// <summary>A kept checkpoint stands before the one that vouches for the key that signed it.</summary>
    HandoverOrder,

    /// <summary>An entry names the log's next key, and no kept checkpoint of a trusted key covers that entry: anybody could have written it.</summary>
    HandoverMissing,
}
