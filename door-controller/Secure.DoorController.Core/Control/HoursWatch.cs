using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Tells each door what its free hours say: nothing without the gateway's time, and nothing that outlives its policy.</summary>
internal sealed class HoursWatch(DoorSet doors, TrustedTime time)
{
    private readonly Dictionary<DoorId, (HoursState State, ulong Plan)> _told = [];

    /// <param name="policyHolds">See <see cref="LinkRegion.HasPolicy"/>.</param>
    public void Look(bool policyHolds)
    {
        foreach (DoorId door in doors.Ids)
        {
            HoursState state = policyHolds && time.Quality == ClockQuality.Synchronised && doors.FreeHours(door) is { } hours ? At(hours) : HoursState.Untrusted;
            // A new plan's hours are told even where they are the same.
            (HoursState, ulong) told = (state, doors.Report(door).PlanNumber);
            if (_told.TryGetValue(door, out (HoursState, ulong) before) && before == told) { continue; }
            _told[door] = told;
            doors.Apply(door, new DoorInput.Hours(state), time.Now);
        }
    }

    private HoursState At(PlanHours hours) => hours.AreOpenAt(time.Stamp().Wall) ? HoursState.Open : HoursState.Closed;
}
