using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>A door that follows a plan.</summary>
public abstract class RuledDoor : OneDoor
{
    private protected RuledDoor()
    {
        Follow(TestPlan.Of());
    }

    private protected void Follow(DoorPlan plan)
    {
        Give(new DoorInput.Follow(plan));
        Happened.Clear();
    }

    private protected void Order(DoorCommand what) => Give(new DoorInput.Order(what, new Authority(PersonId.Parse("li"), "d", 3, null)));

    private protected void Unlock(bool extended = false, ulong command = 0, ReaderId? at = null) =>
        Give(new DoorInput.Unlock(new Authority(PersonId.Parse("wang"), "d", command, at ?? TestPlan.Outside), Hold, extended));

    private protected void Walk()
    {
        Unlock();
        LockFollows();
        Leaf(true);
        Leaf(false);
        LockFollows();
    }

    private protected void Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));
}
