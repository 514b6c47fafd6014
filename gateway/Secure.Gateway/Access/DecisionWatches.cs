using System.Threading.Channels;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>
/// Wakes the open watches: those of a person at once when that person's presence changes, all of them when the site is
/// replaced, and all of them every second, which is how hours that close and proofs that grow old are noticed.
/// </summary>
internal sealed class DecisionWatches : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<DecisionWatch> _open = [];
    private readonly ISite _site;
    private readonly IPresence _presence;
    private readonly AccessOptions _options;
    private readonly ITimer _tick;

    public DecisionWatches(ISite site, IPresence presence, AccessOptions options, TimeProvider clock)
    {
        (_site, _presence, _options) = (site, presence, options);
        _site.Replaced += OnReplaced;
        _presence.Changed += OnMoved;
        _tick = clock.CreateTimer(_ => WakeAll(), null, Tick, Tick);
    }

    /// <summary>How many are open.</summary>
    internal int Count { get { lock (_gate) { return _open.Count; } } }

    /// <exception cref="Secure.Contracts.RefusedException">The session, or the gateway, has too many already.</exception>
    internal DecisionWatch Open(ISession session)
    {
        lock (_gate)
        {
            if (_open.Count >= _options.WatchesMax || _open.Count(w => w.Session.Id == session.Id) >= _options.WatchesPerSession) { throw AccessRefusals.TooManyWatches(); }
            DecisionWatch watch = new(this, session);
            _open.Add(watch);
            return watch;
        }
    }

    internal void Close(DecisionWatch watch) { lock (_gate) { _open.Remove(watch); } }

    public void Dispose()
    {
        _site.Replaced -= OnReplaced;
        _presence.Changed -= OnMoved;
        _tick.Dispose();
    }

    private void OnReplaced(SiteSnapshot site) => WakeAll();

    private void OnMoved(PersonId person)
    {
        lock (_gate) { foreach (DecisionWatch watch in _open) { if (watch.Session.Person == person) { watch.Wake(); } } }
    }

    private void WakeAll() { lock (_gate) { foreach (DecisionWatch watch in _open) { watch.Wake(); } } }
}

/// <summary>One open watch. Wakings between two looks fall together.</summary>
internal sealed class DecisionWatch : IDisposable
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly DecisionWatches _owner;
    private readonly CancellationTokenRegistration _ended;

    internal DecisionWatch(DecisionWatches owner, ISession session)
    {
        (_owner, Session) = (owner, session);
        _ended = session.Ended.Register(Wake);
    }

    internal ISession Session { get; }

    internal void Wake() => _wake.Writer.TryWrite(true);

    internal ValueTask<bool> WaitAsync(CancellationToken cancellation) => _wake.Reader.ReadAsync(cancellation);

    public void Dispose()
    {
        _ended.Dispose();
        _owner.Close(this);
    }
}
