using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Who leaves takes the counts of failures and what the camera was shown along; the step-up under way ends with the session.</summary>
internal sealed class CountersEnding(FactorCounters counters, IStore store) : IPersonEnding
{
    public async ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        // An altered row goes as well: nobody is kept from leaving by it.
        (IReadOnlyList<StoredRow> rows, IReadOnlyList<StoredRow> disabled, IReadOnlyList<(string Table, string Key)> altered) = await counters.OfAsync(person, cancellation);
        List<RowWrite> shown = [];
        for (int i = 0; i < ShownByPerson.Segments; i++)
        {
            string key = StepUpTables.KeyOf(person, i);
            if (await store.ReadRowAsync(StepUpTables.Shown, key, cancellation) is not RowRead.Absent) { shown.Add(new RowWrite(StepUpTables.Shown, key, null)); }
        }
        return new PersonEnd(
            [
                .. shown,
                .. altered.Select(a => new RowWrite(a.Table, a.Key, null)),
                .. rows.Select(r => new RowWrite(StepUpTables.Counters, r.Key, null, r.Version)),
                .. disabled.Select(r => new RowWrite(StepUpTables.Disabled, r.Key, null, r.Version)),
            ],
            []);
    }

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation) => ValueTask.CompletedTask;
}
