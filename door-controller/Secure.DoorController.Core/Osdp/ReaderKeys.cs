namespace Secure.DoorController.Core.Osdp;

/// <summary>
/// The keys that a reader may hold. Normally one. While a new one is on its way two, because a crash may fall between
/// the reader's taking it and its being known; inside an install window also the default key, which serves for nothing
/// but handing over the new one.
/// </summary>
internal sealed class ReaderKeys(OsdpReaderSettings settings)
{
    private OsdpKey? _key = settings.Key;
    private OsdpKey? _next = settings.NextKey;
    private bool _sent = settings.NextKeySent;
    private TimeSpan? _windowUntil;
    private int _tried;
    private bool _defaultServes;
    private bool _hadKey;

    /// <summary>True where the reader may never be talked to in plain text.</summary>
    public bool MustBeSecure => settings.SecureRequired || _hadKey || MayHold;

    /// <summary>True where the reader may hold a key of its own: one that was made for it and never sent is none.</summary>
    public bool MayHold => _key is not null || (_next is not null && _sent);

    /// <summary>The key on its way to the reader.</summary>
    public OsdpKey? Next => _next;

    public bool IsWindowOpen(TimeSpan now) => now < _windowUntil;

    /// <summary>The key to try now; null when there is none.</summary>
    public OsdpKey? Candidate(TimeSpan now)
    {
        List<OsdpKey> all = Candidates(now);
        return all.Count == 0 ? null : all[_tried % all.Count];
    }

    /// <summary>The reader does not hold the key that was tried. True when there is another to try at once.</summary>
    public bool TryAnother(TimeSpan now)
    {
        _tried++;
        int count = Candidates(now).Count;
        return count > 0 && _tried % count != 0;
    }

    /// <summary>Begins to hand over a key.</summary>
    public void Offer(OsdpKey next, TimeSpan windowUntil) => (_sent, _next, _windowUntil, _tried, _defaultServes) = (_sent && next.Equals(_next), next, windowUntil, 0, true);

    /// <summary>The key is sent now: from here on the reader may hold it.</summary>
    public void Sent() => _sent = true;

    /// <summary>
    /// The reader has acknowledged the new key. Where it did so under a key of its own the default key is out from then on:
    /// whoever still answers to it is not that reader, and would be handed the key that the reader now holds.
    /// </summary>
    public void HandedOver(TimeSpan now)
    {
        _defaultServes &= OsdpKey.Default.Equals(Candidate(now));
        _tried = 0;
    }

    /// <summary>A session with this key stands: it is the reader's own. True when that is news.</summary>
    public bool Proved(OsdpKey key)
    {
        if (!key.Equals(_next)) { return false; }
        (_key, _next, _sent, _windowUntil, _tried) = (key, null, false, null, 0);
        return true;
    }

    /// <summary>No key serves any more, and the window is shut. That there was one is remembered: plain text is no way out.</summary>
    public void Forget()
    {
        _hadKey |= MustBeSecure;
        _key?.Dispose();
        _next?.Dispose();
        (_key, _next, _sent, _windowUntil, _tried, _defaultServes) = (null, null, false, null, 0, false);
    }

    private List<OsdpKey> Candidates(TimeSpan now)
    {
        List<OsdpKey> all = [.. new[] { _sent ? _next : null, _key }.OfType<OsdpKey>()];
        if (_defaultServes && IsWindowOpen(now)) { all.Add(OsdpKey.Default); }
        return all;
    }
}
