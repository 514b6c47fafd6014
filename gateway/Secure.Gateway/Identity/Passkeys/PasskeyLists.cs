using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>Which officers have passkeys.</summary>
internal sealed class PasskeyLists(Accounts accounts, IRoles roles, ISite site)
{
    /// <exception cref="Contracts.RefusedException">The request is not valid.</exception>
    internal async Task<V1.ListPasskeysResponse> FindAsync(V1.ListPasskeysRequest request, CancellationToken cancellation)
    {
        ListAsked asked = ListAsked.Read(request.Search, request.PageSize, request.PageToken);
        IEnumerable<Account> wanted = (await accounts.AllAsync(cancellation)).Where(account => Concerns(account, asked));
        (IReadOnlyList<Account> rows, string next, uint total) = asked.Page(wanted, account => $"{account.Person}/{account.Name}");
        return new V1.ListPasskeysResponse { Officers = { rows.Select(Told) }, NextPageToken = next, Total = total };
    }

    /// <summary>Officers, and whoever still has a passkey.</summary>
    private bool Concerns(Account account, ListAsked asked)
    {
        bool known = PersonId.TryParse(account.Person, out PersonId? person);
        return (account.Passkey is not null || (known && roles.IsOfficer(person!))) && asked.Finds(account.Person, known ? site.Current.Persons.GetValueOrDefault(person!)?.Name : null);
    }

    private static V1.OfficersPasskey Told(Account account) => new()
    {
        Person = account.Person,
        RegisteredAt = PasskeyRegistrations.At(account.Passkey?.RegisteredAtMs),
        UsedAt = PasskeyRegistrations.At(account.Passkeys.Max(p => p.UsedAtMs)),
        Count = (uint)account.Passkeys.Count,
    };
}
