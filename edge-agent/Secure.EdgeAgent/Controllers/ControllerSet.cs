using System.Collections.Concurrent;
using Secure.DoorMessages;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Controllers;

/// <summary>The controllers that are connected now, by id.</summary>
internal sealed class ControllerSet
{
    private readonly ConcurrentDictionary<DeviceId, ControllerSession> _sessions = new();

    /// <summary>False where that controller is not connected or does not keep up; the message is then gone.</summary>
    public bool TrySend(DeviceId controller, ToController message) => _sessions.TryGetValue(controller, out ControllerSession? session) && session.TrySend(message);

    /// <summary>To every controller that is connected; the others get it when they connect.</summary>
    public void SendToAll(ToController message)
    {
        foreach (ControllerSession session in _sessions.Values) { session.TrySend(message); }
    }

    internal bool IsConnected(DeviceId controller) => _sessions.ContainsKey(controller);

    internal void Add(ControllerSession session) => _sessions[session.Id] = session;

    internal void Remove(ControllerSession session) => _sessions.TryRemove(new(session.Id, session));
}
