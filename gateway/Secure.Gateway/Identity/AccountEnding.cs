using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Who leaves has no account, no PIN and no session any more.</summary>
internal sealed class AccountEnding(IStore store, Sessions sessions, PersonPins pins) : IPersonEnding
{
    public async ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(IdentityTables.Accounts, cancellation);
        StoredRow[] own = [.. table.Rows.Where(r => Account.FromRow(r.Value).Person == person.Text)];
        long? pin = await pins.VersionAsync(person, cancellation);
        RowWrite[] pinRow = pin == 0 ? [] : [PersonPins.Remove(person, pin)];
        return new PersonEnd([.. own.Select(r => new RowWrite(IdentityTables.Accounts, r.Key, null, r.Version) { Erase = true }), .. pinRow], [.. own.Select(r => "account " + r.Key)]);
    }

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation) => sessions.EndAllAsync(person, "left", cancellation);
}
