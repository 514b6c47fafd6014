using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.People;

/// <summary>
/// Who is on record, in memory as in the store: the one place that changes it. A change is one commit with its log
/// entries; once it is on the disk the site in force is replaced whole, so that the very next decision sees it.
/// </summary>
internal sealed class PeopleBook(PeopleRowStore rows, IAudit audit, ISite site, ISitePeople sitePeople, TimeProvider clock, ILogger<PeopleBook> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile PeopleState _state = PeopleState.Empty;

    internal PeopleState State => _state;

    /// <summary>Takes the people on record into the site in force, or the site's onto record where that never happened.</summary>
    /// <exception cref="InvalidOperationException">The seeding or an alarm could not be recorded.</exception>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        (PeopleState state, bool seeded) = await rows.LoadAsync(cancellation);
        if (!seeded && !state.Gone && site.Current is { Revision: > 0, Tampered: false }) { state = await SeedAsync(state, cancellation); }
        log.Loaded(state.Persons.Count, state.Badges.Count);
        // Where no site was ever in force there is nothing to stand in for.
        Use(state);
    }

    /// <summary>
    /// Decides on the records as they are, commits, and puts the outcome in force. One change at a time; the decision may
    /// refuse by throwing, and nothing is then written.
    /// </summary>
    /// <returns>The records after it.</returns>
    /// <exception cref="RefusedException">ABORTED where a row of another slice changed meanwhile; UNAVAILABLE where it could not be recorded.</exception>
    internal async Task<PeopleState> ChangeAsync(Func<PeopleState, ValueTask<PeopleChange>> decide, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            PeopleState before = _state;
            if (before.Gone) { throw new RefusedException(PeopleRefusals.Gone); }
            PeopleChange change = await decide(before);
            CommitOutcome.Committed done = (await audit.RecordAsync(change.Events, cancellation, [.. rows.Writes(change, before), .. change.Others])).OrRefuse();
            PeopleState after = before.With(change, done.RowVersion);
            Use(after);
            return after;
        }
        finally { _one.Release(); }
    }

    internal Task<PeopleState> ChangeAsync(Func<PeopleState, PeopleChange> decide, CancellationToken cancellation) =>
        ChangeAsync(state => ValueTask.FromResult(decide(state)), cancellation);

    public void Dispose() => _one.Dispose();

    private void Use(PeopleState state)
    {
        _state = state;
        sitePeople.UsePeople(state.Facts(), state.Cards());
    }

    private async Task<PeopleState> SeedAsync(PeopleState state, CancellationToken cancellation)
    {
        PeopleChange change = Seeds.Of(site.Current, state, clock.GetUtcNow());
        RowWrite[] writes = [.. rows.Writes(change, state), PeopleRowStore.Origin(new PeopleOrigin(clock.GetUtcNow().ToUnixTimeMilliseconds(), site.Current.Revision))];
        if (await audit.RecordAsync(change.Events, cancellation, writes) is not CommitOutcome.Committed done) { throw new InvalidOperationException("The people of the site file could not be recorded."); }
        log.Seeded(change.Persons.Count, change.Badges.Count);
        return state.With(change, done.RowVersion);
    }
}
