using Secure.Gateway.Decisions.Site;

namespace Secure.Gateway.Spine;

/// <summary>The site in force. Take <see cref="Current"/> once per decision.</summary>
public interface ISite
{
    /// <summary>Never null once the gateway serves; before a site file was applied the snapshot is empty and denies all.</summary>
    SiteSnapshot Current { get; }

    /// <summary>Raised after <see cref="Current"/> has been replaced.</summary>
    event Action<SiteSnapshot>? Replaced;
}
