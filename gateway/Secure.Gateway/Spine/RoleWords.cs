using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>The names of roles, for people and for records.</summary>
public static class RoleWords
{
    private static readonly (Roles Role, string Code, Sentence Name)[] Names =
    [
        (Roles.SystemAdministrator, "system_administrator", new Sentence("系统管理员", "system administrator")),
        (Roles.SecurityOfficer, "security_officer", new Sentence("安全保密管理员", "security officer")),
        (Roles.SecurityAuditor, "security_auditor", new Sentence("安全审计员", "security auditor")),
        (Roles.MarkingOfficer, "marking_officer", new Sentence("定密责任人", "marking officer")),
        (Roles.DepartmentHead, "department_head", new Sentence("部门负责人", "head of department")),
        (Roles.Guard, "guard", new Sentence("值守", "guard")),
    ];

    /// <summary>Each role alone, in their order.</summary>
    public static IReadOnlyList<Roles> All { get; } = [.. Names.Select(n => n.Role)];

    /// <summary>As the log and the contract write them, in their order.</summary>
    public static IReadOnlyList<string> Codes(this Roles roles) => [.. Names.Where(n => roles.HasFlag(n.Role)).Select(n => n.Code)];

    /// <summary>For people, one or several.</summary>
    public static Sentence Words(this Roles roles)
    {
        Sentence[] names = [.. Names.Where(n => roles.HasFlag(n.Role)).Select(n => n.Name)];
        return new Sentence(string.Join('、', names.Select(n => n.Zh)), string.Join(" or ", names.Select(n => n.En)));
    }

    /// <summary>None for a code that names no role.</summary>
    public static Roles Parse(string code) => Names.FirstOrDefault(n => n.Code == code).Role;
}
