using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Secure.Gateway.Fleet.Certificates;

namespace Secure.Gateway.Fleet.Tls;

/// <summary>The open connections that presented a certificate, so that they can be dropped when its trust ends.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<ConnectionContext, PresentedCertificate> _open = new();

    internal void Add(ConnectionContext connection, PresentedCertificate certificate)
    {
        _open[connection] = certificate;
        connection.ConnectionClosed.Register(() => _open.TryRemove(connection, out _));
    }

    /// <summary>Drops every connection whose certificate meets the condition; gives their number.</summary>
    internal int Drop(Func<PresentedCertificate, bool> which, string reason)
    {
        int dropped = 0;
        foreach ((ConnectionContext connection, PresentedCertificate certificate) in _open)
        {
            if (!which(certificate)) { continue; }
            connection.Abort(new ConnectionAbortedException(reason));
            dropped++;
        }
        return dropped;
    }
}
