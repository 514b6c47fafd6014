using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>Says which open alerts a person who leaves still has in hand: somebody must be given them.</summary>
internal sealed class AlertsInHand(AlertBook book) : IPersonEnding
{
    public ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation) => ValueTask.FromResult(
        PersonEnd.Nothing with { Held = [.. book.Open().Where(a => a.Owner == person.Text).Select(a => "alert " + a.Id).Order(StringComparer.Ordinal)] });

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation) => ValueTask.CompletedTask;
}
