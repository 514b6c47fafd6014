using System.Collections.Concurrent;
using System.Security.Cryptography;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.SelfTests;

/// <summary>Hands agents' self tests to whoever waits for them: each to its own request, from the agent that was asked.</summary>
public sealed class SelfTestAnswers
{
    private readonly ConcurrentDictionary<string, (DeviceId Agent, TaskCompletionSource<AgentSelfTest> Answer)> _open = new(StringComparer.Ordinal);

    internal (AgentRequest Request, Task<AgentSelfTest> Answer) Expect(DeviceId agent)
    {
        AgentRequest request = new(RandomNumberGenerator.GetBytes(EnvelopeContent.MarkLength), AgentAct.SelfTest, null, null);
        TaskCompletionSource<AgentSelfTest> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[Convert.ToHexStringLower(request.Id)] = (agent, answer);
        return (request, answer.Task);
    }

    internal void Forget(AgentRequest request) => _open.TryRemove(Convert.ToHexStringLower(request.Id), out _);

    /// <summary>The caller has opened the envelope with the agent's key.</summary>
    internal void Arrived(DeviceId agent, AgentSelfTest test)
    {
        if (_open.TryGetValue(Convert.ToHexStringLower(test.Id), out (DeviceId Agent, TaskCompletionSource<AgentSelfTest> Answer) waiting) && waiting.Agent == agent) { waiting.Answer.TrySetResult(test); }
    }
}
