using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>The locks' lines. Which level means what, only the driver knows.</summary>
public interface ILockLines
{
    /// <summary>Drives a lock. A driver that cannot do it reports its pins lost; it does not throw.</summary>
    void Drive(DoorId door, bool unlock);
}

/// <summary>The readers' lamps and buzzers. What cannot be shown is lost.</summary>
public interface IReaderLamps
{
    /// <summary>At one reader, and on the lamp and buzzer lines of its door.</summary>
    void Show(ReaderId reader, IReadOnlyList<OsdpCommand> commands);

    /// <summary>At all readers of a door, and on its lamp and buzzer lines.</summary>
    void Show(DoorId door, IReadOnlyList<OsdpCommand> commands);
}

/// <summary>How the readers' lines do. Called on the controller's thread; it must not wait.</summary>
public interface IReaderLines
{
    /// <summary>The readers whose lines can be measured.</summary>
    IReadOnlyList<ReaderLine> Lines { get; }
}

/// <summary>What must be on disk before it counts. Every method but two returns only after that; a failure ends the process.</summary>
public interface IControllerStore
{
    void SaveKeyList(byte[] signed);

    void SaveCommands(CommandMemory memory);

    void SaveAccepted(byte[] signed);

    void SaveTime(long wallMs);

    /// <summary>
    /// As <see cref="SaveTime"/>, but while locks are driven, which no disk may delay: on disk some milliseconds later, unless another
    /// time has come by then.
    /// </summary>
    void KeepTime(long wallMs);

    void SavePlan(DoorId door, byte[] signed);

    /// <param name="packed">Null: no lease is kept any more.</param>
    void SaveLease(byte[]? packed);

    void SaveBreakGlass(BreakGlassMemory memory);

    /// <summary>
    /// Changes while locks are driven, which no disk may delay: the newest is on disk some milliseconds later, and erased is
    /// what is erased when this returns.
    /// </summary>
    /// <param name="packed">Who is inside which area; null: nothing is kept any more.</param>
    void SavePlaces(byte[]? packed);

    /// <summary>The controller's box was opened, and nobody who may has said yet that all is well again.</summary>
    void SaveBoxTampered(bool tampered);
}

/// <summary>The journal's file. Entries become durable in order, some time after <see cref="Append"/>.</summary>
public interface IJournalStore
{
    /// <summary>Sequence of the oldest entry that is kept; one more than the newest when none is.</summary>
    ulong First { get; }

    /// <summary>Sequence of the newest entry at start; 0 for a new journal.</summary>
    ulong Last { get; }

    /// <summary>SHA-256 of the newest entry at start; 32 zero bytes for a new journal.</summary>
    byte[] Head { get; }

    void Append(ulong sequence, byte[] record);

    /// <summary>A durable entry, or null when it is not kept any more.</summary>
    byte[]? Read(ulong sequence);

    /// <summary>The gateway holds everything up to this sequence; the head is kept for ever.</summary>
    void Prune(ulong through);
}

/// <summary>The connection to the agent. What cannot be sent closes it.</summary>
public interface IAgentLink
{
    void Send(FromController message);
}

/// <summary>The highest command number that was accepted, and the mode that commands left each door in.</summary>
public sealed record CommandMemory(ulong LastNumber, IReadOnlyDictionary<DoorId, DoorMode> Modes)
{
    public static CommandMemory Empty { get; } = new(0, new Dictionary<DoorId, DoorMode>());
}

/// <summary>What the host should do with the connection after a message.</summary>
public enum Reception
{
    Fine,
    /// <summary>A grant or command was refused: read on, but not at once, so that a flood of them cannot fill the disk.</summary>
    Refused,
    /// <summary>Not one of the accepted messages in this state: close the connection.</summary>
    Malformed,
}
