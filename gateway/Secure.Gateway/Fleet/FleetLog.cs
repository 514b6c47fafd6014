namespace Secure.Gateway.Fleet;

internal static partial class FleetLog
{
    [LoggerMessage(2001, LogLevel.Debug, "Client certificate {Thumbprint} from {Address} refused: {Reason}")]
    internal static partial void CertificateRefused(this ILogger log, string? address, string reason, string thumbprint);

    [LoggerMessage(2002, LogLevel.Information, "{Kind} {Device} enrolled")]
    internal static partial void Enrolled(this ILogger log, string kind, string device);

    [LoggerMessage(2003, LogLevel.Warning, "{Device} is now trusted: {Trusted}; {Connections} connections to the gateway dropped, broker told: {BrokerTold}")]
    internal static partial void TrustChanged(this ILogger log, string device, bool trusted, int connections, bool brokerTold);

    [LoggerMessage(2004, LogLevel.Warning, "The broker could not be signalled: {Reason}")]
    internal static partial void BrokerNotSignalled(this ILogger log, string reason);

    [LoggerMessage(2005, LogLevel.Information, "Key list {Number} signed by the site root is in use")]
    internal static partial void KeyListReplaced(this ILogger log, ulong number);

    [LoggerMessage(2006, LogLevel.Warning, "The key list needs the site root and its folder is not reachable: {Need}. Bring the folder back; it is looked for every hour")]
    internal static partial void KeyListPending(this ILogger log, string need);

    [LoggerMessage(2007, LogLevel.Information, "Certificates of gateway and broker and the revocation list are fresh; next in a day")]
    internal static partial void CertificatesRenewed(this ILogger log);

    [LoggerMessage(2009, LogLevel.Error, "The list of revoked certificates could not be written; the broker may let a revoked device in until it is")]
    internal static partial void ListNotWritten(this ILogger log, Exception cause);

    [LoggerMessage(2010, LogLevel.Error, "The key list could not be brought up to date; it is tried again in an hour, and at the next enrolment, revocation or start")]
    internal static partial void KeyListFailed(this ILogger log, Exception cause);

    [LoggerMessage(2008, LogLevel.Error, "Renewing certificates failed; trying again in an hour")]
    internal static partial void RenewalFailed(this ILogger log, Exception cause);
}
