using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>On whose word the door acts: a verified grant or command, the lease, or break-glass codes.</summary>
/// <param name="Subject">Null where only the gateway can tell who it was.</param>
/// <param name="CommandNumber">0 for anything but a command.</param>
/// <param name="Reader">Where the badge was presented; null for a command.</param>
public sealed record Authority(PersonId? Subject, string DecisionId, ulong CommandNumber, ReaderId? Reader)
{
    internal DoorEventKind Refused => CommandNumber == 0 ? DoorEventKind.GrantRefused : DoorEventKind.CommandRefused;
}

/// <summary>Something that happened at the door, with the door's state in that moment.</summary>
/// <param name="By">Whose grant or command it belongs to, where there is one.</param>
/// <param name="Reason">Stable code, empty where the kind says it all.</param>
public sealed record DoorHappening(DoorEventKind Kind, Authority? By, string Reason, DoorMode Mode, LockState Lock, LeafState Leaf);
