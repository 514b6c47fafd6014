namespace Secure.Grants;

/// <summary>Why the lease let nobody in, as it stands in the record.</summary>
public static class LeaseReasons
{
    public const string None = "lease_none";
    public const string Expired = "lease_expired";
    public const string NotNamed = "lease_not_named";
    public const string OutsideHours = "lease_outside_hours";
    /// <summary>The door does not follow the plan whose rules the lease stands on.</summary>
    public const string PlanDiffers = "lease_plan_differs";
    public const string PinWrong = "lease_pin_wrong";
    /// <summary>Too many wrong PINs of this person within the hour.</summary>
    public const string PinLocked = "lease_pin_locked";
    /// <summary>The room takes only so many persons, and something has happened since the lease that may have let anybody in.</summary>
    public const string OccupancyUnknown = "lease_occupancy_unknown";
    /// <summary>The area takes nobody twice, and what the controller kept of who is inside is lost.</summary>
    public const string PlaceUnknown = "lease_place_unknown";
}
