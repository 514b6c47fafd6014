using Secure.DoorController.Core.Doors;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>What can happen to the link of the controller on which a door hangs.</summary>
internal enum LinkTurn
{
    /// <summary>Nothing.</summary>
    None,
    AgentComes,
    AgentGoes,
    /// <summary>The gateway's signed word.</summary>
    Heard,
    /// <summary>An entry of the journal is on disk, and the gateway does not have it yet.</summary>
    Written,
    /// <summary>It has all of them.</summary>
    Acknowledged,
    LeaseComes,
    LeaseEnds,
}

/// <summary>One step of a walk: something at the door, or at the link of its controller.</summary>
internal sealed record WalkMove(DoorInput? Input, LinkTurn Turn)
{
    public static implicit operator WalkMove(DoorInput input) => new(input, LinkTurn.None);

    public static implicit operator WalkMove(LinkTurn turn) => new(null, turn);
}
