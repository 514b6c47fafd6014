using Secure.Gateway.Audit;
using Secure.Gateway.Presence;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Doors;

/// <summary>
/// The one writer of what devices tell: prepares, commits, and only then takes it into memory, one draft at a time, so
/// that store and memory never go different ways.
/// </summary>
public sealed class Drafts(IAudit audit, Controllers controllers, AgentQueues queues, PresenceBook presence, IPinTally pins, BadCards cards) : IDisposable
{
    private const int TriesMax = 8;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>False where it could not be committed: then nothing has changed.</summary>
    /// <param name="fill">Only puts into the draft; what must happen afterwards goes into <see cref="Draft.After"/>.</param>
    public async Task<bool> WriteAsync(Action<Draft> fill, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            Draft draft = new(controllers, queues, presence);
            fill(draft);
            if (!draft.IsEmpty && !await CommitAsync(draft, cancellation)) { return false; }
            draft.Apply();
            cards.Take(draft.BadCards);
            return true;
        }
        finally { _one.Release(); }
    }

    /// <summary>Tallies the PINs once more where somebody at a door changed a count meanwhile.</summary>
    private async Task<bool> CommitAsync(Draft draft, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            PinTallied tallied = await pins.TallyAsync(draft.Pins, cancellation);
            CommitOutcome outcome = await audit.RecordAsync([.. draft.Events, .. tallied.Events, .. cards.Judge(draft.BadCards)], cancellation, [.. draft.Rows, .. tallied.Rows]);
            if (outcome is not CommitOutcome.Conflict || tallied.Rows.Count == 0 || tries == TriesMax) { return outcome is CommitOutcome.Committed; }
        }
    }

    public void Dispose() => _one.Dispose();
}
