using System.Collections.Concurrent;
using System.Security.Cryptography;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>How an agent answered: with a picture that is kept, or with a reason.</summary>
/// <param name="Evidence">Its id; null where there is none.</param>
/// <param name="Code">Why there is none: one of <see cref="AgentRefusals"/>, or what the gateway or a newer agent says; empty where there is one.</param>
public sealed record SnapshotAnswer(string? Evidence, DateTimeOffset TakenAt, string Code);

/// <summary>
/// Pictures that agents were asked for and have not brought. Each request is answered once, by the agent that was asked, about the
/// door that was asked for; what nobody waits for any more is nobody's picture. In memory alone: a restart forgets them all.
/// </summary>
public sealed class AgentAsks
{
    private readonly ConcurrentDictionary<string, Ask> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DoorId, string> _doors = new();

    /// <summary>Null where one is under way at that door.</summary>
    internal Ask? Open(DeviceId agent, DeviceId controller, DoorId door)
    {
        Ask ask = new(new AgentRequest(RandomNumberGenerator.GetBytes(EnvelopeContent.MarkLength), AgentAct.Snapshot, controller, door), agent, door);
        if (!_doors.TryAdd(door, ask.Id)) { return null; }
        _open[ask.Id] = ask;
        return ask;
    }

    internal void Close(Ask ask)
    {
        _open.TryRemove(ask.Id, out _);
        _doors.TryRemove(new(ask.Door, ask.Id));
    }

    /// <summary>Whether somebody waits for this picture of that agent.</summary>
    internal bool Awaits(string id, DeviceId agent, DoorId door) => _open.TryGetValue(id, out Ask? ask) && ask.Agent == agent && ask.Door == door;

    /// <summary>It is on the disk and its hash in the log.</summary>
    internal void Kept(string id, string evidence, DateTimeOffset takenAt)
    {
        if (_open.TryGetValue(id, out Ask? ask)) { ask.Answer.TrySetResult(new SnapshotAnswer(evidence, takenAt, "")); }
    }

    /// <summary>An agent says why not; the caller has opened the envelope with its key.</summary>
    internal void Refused(DeviceId agent, AgentRefusal refusal)
    {
        if (_open.TryGetValue(Convert.ToHexStringLower(refusal.Id), out Ask? ask) && ask.Agent == agent) { ask.Answer.TrySetResult(new SnapshotAnswer(null, default, refusal.Code)); }
    }

    internal sealed record Ask(AgentRequest Request, DeviceId Agent, DoorId Door)
    {
        /// <summary>32 hexadecimal digits.</summary>
        public string Id { get; } = Convert.ToHexStringLower(Request.Id);

        public TaskCompletionSource<SnapshotAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
