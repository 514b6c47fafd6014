using Secure.DoorController.Core.Control;
using Secure.DoorMessages;

namespace Secure.DoorController.Agents;

/// <summary>
/// Hands what the agent says to the controller, one message after the other over all of its connections, and none within 100 ms of a
/// refused grant or command: at most ten such records a second for whoever floods, however often it connects anew.
/// </summary>
/// <remarks>Called by one connection at a time; the next one calls only after the last one has ended.</remarks>
internal sealed class AgentPace(Func<AgentConnection, ToController, Task<Reception>> said, TimeProvider clock)
{
    private static readonly TimeSpan RefusalPause = TimeSpan.FromMilliseconds(100);

    private Task _rested = Task.CompletedTask;

    /// <param name="cancellation">Ends the waiting; what was handed over is still answered, and paused after.</param>
    public async Task<Reception> SayAsync(AgentConnection connection, ToController message, CancellationToken cancellation)
    {
        await _rested.WaitAsync(cancellation).ConfigureAwait(false);
        Task<Reception> answer = said(connection, message);
        _rested = RestAsync(answer);
        return await answer.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task RestAsync(Task<Reception> answer)
    {
        if (await answer.ConfigureAwait(false) == Reception.Refused) { await Task.Delay(RefusalPause, clock).ConfigureAwait(false); }
    }
}
