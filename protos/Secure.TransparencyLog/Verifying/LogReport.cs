namespace Secure.TransparencyLog;

/// <summary>What the check of a log's copy found.</summary>
/// <param name="Checkpoint">The checkpoint that everything was held against; null if it was refused.</param>
/// <param name="EntriesRead">Entries whose bytes were read, good or bad.</param>
/// <param name="Faults">In the order of the entries they touch, one for each damaged file; empty for a good log.</param>
/// <param name="GaveUp">True if there were so many faults that the rest was not looked at.</param>
public sealed record LogReport(
    SignedCheckpoint? Checkpoint, long EntriesRead, IReadOnlyList<LogFault> Faults, bool GaveUp)
{
    public bool IsGood => Checkpoint is not null && Faults.Count == 0;

    /// <summary>Index of the first entry that is bad, missing or unprovable; null for none or if it cannot be told.</summary>
    public long? FirstBadEntry => Faults.Select(f => f.Entry).FirstOrDefault(e => e is not null);
}

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
}
