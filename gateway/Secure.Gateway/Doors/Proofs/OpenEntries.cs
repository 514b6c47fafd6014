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
internal sealed class OpenEntries(StepUpOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, OpenEntry> _open = [];

    /// <summary>Takes the place of an older one of the same person. False where too many are open.</summary>
    internal bool TryAdd(OpenEntry entry)
    {
        lock (_gate)
        {
            foreach (OpenEntry old in _open.Values.Where(o => o.Elapsed > Presentation.NonceLife || o.Person == entry.Person).ToList())
            {
                _open.Remove(old.Person);
                old.End();
            }
            if (_open.Count >= options.OpenMax) { return false; }
            _open[entry.Person] = entry;
        }
        // Also when nobody asks again: templates must not lie about.
        _ = EndLaterAsync(entry);
        return true;
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
        entry.End();
    }

    private async Task EndLaterAsync(OpenEntry entry)
    {
        await Task.Delay(Presentation.NonceLife, clock, CancellationToken.None);
        Remove(entry);
        // What was left half done proves nothing; without a disk its frames are forgotten.
        try { await entry.RememberAsync(); }
        catch (RefusedException) { }
    }
}
