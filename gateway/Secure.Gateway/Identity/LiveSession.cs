using System.Net;
using Secure.Gateway.Decisions;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>Where a session was opened.</summary>
internal sealed record SignInPlace(WorkstationId? Workstation, WorkstationSource Source, IPAddress Address);

/// <summary>One session. Its life is measured on the monotonic clock, so that a stepped wall clock neither ends nor stretches it.</summary>
internal sealed class LiveSession : ISession, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly long _begun;
    private long _used;
    private volatile SessionFacts _facts;

    internal LiveSession(string id, TokenHash token, Account account, PersonId person, string name, SignInPlace place, bool mustChange, DateTimeOffset now, DateTimeOffset expires, long timestamp)
    {
        (Id, Token, Account, Person, Name, Place, ExpiresAt) = (id, token, account.Name, person, name, place, expires);
        Ended = _ended.Token;
        _begun = _used = timestamp;
        Dictionary<Factor, DateTimeOffset> factors = new() { [Factor.Password] = now };
        _facts = new SessionFacts(id, person, place.Workstation, place.Source, factors, mustChange);
    }

    public string Id { get; }

    public string Account { get; }

    public PersonId Person { get; }

    public string Name { get; }

    public DateTimeOffset ExpiresAt { get; }

    public CancellationToken Ended { get; }

    public SessionFacts Facts => _facts;

    public IPAddress Address => Place.Address;

    internal TokenHash Token { get; }

    internal SignInPlace Place { get; }

    /// <summary>Id of the passkey that opened it; null: it was opened by the password alone.</summary>
    internal string? Passkey { get; init; }

    internal bool ByPasskey => Passkey is not null;

    internal long Begun => _begun;

    internal void Use(long timestamp) => Volatile.Write(ref _used, timestamp);

    /// <summary>Why it has ended by itself; null while it lives.</summary>
    internal string? Expiry(TimeProvider clock, long timestamp, IdentityOptions options)
    {
        if (clock.GetElapsedTime(_begun, timestamp) >= options.SessionMax) { return "expired"; }
        return clock.GetElapsedTime(Volatile.Read(ref _used), timestamp) >= options.SessionIdleMax ? "idle" : null;
    }

    public void Prove(Factor factor, DateTimeOffset at)
    {
        lock (_ended) { _facts = _facts with { FactorTimes = new Dictionary<Factor, DateTimeOffset>(_facts.FactorTimes) { [factor] = at } }; }
    }

    internal void PasswordChanged() => _facts = _facts with { MustChangePassword = false };

    /// <summary>Whoever hangs on <see cref="Ended"/> is told on another thread.</summary>
    internal void End() => _ = _ended.CancelAsync();

    public void Dispose() => _ended.Dispose();

    public override string ToString() => $"session {Id}";
}
