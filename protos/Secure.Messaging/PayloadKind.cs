namespace Secure.Messaging;

/// <summary>How to read an envelope's payload.</summary>
public enum PayloadKind
{
    /// <summary>Up: <see cref="Relayed"/> with a controller's signed event.</summary>
    ControllerEvent = 1,
    /// <summary>Up: <see cref="Relayed"/> with a controller's signed heartbeat.</summary>
    ControllerHeartbeat = 2,
    /// <summary>Up: <see cref="Relayed"/> with a nonce that a controller issued.</summary>
    ControllerNonce = 3,
    /// <summary>Up: <see cref="AgentNotice"/>.</summary>
    AgentNotice = 4,
    /// <summary>Up: one byte, 1 connected or 0 not.</summary>
    Link = 5,
    /// <summary>Down: <see cref="QueueAck"/>.</summary>
    QueueAck = 6,
    /// <summary>Down: <see cref="Relayed"/> with a ToController message for the controller.</summary>
    ToController = 7,
    /// <summary>Up: <see cref="Relayed"/> with a controller's signed question for a lease.</summary>
    ControllerLeaseRequest = 8,
    /// <summary>Up: <see cref="Relayed"/> with what a controller tells of itself.</summary>
    ControllerStatus = 9,
    /// <summary>Up: <see cref="AgentStatus"/>.</summary>
    AgentStatus = 10,
    /// <summary>Down: <see cref="AgentRequest"/>, only to an agent whose status says that it takes them.</summary>
    AgentRequest = 11,
    /// <summary>Up: <see cref="AgentRefusal"/>.</summary>
    AgentRefusal = 12,
    /// <summary>Up: <see cref="AgentSelfTest"/>.</summary>
    AgentSelfTest = 13,
}
