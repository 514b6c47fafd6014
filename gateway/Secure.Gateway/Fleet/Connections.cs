using Secure.Gateway.Fleet.Broker;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Fleet.Tls;

namespace Secure.Gateway.Fleet;

/// <summary>Carries an end of trust, already in the register, to whoever still has a connection.</summary>
internal sealed class Connections(DeviceRegister register, LiveConnections live, BrokerFiles files, BrokerProcess broker, ILogger<Connections> log)
{
    /// <summary>
    /// In the order that leaves no gap: the list of revoked certificates, read by the broker at once; then the live
    /// connections, which a reload leaves up. False where the broker could not be told; the gateway itself needs no list.
    /// </summary>
    internal bool Cut(string device, out int dropped)
    {
        bool told = TryWrite() && broker.Reload();
        dropped = live.Drop(c => c.Id == device && !register.Knows(c.Kind, c.Id, c.Serial), "the certificate has been revoked");
        return broker.Restart() && told;
    }

    // A full disk must not keep the connections up.
    private bool TryWrite()
    {
        try { files.WriteRevocationList(); return true; }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException) { log.ListNotWritten(failed); return false; }
    }
}
