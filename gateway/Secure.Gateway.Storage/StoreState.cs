namespace Secure.Gateway.Storage;

/// <summary>How the store is, and how full its disk.</summary>
/// <param name="Trouble">What went wrong, for the log of the process; null when nothing did.</param>
public sealed record StoreState(StoreHealth Health, StoreSpace Space, string? Trouble);

/// <summary>Whether changes can be committed.</summary>
public enum StoreHealth
{
    /// <summary>Changes are committed.</summary>
    Ready,

    /// <summary>The disk is full: only changes that may use the reserve are committed, while it lasts. Passes when there is room again.</summary>
    Full,

    /// <summary>A commit failed for another reason than room. Nothing is tried again: the process must end.</summary>
    Failed,
}

/// <summary>How full the disk under the store is, by the space a normal process may use.</summary>
public enum StoreSpace
{
    /// <summary>Below 80 %.</summary>
    Ample,

    /// <summary>80 % or more.</summary>
    Low,

    /// <summary>90 % or more.</summary>
    VeryLow,
}
