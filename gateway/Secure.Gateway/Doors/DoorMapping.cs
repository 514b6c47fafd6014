using Google.Protobuf.WellKnownTypes;
using Secure.V1;

namespace Secure.Gateway.Doors;

/// <summary>From our words to the contract's.</summary>
internal static class DoorMapping
{
    public static DoorState ToProto(this DoorView view) => new()
    {
        Door = view.Door.Id.Text,
        Room = view.Door.Into.Text,
        Mode = view.Mode switch
        {
            Vocabulary.DoorMode.Secured => V1.DoorMode.Secured,
            Vocabulary.DoorMode.Blocked => V1.DoorMode.Blocked,
            Vocabulary.DoorMode.Lockdown => V1.DoorMode.Lockdown,
            Vocabulary.DoorMode.LockdownTwo => V1.DoorMode.LockdownTwo,
            Vocabulary.DoorMode.LockdownThree => V1.DoorMode.LockdownThree,
            Vocabulary.DoorMode.Maintenance => V1.DoorMode.Maintenance,
            Vocabulary.DoorMode.ScheduledFree => V1.DoorMode.ScheduledFree,
            Vocabulary.DoorMode.FirstPersonPending => V1.DoorMode.FirstPersonPending,
            Vocabulary.DoorMode.FireRelease => V1.DoorMode.FireRelease,
            _ => V1.DoorMode.Unspecified,
        },
        Lock = view.Lock switch
        {
            Vocabulary.LockState.Locked => V1.LockState.Locked,
            Vocabulary.LockState.Unlocking => V1.LockState.Unlocking,
            Vocabulary.LockState.Unlocked => V1.LockState.Unlocked,
            Vocabulary.LockState.Locking => V1.LockState.Locking,
            Vocabulary.LockState.Jammed => V1.LockState.Jammed,
            _ => V1.LockState.Unknown,
        },
        Leaf = view.Leaf switch
        {
            Vocabulary.LeafState.Closed => V1.LeafState.Closed,
            Vocabulary.LeafState.Open => V1.LeafState.Open,
            Vocabulary.LeafState.Held => V1.LeafState.Held,
            Vocabulary.LeafState.Forced => V1.LeafState.Forced,
            Vocabulary.LeafState.PreAlarm => V1.LeafState.PreAlarm,
            Vocabulary.LeafState.Cut => V1.LeafState.Cut,
            Vocabulary.LeafState.Short => V1.LeafState.Short,
            _ => V1.LeafState.Unknown,
        },
        Link = view.Online ? LinkState.Online : LinkState.Unknown,
        BoxTampered = view.BoxTampered,
        AsOf = view.At is { } at ? Timestamp.FromDateTimeOffset(at) : null,
    };

    public static V1.Sentence ToProto(this Vocabulary.Sentence sentence) => new() { Zh = sentence.Zh, En = sentence.En };
}
