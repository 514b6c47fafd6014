using System.Collections.Concurrent;
using Secure.Gateway.Decisions.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>What one challenge shows, against all that the person's challenges have shown before and show elsewhere now.</summary>
internal sealed class ShownInChallenge(ShownFrames owner, PersonId person, ShownByPerson all) : IEarlierFrames
{
    private readonly ConcurrentQueue<ulong> _fresh = new();
    private int _closed;

    public bool Take(string name)
    {
        ulong hash = owner.NameOf(person, name);
        if (!all.Take(hash)) { return false; }
        _fresh.Enqueue(hash);
        return true;
    }

    /// <summary>The challenge is over; only the first call does anything.</summary>
    /// <param name="keep">False where nobody could use its frames: <see cref="Challenge.IsWorthRemembering"/>.</param>
    /// <exception cref="Contracts.RefusedException">What was shown could not be written: what it proved must not count.</exception>
    internal async Task CloseAsync(bool keep)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) { return; }
        if (!keep) { all.GiveBack(_fresh); }
        await owner.CloseAsync(person, all, keep ? [.. _fresh] : []);
    }
}
