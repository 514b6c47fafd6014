using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>
/// How one door is to behave, from the site file: signed by the gateway's command key, numbered, kept by the controller
/// over restarts. Only a higher number counts. A controller without one keeps to its own configuration.
/// </summary>
/// <param name="Number">Rises with every plan for this door; never reused.</param>
/// <param name="Tier">Of the room that it guards.</param>
/// <param name="Fire">True where the fire line releases this door; false where the site names the exemption.</param>
public sealed record DoorPlan(
    DeviceId Controller, DoorId Door, ulong Number, Tier Tier, LockKind Lock, bool Fire, PlanTimes Times, PlanExit Exit, PlanPassage Passage, PlanFree? Free) : IRecord<DoorPlan>
{
    /// <summary>Of <see cref="Digest"/>, in bytes.</summary>
    public const int DigestLength = 16;

    public static RecordKind Kind => RecordKind.DoorPlan;

    /// <summary>SHA-256 over what the plan says, whatever its number, cut.</summary>
    public byte[] Digest()
    {
        CanonicalWriter writer = new();
        (this with { Number = 0 }).Write(writer);
        return SHA256.HashData(writer.Written)[..DigestLength];
    }

    public void Write(CanonicalWriter writer)
    {
        writer.Id(Controller).Id(Door).U64(Number).U8((byte)Tier).U8((byte)Lock).Flag(Fire);
        Times.Write(writer);
        Exit.Write(writer);
        Passage.Write(writer);
        writer.Flag(Free is not null);
        Free?.Write(writer);
    }

    public static DoorPlan Read(ref CanonicalReader reader) => new(
        reader.Id<DeviceId>(), reader.Id<DoorId>(), reader.U64(), reader.Enumeration<Tier>(), reader.Enumeration<LockKind>(), reader.Flag(),
        PlanTimes.Read(ref reader), PlanExit.Read(ref reader), PlanPassage.Read(ref reader), reader.Flag() ? PlanFree.Read(ref reader) : null);
}

/// <summary>The times of a door, to the millisecond.</summary>
/// <param name="Hold">How long an entry keeps it unlocked: more than zero, at most 30 s.</param>
/// <param name="ExtendedHold">The same for persons who need more time.</param>
/// <param name="HeldAfter">Open longer than this counts as held: 1 s to 1 h.</param>
/// <param name="ExtendedHeldAfter">The same after the entry of a person who needs more time.</param>
/// <param name="PreAlarm">The warning comes so long before held: less than held-after; zero: none.</param>
public sealed record PlanTimes(TimeSpan Hold, TimeSpan ExtendedHold, TimeSpan HeldAfter, TimeSpan ExtendedHeldAfter, TimeSpan PreAlarm)
{
    private static readonly TimeSpan HeldMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeldMax = TimeSpan.FromHours(1);

    internal void Write(CanonicalWriter writer) =>
        writer.Milliseconds(Hold).Milliseconds(ExtendedHold).Milliseconds(HeldAfter).Milliseconds(ExtendedHeldAfter).Milliseconds(PreAlarm);

    internal static PlanTimes Read(ref CanonicalReader reader)
    {
        PlanTimes times = new(reader.Milliseconds(), reader.Milliseconds(), reader.Milliseconds(), reader.Milliseconds(), reader.Milliseconds());
        bool holds = IsHold(times.Hold) && IsHold(times.ExtendedHold) && IsHeld(times.HeldAfter) && IsHeld(times.ExtendedHeldAfter);
        return holds && times.PreAlarm < times.HeldAfter && times.PreAlarm < times.ExtendedHeldAfter ? times : throw new FormatException("A door's times are out of range.");
    }

    private static bool IsHold(TimeSpan time) => time > TimeSpan.Zero && time <= Grant.HoldMax;

    private static bool IsHeld(TimeSpan time) => time >= HeldMin && time <= HeldMax;
}

/// <summary>How one gets out. Handle and break-glass unit are no software's business and stand in no plan.</summary>
/// <param name="RexUnlocks">The exit button drives the lock; false: a handle opens it, and the button only says that it is an exit.</param>
/// <param name="RexInLockdown">For each level of lockdown, from 1 on, whether it still does.</param>
/// <param name="EmergencyRelease">There is a break-glass unit or handle that opens it from inside: only then may an exit be refused.</param>
public sealed record PlanExit(bool RexUnlocks, IReadOnlyList<bool> RexInLockdown, bool EmergencyRelease)
{
    /// <summary>Whether the button still unlocks at a level; a door without emergency release never refuses an exit.</summary>
    public bool RexWorksAt(int level) => !EmergencyRelease || (level <= RexInLockdown.Count && RexInLockdown[level - 1]);

    internal void Write(CanonicalWriter writer)
    {
        writer.Flag(RexUnlocks).U8((byte)RexInLockdown.Count);
        foreach (bool works in RexInLockdown) { writer.Flag(works); }
        writer.Flag(EmergencyRelease);
    }

    internal static PlanExit Read(ref CanonicalReader reader)
    {
        bool unlocks = reader.Flag();
        int count = reader.U8();
        if (count > DoorLimits.LockdownLevelMax) { throw new FormatException("Too many levels of lockdown."); }
        List<bool> levels = new(count);
        for (int i = 0; i < count; i++) { levels.Add(reader.Flag()); }
        return new PlanExit(unlocks, levels, reader.Flag());
    }
}
