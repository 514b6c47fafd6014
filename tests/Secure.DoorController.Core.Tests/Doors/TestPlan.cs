using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>A plan with every rule in it, for tests to change.</summary>
internal static class TestPlan
{
    public static readonly ReaderId Outside = ReaderId.Parse("vault-in"), Inside = ReaderId.Parse("vault-out");

    public static DoorPlan Of(string door = "vault", ulong number = 1, string? interlock = null, bool emergencyRelease = true, bool rexUnlocks = true, PlanFree? free = null, bool fire = true) => new(
        DeviceId.Parse("controller-1"), DoorId.Parse(door), number, Tier.Two, LockKind.FailSecure, fire,
        new PlanTimes(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(10)),
        new PlanExit(rexUnlocks, [true, false, false], emergencyRelease),
        new PlanPassage(null, RoomId.Parse("vault"), null, null, AntiPassback.None, TimeSpan.Zero, interlock, TimeSpan.Zero, [new PlanReader(Outside, false), new PlanReader(Inside, true)]),
        free);

    public static PlanFree Free(bool firstPerson = false) => new(new PlanHours("Asia/Shanghai", [new PlanSpan(127, 0, 1440)], []), firstPerson);
}
