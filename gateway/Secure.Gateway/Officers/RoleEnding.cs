using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>Who leaves holds no role any more; the last holder of one of the three hands it over first.</summary>
internal sealed class RoleEnding(RoleBook book, RoleChanges changes) : IPersonEnding
{
    public ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        if (book.Find(person) is not { } held) { return ValueTask.FromResult(PersonEnd.Nothing); }
        if (held.Separated != Roles.None && changes.IsLast(person, held.Separated)) { throw new RefusedException(OfficerRefusals.LastHolder); }
        RowWrite gone = new(OfficerTables.Roles, person.Text, null, book.VersionOf(person));
        return ValueTask.FromResult(new PersonEnd([gone], [.. held.Roles.Codes().Select(c => "role " + c)]));
    }

    public async ValueTask EndedAsync(PersonId person, CancellationToken cancellation) => await book.RefreshAsync(person, cancellation);
}
