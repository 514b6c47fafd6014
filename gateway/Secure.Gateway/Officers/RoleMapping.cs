using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Officers;

/// <summary>Roles as the contract writes them.</summary>
internal static class RoleMapping
{
    internal static IEnumerable<OfficerRole> ToWire(this Roles roles) => RoleWords.All.Where(r => roles.HasFlag(r)).Select(One);

    /// <summary>None for a value that names no role.</summary>
    internal static Roles ToRole(this OfficerRole role) => RoleWords.All.FirstOrDefault(r => One(r) == role);

    private static OfficerRole One(Roles role) => role switch
    {
        Roles.SystemAdministrator => OfficerRole.SystemAdministrator,
        Roles.SecurityOfficer => OfficerRole.SecurityOfficer,
        Roles.SecurityAuditor => OfficerRole.SecurityAuditor,
        Roles.MarkingOfficer => OfficerRole.MarkingOfficer,
        Roles.DepartmentHead => OfficerRole.DepartmentHead,
        Roles.Guard => OfficerRole.Guard,
        _ => OfficerRole.Unspecified,
    };
}
