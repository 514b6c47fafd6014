using Secure.DoorController.Agents;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;

namespace Secure.DoorController.Hosting;

/// <summary>Carries what the agent's connections bring onto the loop; only the newest connection is heard.</summary>
internal sealed class AgentDesk(Loop loop, ControllerLog log) : IAgentListener
{
    // Touched on the loop only.
    private AgentConnection? _current;

    public void AgentConnected(AgentConnection connection) => loop.Post(controller =>
    {
        _current = connection;
        controller.AgentConnected(connection);
        log.AgentCame();
    });

    public Task<Reception> AgentSaid(AgentConnection connection, ToController message)
    {
        TaskCompletionSource<Reception> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(controller => answer.SetResult(connection == _current ? controller.AgentSaid(message) : Reception.Malformed));
        return answer.Task;
    }

    public void AgentLeft(AgentConnection connection, string reason) => loop.Post(controller =>
    {
        log.AgentLeft(reason);
        if (connection != _current) { return; }
        _current = null;
        controller.AgentLeft();
    });

    public void AgentTurnedAway(uint user) => log.AgentTurnedAway(user);
}
