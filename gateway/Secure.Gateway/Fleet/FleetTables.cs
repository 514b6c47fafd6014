namespace Secure.Gateway.Fleet;

/// <summary>The tables that Fleet keeps, all sealed.</summary>
public static class FleetTables
{
    /// <summary>Key: the device's id.</summary>
    internal const string Devices = "fleet.devices";

    /// <summary>Key: the device's id; at most one open code each.</summary>
    internal const string Enrollments = "fleet.enrollments";

    /// <summary>Key: <c>evidence</c>; the newest evidence key that two officers decided on.</summary>
    internal const string Rotations = "fleet.rotations";

    public static IReadOnlyList<string> Sealed { get; } = [Devices, Enrollments, Rotations];
}
