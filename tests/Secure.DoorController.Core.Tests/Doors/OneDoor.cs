using Secure.DoorController.Core.Doors;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>A secured and closed door, its inputs, and what it said happened. Time stands until a test lets it pass.</summary>
public abstract class OneDoor
{
    private protected OneDoor()
    {
        Give(new DoorInput.Feedback(false));
        Give(new DoorInput.Contact(false));
        Assert.Empty(Happened);
    }

    private protected static TimeSpan Hold { get; } = TimeSpan.FromSeconds(5);

    private protected Door Door { get; } = new(new DoorSettings(DoorId.Parse("vault")), DoorMode.Secured);

    private protected List<DoorHappening> Happened { get; } = [];

    private protected TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    private protected IEnumerable<DoorEventKind> Kinds => Happened.Select(h => h.Kind);

    private protected void Give(DoorInput input) => Happened.AddRange(Door.Apply(input, Now));

    private protected void LockFollows() => Give(new DoorInput.Feedback(Door.IsDriven));

    private protected void Leaf(bool open) => Give(new DoorInput.Contact(open));

    private protected void Pass(TimeSpan time)
    {
        Now += time;
        Give(new DoorInput.Tick());
    }
}
