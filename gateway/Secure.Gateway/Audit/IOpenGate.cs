namespace Secure.Gateway.Audit;

/// <summary>
/// Shut from the start until the witnesses have shown that the log is not an older one than they have seen.
/// While it is shut only Fleet, health and Audit's witness stream are served; everything else is answered UNAVAILABLE.
/// </summary>
public interface IOpenGate
{
    /// <summary>True from the opening on, and false again, for good, once a witness proves that the log was rolled back or forked. Safe to read for every call.</summary>
    bool IsOpen { get; }

    /// <summary>Cancelled once it is shut for good.</summary>
    CancellationToken Condemned => CancellationToken.None;

    /// <summary>Completes when the gate opens for the first time.</summary>
    Task Opened { get; }
}
