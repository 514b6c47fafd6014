using Secure.Gateway.Approvals;
using Secure.Gateway.Biometrics.Enrolments;

namespace Secure.Gateway.Backups;

/// <summary>What no backup holds.</summary>
internal static class BackupParts
{
    /// <summary>
    /// Faces and fingers, because what is deleted must be gone from every copy, and nobody can reach into those that were carried
    /// away; approvals, because one that was used after the backup would come back unused.
    /// </summary>
    internal static IReadOnlyCollection<string> LeftOut { get; } = [EnrolmentTables.Templates, ApprovalRow.Table];
}
