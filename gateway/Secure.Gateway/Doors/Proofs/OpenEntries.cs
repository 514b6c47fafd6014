using System.Diagnostics.CodeAnalysis;
using Secure.Contracts;
using Secure.Gateway.StepUp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>
/// The entries that wait for a face or a finger: one per person, so that guesses cannot be made at several doors at once,
/// and so many in all. Each is gone when its nonce is.
/// </summary>
internal sealed class OpenEntries(ProofVerdicts verdicts, StepUpOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, OpenEntry> _open = [];

    /// <summary>Takes the place of an older one of the same person. False where too many are open.</summary>
    internal bool TryAdd(OpenEntry entry)
    {
        OpenEntry[] ended;
        bool added;
        lock (_gate)
        {
            ended = [.. _open.Values.Where(o => o.Elapsed > Presentation.NonceLife || o.Person == entry.Person)];
            foreach (OpenEntry old in ended) { _open.Remove(old.Person); }
            added = _open.Count < options.OpenMax;
            if (added) { _open[entry.Person] = entry; }
        }
        foreach (OpenEntry old in ended) { _ = EndAsync(old); }
        // Also when nobody asks again: templates must not lie about.
        if (added) { _ = EndLaterAsync(entry); }
        return added;
    }

    /// <summary>The one of that name, to its own agent alone.</summary>
    internal bool TryFind(DeviceId agent, string id, [NotNullWhen(true)] out OpenEntry? entry)
    {
        lock (_gate)
        {
            entry = _open.Values.FirstOrDefault(o => o.Id == id && o.Asked.Agent == agent && o.Elapsed <= Presentation.NonceLife);
            return entry is not null;
        }
    }

    internal void Remove(OpenEntry entry)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(entry.Person, out OpenEntry? now) && now == entry) { _open.Remove(entry.Person); }
        }
    }

    private async Task EndLaterAsync(OpenEntry entry)
    {
        await Task.Delay(Presentation.NonceLife, clock, CancellationToken.None);
        Remove(entry);
        await EndAsync(entry);
    }

    /// <summary>What was left half done is counted and remembered. It proves nothing in any case; without a disk its frames are forgotten.</summary>
    private async Task EndAsync(OpenEntry entry)
    {
        if (!entry.End()) { return; }
        try { await SettleAsync(entry); }
        catch (RefusedException) { }
    }

    /// <summary>Of an entry that is over: whoever broke the challenge off is counted as who stays, and what was shown is on the disk when this returns.</summary>
    /// <exception cref="RefusedException">It could not be recorded.</exception>
    internal async Task SettleAsync(OpenEntry entry)
    {
        try { await verdicts.AbandonedAsync(entry); }
        finally { await entry.RememberAsync(); }
    }
}
