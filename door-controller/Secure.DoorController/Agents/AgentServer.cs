using System.Net.Sockets;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;

namespace Secure.DoorController.Agents;

/// <summary>What the server tells the controller's loop, from threads of the pool.</summary>
internal interface IAgentListener
{
    void AgentConnected(AgentConnection connection);

    Task<Reception> AgentSaid(AgentConnection connection, ToController message);

    void AgentLeft(AgentConnection connection, string reason);

    void AgentTurnedAway(uint user);
}

/// <summary>Accepts the agent. A new connection takes the place of an older one, which may be half dead.</summary>
internal sealed class AgentServer(Socket socket, SocketPlace place, IAgentListener listener, TimeProvider clock)
{
    /// <summary>Serves until cancelled; leaves no connection open.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        AgentConnection? current = null;
        Task serving = Task.CompletedTask;
        AgentPace pace = new(listener.AgentSaid, clock);
        try
        {
            while (true)
            {
                Socket peer = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
                if (!place.Admits(peer, out uint user))
                {
                    peer.Dispose();
                    listener.AgentTurnedAway(user);
                    continue;
                }
                current?.Close();
                await serving.ConfigureAwait(false);
                current?.Dispose();
                current = new AgentConnection(peer, pace, clock);
                serving = ServeAsync(current, cancellation);
            }
        }
        catch (OperationCanceledException) { }
        finally
        {
            await serving.ConfigureAwait(false);
            current?.Dispose();
            socket.Dispose();
        }
    }

    private async Task ServeAsync(AgentConnection connection, CancellationToken cancellation)
    {
        listener.AgentConnected(connection);
        string reason = await connection.RunAsync(cancellation).ConfigureAwait(false);
        listener.AgentLeft(connection, reason);
    }
}
