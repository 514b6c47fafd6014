using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.Messaging;

namespace Secure.EdgeAgent.Controllers;

/// <summary>One controller: connects, serves, connects again, and tells the gateway when it goes and comes.</summary>
internal sealed class ControllerLink(
    ControllerSettings settings, ControllerSet controllers, Queues queues, Func<Stream, ControllerSession> open, TimeProvider time, ILogger log)
{
    /// <summary>A controller that was never there is told as lost after this, since all processes of a machine start together.</summary>
    private static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);

    private readonly Backoff _backoff = new(time, TimeSpan.FromMilliseconds(100), RetryMax);
    private readonly long _started = time.GetTimestamp();
    private byte[]? _publicKey;
    private bool _wasThere;
    private bool _toldAbsent;

    /// <summary>Runs until cancelled; only a bug or a broken disk ends it otherwise.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            string cause = await ConnectAsync(cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            TellAbsence(cause);
            await _backoff.PauseAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One connection from beginning to end; returns why it ended.</summary>
    private async Task<string> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(settings.Socket), cancellation).ConfigureAwait(false);
            await using NetworkStream stream = new(socket);
            using ControllerSession session = open(stream);
            _publicKey = await session.GreetAsync(_publicKey, cancellation).ConfigureAwait(false);
            await ServeAsync(session, cancellation).ConfigureAwait(false);
            return "the connection ended";
        }
        catch (InvalidDataException broken)
        {
            queues.NotifySeldom(AgentNotices.ControllerMisbehaved, settings.Id, $"Disconnected: {broken.Message}.");
            return "it broke the protocol";
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            ControllersLog.Gone(log, settings.Id, gone.Message);
            return "its socket does not answer";
        }
    }

    private async Task ServeAsync(ControllerSession session, CancellationToken cancellation)
    {
        _wasThere = true;
        _backoff.Reset();
        queues.NotifySeldom(AgentNotices.ControllerConnected, settings.Id, "Connected.");
        controllers.Add(session);
        try { await session.RunAsync(cancellation).ConfigureAwait(false); }
        finally { controllers.Remove(session); }
    }

    private void TellAbsence(string cause)
    {
        bool overdue = !_toldAbsent && time.GetElapsedTime(_started) >= StartGrace;
        if (!_wasThere && !overdue) { return; }
        queues.NotifySeldom(AgentNotices.ControllerLost, settings.Id, $"Not connected: {cause}.");
        (_wasThere, _toldAbsent) = (false, true);
    }
}
