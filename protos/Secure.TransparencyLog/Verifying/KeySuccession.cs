namespace Secure.TransparencyLog;

/// <summary>
/// Follows a log from a trusted key to the one that signs it now: a kept checkpoint (<c>handover/</c>) that a trusted key
/// signed vouches for every entry below its size, and so for the key that one of them names. Whoever has the copy alone can
/// make entries and checkpoints, but no signature of the key before.
/// </summary>
internal sealed class KeySuccession
{
    private readonly List<KeyStep> _steps = [];
    private readonly List<LogFault> _troubles = [];
    private readonly List<Handover> _skipped = [];
    private readonly List<VerifierKey> _trusted;
    private readonly PrefixReader _prefixes;

    /// <param name="size">Entries that the copy claims to have.</param>
    internal KeySuccession(TileFolder files, VerifierKey pinned, long size, CancellationToken cancellation)
    {
        _trusted = [pinned];
        var handovers = Read(files, pinned.Name);
        _prefixes = new PrefixReader(files, pinned.Name, handovers.Select(h => h.Checkpoint.Size).ToHashSet());
        _prefixes.Read(size, cancellation);
        handovers.ForEach(Take);
    }

    /// <summary>The pinned key, then those it leads to.</summary>
    internal IReadOnlyList<VerifierKey> Trusted => _trusted;

    /// <summary>How it leads there.</summary>
    internal IReadOnlyList<KeyStep> Steps => _steps;

    /// <summary>Why it does not lead to a checkpoint that none of the trusted keys signed.</summary>
    internal LogFault WhyNot()
    {
        if (_skipped.Find(h => h.Note.Verify(_trusted, out _) == NoteVerdict.Good) is { } early)
        {
            return new LogFault(LogFaultKind.HandoverOrder, early.Path, null);
        }

        if (_troubles.Count > 0)
        {
            return _troubles[0];
        }

        return _prefixes.Announcements.FirstOrDefault(a => !_trusted.Contains(a.Key)) is { } unproven
            ? new LogFault(LogFaultKind.HandoverMissing, TileFolder.HandoverName, unproven.Entry)
            : new LogFault(LogFaultKind.CheckpointRefused, TileFolder.CheckpointName, null, CheckpointVerdict.Unsigned);
    }

    private List<Handover> Read(TileFolder files, string origin)
    {
        var found = new List<Handover>();
        for (var number = 0; number <= TileFolder.HandoverMax; number++)
        {
            var path = TileFolder.HandoverPath(number);
            if (files.TryReadNote(path, out var bytes) is { } unread)
            {
                if (unread != LogFaultKind.FileMissing)
                {
                    _troubles.Add(new LogFault(unread, path, null));
                }
            }
            else if (!SignedNote.TryParse(bytes, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint))
            {
                _troubles.Add(new LogFault(LogFaultKind.HandoverMalformed, path, null));
            }
            else if (checkpoint.Origin == origin)
            {
                // Those of a log that was given up for this one say nothing of its keys.
                found.Add(new Handover(path, note, checkpoint));
            }
        }

        return found;
    }

    private void Take(Handover handover)
    {
        var verdict = handover.Note.Verify(_trusted, out var signed);
        if (verdict != NoteVerdict.Good)
        {
            // A key that is not trusted yet, as of the years before the pinned one; or a lie about one that is.
            _skipped.Add(handover);
            if (verdict == NoteVerdict.BadSignature)
            {
                _troubles.Add(new LogFault(LogFaultKind.HandoverBadSignature, handover.Path, null));
            }
        }
        else if (_prefixes.RootAt(handover.Checkpoint.Size) != handover.Checkpoint.Root)
        {
            _troubles.Add(new LogFault(LogFaultKind.HandoverOfAnotherTree, handover.Path, null));
        }
        else
        {
            foreach (var (entry, key) in _prefixes.Announcements.Where(a => a.Entry < handover.Checkpoint.Size && !_trusted.Contains(a.Key)))
            {
                _trusted.Add(key);
                _steps.Add(new KeyStep(handover.Path, handover.Checkpoint.Size, entry, signed[0].Key, key));
            }
        }
    }

    private sealed record Handover(string Path, SignedNote Note, Checkpoint Checkpoint);
}
