namespace Secure.Gateway.Fleet.Certificates;

/// <summary>How long each certificate counts.</summary>
internal static class Validity
{
    /// <summary>Certificates begin this long before they are made, so that clocks a day apart still agree on them.</summary>
    internal static readonly TimeSpan Backdated = TimeSpan.FromDays(2);

    internal static readonly TimeSpan Root = TimeSpan.FromDays(30 * 365);

    internal static readonly TimeSpan Issuing = TimeSpan.FromDays(15 * 365);

    internal static readonly TimeSpan Device = TimeSpan.FromDays(30);

    /// <summary>The gateway's and the broker's own; made anew at every start and every day.</summary>
    internal static readonly TimeSpan Own = TimeSpan.FromDays(30);

    /// <summary>A device may renew when its certificate is this old.</summary>
    internal static readonly TimeSpan RenewFrom = TimeSpan.FromDays(10);

    /// <summary>After its end a certificate serves this long for renewing itself and for nothing else.</summary>
    internal static readonly TimeSpan RenewGrace = TimeSpan.FromDays(90);

    /// <summary>A revocation list that nobody renews stops being believed after this.</summary>
    internal static readonly TimeSpan RevocationList = TimeSpan.FromDays(30);

    /// <summary>A key of the key list serves at most a year; the day over it lets "a year from today" hold for the whole day.</summary>
    internal static readonly TimeSpan ListedKey = TimeSpan.FromDays(366);

    /// <summary>With less than this left, keys are replaced at the next start that can reach the root.</summary>
    internal static readonly TimeSpan ListedKeyRenewal = TimeSpan.FromDays(60);
}
