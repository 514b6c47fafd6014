namespace Secure.TransparencyLog;

/// <summary>
/// Checks a copy of a log without the log at hand: signatures, every entry against its leaf hash, every tile against
/// the signed root. Trusts nothing but the keys, and the log's later keys for which an earlier one has vouched.
/// </summary>
/// <param name="log">The log's key, the present one or one of before; its name is the origin.</param>
/// <param name="witnesses">Known witnesses.</param>
/// <param name="quorum">Least number of different witnesses that must have cosigned; 0 for none.</param>
public sealed class LogVerifier(VerifierKey log, IReadOnlyCollection<VerifierKey> witnesses, int quorum)
{
    /// <summary>Reads the whole copy; damage of any kind is reported, never thrown.</summary>
    public LogReport Verify(string folder, CancellationToken cancellation)
    {
        var files = new TileFolder(folder);
        if (files.TryReadCheckpoint(out var note) is { } unread)
        {
            return Refused(new LogFault(unread, TileFolder.CheckpointName, null));
        }

        var verdict = SignedCheckpoint.Open(note, log, witnesses, quorum, out var opened);
        return opened is not null ? new LogAudit(files, opened, new FaultList()).Run(cancellation)
            : verdict == CheckpointVerdict.Unsigned ? Follow(files, note, cancellation)
            : Refused(CheckpointFault(verdict));
    }

    // The key may have been renewed since: then those before it lead to the one that signs now.
    private LogReport Follow(TileFolder files, byte[] note, CancellationToken cancellation)
    {
        var size = SignedNote.TryParse(note, out var signed) && Checkpoint.TryParse(signed.Text, out var claimed) ? claimed.Size : 0;
        var succession = new KeySuccession(files, log, size, cancellation);
        foreach (var key in succession.Trusted)
        {
            var verdict = SignedCheckpoint.Open(note, key, witnesses, quorum, out var opened);
            if (opened is not null)
            {
                return new LogAudit(files, opened, new FaultList()).Run(cancellation) with { KeySteps = succession.Steps };
            }

            if (verdict != CheckpointVerdict.Unsigned)
            {
                return Refused(CheckpointFault(verdict));
            }
        }

        return Refused(succession.WhyNot());
    }

    private static LogFault CheckpointFault(CheckpointVerdict verdict) => new(LogFaultKind.CheckpointRefused, TileFolder.CheckpointName, null, verdict);

    private static LogReport Refused(LogFault fault) => new(null, 0, [fault], GaveUp: false);
}
