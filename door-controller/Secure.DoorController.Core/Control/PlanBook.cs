using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Grants;

namespace Secure.DoorController.Core.Control;

/// <summary>The doors' plans: signed by the gateway's command key, higher numbers only, on disk before they count.</summary>
internal sealed class PlanBook(ControllerSetup setup, Verifier verifier, DoorSet doors, TrustedTime time, IControllerStore store)
{
    /// <summary>Puts the plans from disk into force. One that is not genuine by now is left: the gateway sends it again.</summary>
    public void Load()
    {
        foreach (byte[] signed in setup.Plans ?? [])
        {
            if (IsNew(signed, out DoorPlan? plan)) { doors.Apply(plan!.Door, new DoorInput.Follow(plan), time.Now); }
        }
    }

    public void Take(byte[] signed)
    {
        if (!IsNew(signed, out DoorPlan? plan)) { return; }
        store.SavePlan(plan!.Door, signed);
        doors.Apply(plan.Door, new DoorInput.Follow(plan), time.Now);
    }

    private bool IsNew(byte[] signed, out DoorPlan? plan) => verifier.TryVerify(signed, out plan) && plan!.Controller == setup.Id
        && doors.Ids.Contains(plan.Door) && plan.Number > doors.Report(plan.Door).PlanNumber;
}
