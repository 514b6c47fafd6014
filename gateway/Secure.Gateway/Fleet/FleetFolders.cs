namespace Secure.Gateway.Fleet;

/// <summary>The folders inside the gateway's data folder that Fleet owns.</summary>
internal static class FleetFolders
{
    /// <summary>Master key, wrapped private keys, root and issuing certificates, key list.</summary>
    internal const string Keys = "keys";

    /// <summary>All that the broker reads: configuration, ACL, its certificate and key, revocation list.</summary>
    internal const string Broker = "broker";

    /// <summary>The gateway's own certificate and key as an MQTT client.</summary>
    internal const string Mqtt = "mqtt";
}
