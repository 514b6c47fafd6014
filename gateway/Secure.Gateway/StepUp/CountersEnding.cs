using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Who leaves takes the counts of failures along; the step-up under way ends with the session.</summary>
internal sealed class CountersEnding(FactorCounters counters) : IPersonEnding
{
    public async ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        (IReadOnlyList<StoredRow> rows, IReadOnlyList<StoredRow> disabled) = await counters.OfAsync(person, cancellation);
        return new PersonEnd(
            [
                .. rows.Select(r => new RowWrite(StepUpTables.Counters, r.Key, null, r.Version)),
                .. disabled.Select(r => new RowWrite(StepUpTables.Disabled, r.Key, null, r.Version)),
            ],
            []);
    }

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation) => ValueTask.CompletedTask;
}
