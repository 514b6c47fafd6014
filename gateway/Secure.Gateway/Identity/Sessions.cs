using System.Collections.Concurrent;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>
/// The live sessions and their handles, in memory alone: a restart ends them all, so that nothing on a disk opens a
/// session and no ended one can come back with a restored store.
/// </summary>
internal sealed class Sessions : ISessions, IDisposable
{
    private const int PerPersonMax = 16;
    private const int HandlesPerSessionMax = 64;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TokenHash, LiveSession> _byToken = new();
    private readonly ConcurrentDictionary<string, LiveSession> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TokenHash, Handle> _handles = new();
    private readonly EndedSessions _ended = new();
    private readonly IAudit _audit;
    private readonly ISite _site;
    private readonly IdentityOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<Sessions> _log;
    private readonly ITimer _sweep;

    public Sessions(IAudit audit, ISite site, IdentityOptions options, TimeProvider clock, ILogger<Sessions> log)
    {
        (_audit, _site, _options, _clock, _log) = (audit, site, options, clock, log);
        _sweep = clock.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
        site.Replaced += OnSiteReplaced;
    }

    /// <summary>How many live, those included that have run out since the last sweep.</summary>
    internal int Count => _byToken.Count;

    public ISession? Find(string? token) => Find(token.AsSpan());

    internal LiveSession? Find(ReadOnlySpan<char> token) => TokenHash.TryOf(token, out TokenHash hash) ? Live(_byToken.GetValueOrDefault(hash)) : null;

    public ISession? FindById(string sessionId) => Live(_byId.GetValueOrDefault(sessionId), used: false);

    public ISession? FindByHandle(string? handle, ServiceId service, string certificateThumbprint)
    {
        if (!TokenHash.TryOf(handle, out TokenHash hash) || _handles.GetValueOrDefault(hash) is not { } found) { return null; }
        bool usable = found.Service == service && _clock.GetElapsedTime(found.Made) < _options.HandleMax && found.Bind(certificateThumbprint);
        return usable ? Live(found.Session) : null;
    }

    /// <summary>Why the session of this token has ended, and where it was opened; null where nothing is known of it, as after a restart.</summary>
    internal (SignInPlace Place, string Reason)? WhyEnded(ReadOnlySpan<char> token)
    {
        if (!TokenHash.TryOf(token, out TokenHash hash)) { return null; }
        if (_ended.Find(hash) is { } known) { return known; }
        // Run out, and not swept yet.
        return _byToken.GetValueOrDefault(hash) is { } session && session.Expiry(_clock, _clock.GetTimestamp(), _options) is { } reason ? (session.Place, reason) : null;
    }

    public async ValueTask EndAllAsync(PersonId person, string reason, CancellationToken cancellation) =>
        await EndAsync([.. _byId.Values.Where(s => s.Person == person)], reason, cancellation);

    /// <summary>Ends them at once, then records it.</summary>
    internal async ValueTask EndAsync(IReadOnlyList<LiveSession> sessions, string reason, CancellationToken cancellation)
    {
        LiveSession[] ended = [.. sessions.Where(s => Remove(s, reason))];
        if (ended.Length == 0) { return; }
        AuditEvent[] happened = [.. ended.Select(s => Ended(s, reason))];
        if (await _audit.RecordAsync(happened, cancellation) is not CommitOutcome.Committed) { _log.EndUnrecorded(ended.Length, reason); }
    }

    /// <summary>Takes a session whose beginning is on record. The person's oldest one gives way past the limit.</summary>
    internal async ValueTask AddAsync(LiveSession session, CancellationToken cancellation)
    {
        LiveSession[] held = [.. _byId.Values.Where(s => s.Person == session.Person).OrderBy(s => s.Begun)];
        _byToken[session.Token] = session;
        _byId[session.Id] = session;
        await EndAsync([.. held.Take(Math.Max(0, held.Length + 1 - PerPersonMax))], "too_many", cancellation);
        // The person may have become inactive between the check of the password and this moment.
        if (IsGone(session, _site.Current)) { await EndAsync([session], "person_inactive", CancellationToken.None); }
    }

    IReadOnlyList<ISession> ISessions.Of(PersonId person) => [.. Of(person).Where(s => Live(s, used: false) is not null).OrderByDescending(s => s.Begun)];

    internal IReadOnlyList<LiveSession> Of(PersonId person) => [.. _byId.Values.Where(s => s.Person == person)];

    /// <summary>Takes a handle whose making is on record. The session's oldest one gives way past the limit.</summary>
    internal void AddHandle(TokenHash hash, ISession session, ServiceId service)
    {
        KeyValuePair<TokenHash, Handle>[] held = [.. _handles.Where(h => h.Value.Session == session).OrderBy(h => h.Value.Made)];
        foreach (KeyValuePair<TokenHash, Handle> old in held.Take(Math.Max(0, held.Length + 1 - HandlesPerSessionMax))) { _handles.TryRemove(old); }
        _handles[hash] = new Handle((LiveSession)session, service, _clock.GetTimestamp());
    }

    public void Dispose()
    {
        _site.Replaced -= OnSiteReplaced;
        _sweep.Dispose();
        foreach (LiveSession session in _byId.Values.Where(s => Remove(s, ""))) { session.Dispose(); }
    }

    private LiveSession? Live(LiveSession? session, bool used = true)
    {
        if (session is null || session.Ended.IsCancellationRequested) { return null; }
        long now = _clock.GetTimestamp();
        if (session.Expiry(_clock, now, _options) is not null) { return null; }
        if (used) { session.Use(now); }
        return session;
    }

    private bool Remove(LiveSession session, string reason)
    {
        if (!_byId.TryRemove(session.Id, out _)) { return false; }
        // Known before its streams end: their pages ask at once why.
        _ended.Add(session, reason);
        _byToken.TryRemove(session.Token, out _);
        session.End();
        foreach (KeyValuePair<TokenHash, Handle> handle in _handles.Where(h => h.Value.Session == session)) { _handles.TryRemove(handle); }
        return true;
    }

    private void Sweep()
    {
        long now = _clock.GetTimestamp();
        foreach (KeyValuePair<TokenHash, Handle> old in _handles.Where(h => _clock.GetElapsedTime(h.Value.Made, now) >= _options.HandleMax)) { _handles.TryRemove(old); }
        foreach (IGrouping<string, LiveSession> ended in _byId.Values.Where(s => s.Expiry(_clock, now, _options) is not null).GroupBy(s => s.Expiry(_clock, now, _options) ?? "expired"))
        {
            _ = EndAsync([.. ended], ended.Key, CancellationToken.None).AsTask();
        }
    }

    // A person who left, or was made inactive, has no session from this moment on.
    private void OnSiteReplaced(SiteSnapshot site)
    {
        LiveSession[] gone = [.. _byId.Values.Where(s => IsGone(s, site))];
        if (gone.Length > 0) { _ = EndAsync(gone, "person_inactive", CancellationToken.None).AsTask(); }
    }

    private static bool IsGone(LiveSession session, SiteSnapshot site) => site.Persons.GetValueOrDefault(session.Person) is not { Active: true };

    private static AuditEvent Ended(LiveSession session, string reason) =>
        new(AuditKinds.SessionEnd) { Subject = session.Person.Text, Person = session.Person.Text, Session = session.Id, Workstation = session.Place.Workstation?.Text, Reasons = [reason] };

    /// <summary>Usable by one service; by that one of its certificates which used it first.</summary>
    private sealed class Handle(LiveSession session, ServiceId service, long made)
    {
        private string? _thumbprint;

        public LiveSession Session => session;

        public ServiceId Service => service;

        public long Made => made;

        public bool Bind(string thumbprint) => (Interlocked.CompareExchange(ref _thumbprint, thumbprint, null) ?? thumbprint) == thumbprint;
    }
}
