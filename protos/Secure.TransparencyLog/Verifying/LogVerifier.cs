namespace Secure.TransparencyLog;

/// <summary>
/// Checks a copy of a log without the log at hand: signatures, every entry against its leaf hash, every tile against
/// the signed root. Trusts nothing but the keys.
/// </summary>
/// <param name="log">The log's key; its name is the origin.</param>
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
        return opened is null
            ? Refused(new LogFault(LogFaultKind.CheckpointRefused, TileFolder.CheckpointName, null, verdict))
            : new LogAudit(files, opened, new FaultList()).Run(cancellation);
    }

    private static LogReport Refused(LogFault fault) => new(null, 0, [fault], GaveUp: false);
}
