using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>Gives and takes roles. One change at a time, so that two at once neither join two of the three in one person nor take a role's last holder.</summary>
internal sealed class RoleChanges(
    RoleBook book, Accounts accounts, Origin origin, IApprovals approvals, ISessions sessions, IAudit audit, ISite site, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>The new officer's sealed code; null where none is made.</returns>
    internal async Task<V1.RecoveryCode?> GrantAsync(ISession officer, V1.GrantRoleRequest request, CancellationToken cancellation)
    {
        (PersonId person, Roles role) = Read(officer, request.Person, request.Role, request.Reason);
        await _one.WaitAsync(cancellation);
        try
        {
            RequireKnown(person);
            RoleHolding? held = book.Find(person);
            bool separated = OfficerActions.Separated.HasFlag(role);
            if (request.Deputy && !separated) { throw Invalid("deputy", "only with one of the three separated roles"); }
            RoleHolding holding = RoleHolding.TryOf(person, (held?.Roles ?? Roles.None) | role, separated ? request.Deputy : held?.Deputy ?? false, clock.GetUtcNow())
                ?? throw new RefusedException(OfficerRefusals.Separated(held?.Separated ?? Roles.None));
            Sentence what = new($"授予 {person.Text} {role.Words().Zh}{(request.Deputy ? "（副手）" : "")}", $"give {person.Text} the role {role.Words().En}{(request.Deputy ? " (deputy)" : "")}");
            Approved approved = await approvals.RequireAsync(officer, OfficerAction.GrantRole, request, what, request.Reason, cancellation);
            (IReadOnlyList<RowWrite> rows, V1.RecoveryCode? code) = separated ? await AsOfficerAsync(person, cancellation) : ([], null);
            await CommitAsync(holding, "roles.granted", role, officer, approved, request.Reason, rows, cancellation);
            // The stricter rules of an officer's password hold from the next sign-in, which is now.
            if (separated) { await sessions.EndAllAsync(person, "role_granted", CancellationToken.None); }
            return code;
        }
        finally { _one.Release(); }
    }

    internal async Task WithdrawAsync(ISession officer, V1.WithdrawRoleRequest request, CancellationToken cancellation)
    {
        (PersonId person, Roles role) = Read(null, request.Person, request.Role, request.Reason);
        await _one.WaitAsync(cancellation);
        try
        {
            if (book.Find(person) is not { } held || !held.Roles.HasFlag(role)) { throw new RefusedException(OfficerRefusals.NotHeld); }
            if (IsLast(person, role)) { throw new RefusedException(OfficerRefusals.LastHolder); }
            RoleHolding left = RoleHolding.TryOf(person, held.Roles & ~role, held.Deputy && !OfficerActions.Separated.HasFlag(role), clock.GetUtcNow())!;
            Sentence what = new($"撤销 {person.Text} {role.Words().Zh}", $"take the role {role.Words().En} from {person.Text}");
            Approved approved = await approvals.RequireAsync(officer, OfficerAction.WithdrawRole, request, what, request.Reason, cancellation);
            await CommitAsync(left, "roles.withdrawn", role, officer, approved, request.Reason, [], cancellation);
            await sessions.EndAllAsync(person, "role_withdrawn", CancellationToken.None);
        }
        finally { _one.Release(); }
    }

    /// <summary>One of the three roles would be nobody's.</summary>
    internal bool IsLast(PersonId person, Roles role) =>
        OfficerActions.Separated.HasFlag(role) && !book.All.Any(h => h.Person != person && h.Roles.HasFlag(role) && (!site.Current.Persons.TryGetValue(h.Person, out Person? known) || known.Active));

    public void Dispose() => _one.Dispose();

    private async Task CommitAsync(
        RoleHolding holding, string kind, Roles role, ISession officer, Approved approved, string reason, IReadOnlyList<RowWrite> rows, CancellationToken cancellation)
    {
        AuditEvent happened = new(kind)
        {
            Subject = officer.Person.Text,
            Person = holding.Person.Text,
            Session = officer.Id,
            Details = [new("role", string.Concat(role.Codes())), new("deputy", holding.Deputy ? "yes" : "no"), new("reason", reason), .. approved.Details],
        };
        CommitOutcome.Committed done = (await audit.RecordAsync(happened, cancellation, [holding.Write(book.VersionOf(holding.Person)), approved.Use, .. rows])).OrRefuse();
        book.Take(holding, done.RowVersion);
    }

    /// <summary>A new officer's password must be changed at the next sign-in, by the stricter rules, and there is a sealed code for its loss.</summary>
    private async Task<(IReadOnlyList<RowWrite> Rows, V1.RecoveryCode? Code)> AsOfficerAsync(PersonId person, CancellationToken cancellation)
    {
        if ((await accounts.AllAsync(cancellation)).FirstOrDefault(a => a.Person == person.Text) is not { } own || await accounts.FindAsync(own.Name, cancellation) is not { } found) { return ([], null); }
        (V1.RecoveryCode code, RowWrite row) = RecoveryCodes.Draw(own.Name);
        return ([row, Accounts.Write(found.Account with { MustChange = !origin.Exempt }, found.Version)], code);
    }

    private static (PersonId Person, Roles Role) Read(ISession? notThisOne, string person, V1.OfficerRole wanted, string reason)
    {
        if (!PersonId.TryParse(person, out PersonId? id)) { throw Invalid("person", "not an identifier"); }
        Roles role = wanted.ToRole();
        if (role == Roles.None) { throw Invalid("role", "missing"); }
        if (!Written.IsReason(reason)) { throw Invalid("reason", Written.Rule); }
        return notThisOne?.Person == id ? throw new RefusedException(OfficerRefusals.Themselves) : (id, role);
    }

    private void RequireKnown(PersonId person)
    {
        SiteSnapshot now = site.Current;
        if (now.Persons.TryGetValue(person, out Person? known) ? known.Active : book.Find(person) is not null) { return; }
        bool service = ServiceId.TryParse(person.Text, out ServiceId? id) && now.Services.ContainsKey(id);
        throw new RefusedException(service ? OfficerRefusals.Service : OfficerRefusals.UnknownPerson);
    }

    private static RefusedException Invalid(string field, string message) => new(OfficerRefusals.Invalid(new FieldViolation(field, message)));
}
