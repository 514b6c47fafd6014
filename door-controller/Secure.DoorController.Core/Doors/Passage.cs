namespace Secure.DoorController.Core.Doors;

/// <summary>One unlocking on one authority, and the evidence that there is for it.</summary>
/// <param name="by">Whose grant or command it is.</param>
/// <param name="extended">The person needs more time.</param>
/// <param name="byCodes">Break-glass codes were typed: nobody is known to have come.</param>
/// <param name="letsOut">An exit that nothing may refuse: other doors of the interlock do not end it.</param>
internal sealed class Passage(Authority by, bool extended, bool byCodes, bool letsOut)
{
    public Authority By => by;

    public bool Extended => extended;

    public bool ByCodes => byCodes;

    public bool LetsOut => letsOut;

    /// <summary>The lock's feedback has said unlocked.</summary>
    public bool WasUnlocked { get; set; }

    /// <summary>The leaf has opened after that.</summary>
    public bool WasOpened { get; set; }
}
