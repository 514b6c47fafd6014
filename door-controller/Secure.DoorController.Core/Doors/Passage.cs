namespace Secure.DoorController.Core.Doors;

/// <summary>One unlocking on one authority, and the evidence that there is for it.</summary>
/// <param name="By">Whose grant or command it is.</param>
/// <param name="Extended">The person needs more time.</param>
internal sealed class Passage(Authority by, bool extended)
{
    public Authority By => by;

    public bool Extended => extended;

    /// <summary>The lock's feedback has said unlocked.</summary>
    public bool WasUnlocked { get; set; }

    /// <summary>The leaf has opened after that.</summary>
    public bool WasOpened { get; set; }
}
