using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Secure.Gateway.Access;

/// <summary>What a step-up may be answered for, once.</summary>
/// <param name="Nonce">16 random bytes.</param>
/// <param name="DecisionId">The decision that demanded it.</param>
internal sealed record StepUpTicket(byte[] Nonce, string Session, string Action, string Resource, DateTimeOffset ExpiresAt, string DecisionId);

/// <summary>
/// The nonces of open step-ups, in memory alone: a restart makes everybody ask again. Each is bound to its session,
/// action and resource, can be answered once, and only for a short time. A session's oldest gives way past its limit.
/// </summary>
internal sealed class StepUps(AccessOptions options, TimeProvider clock)
{
    private const int NonceBytes = 16;

    /// <summary>Above the 100 questions of one CheckMany, each of which may ask for a step-up.</summary>
    private const int PerSessionMax = 128;

    /// <summary>So many that gave way may lie in the queue before it is tidied.</summary>
    private const int GoneMax = 4096;

    private static readonly TimeSpan ProofMax = TimeSpan.FromHours(24);

    /// <summary>Tickets held in memory, those that gave way included.</summary>
    internal int Held { get { lock (_gate) { return _byAge.Count; } } }

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<StepUpTicket>> _bySession = new(StringComparer.Ordinal);
    private Queue<StepUpTicket> _byAge = new();
    private int _gone;
    private readonly List<Proof> _proofs = [];

    internal StepUpTicket Issue(string session, string action, string resource, string decisionId)
    {
        DateTimeOffset now = clock.GetUtcNow();
        StepUpTicket ticket = new(RandomNumberGenerator.GetBytes(NonceBytes), session, action, resource, now + options.StepUpLife, decisionId);
        lock (_gate)
        {
            Forget(now);
            if (!_bySession.TryGetValue(session, out List<StepUpTicket>? open)) { _bySession[session] = open = []; }
            if (open.Count == PerSessionMax) { open.RemoveAt(0); _gone++; }
            open.Add(ticket);
            _byAge.Enqueue(ticket);
            if (_gone > GoneMax) { Tidy(); }
        }
        return ticket;
    }

    /// <summary>Takes the nonce out of use. False where it is not this session's, is used up or has expired.</summary>
    internal bool TryConsume(string session, ReadOnlySpan<byte> nonce, [NotNullWhen(true)] out StepUpTicket? ticket)
    {
        ticket = null;
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            Forget(now);
            List<StepUpTicket> open = _bySession.GetValueOrDefault(session, []);
            for (int i = 0; i < open.Count && ticket is null; i++)
            {
                if (CryptographicOperations.FixedTimeEquals(open[i].Nonce, nonce)) { ticket = open[i]; }
            }
            if (ticket is not null) { Remove(ticket); }
        }
        return ticket is not null && now < ticket.ExpiresAt;
    }

    /// <summary>Puts a ticket back whose step-up ended without a judgement; it lasts no longer for that.</summary>
    internal void Return(StepUpTicket ticket)
    {
        lock (_gate)
        {
            if (clock.GetUtcNow() >= ticket.ExpiresAt) { return; }
            if (!_bySession.TryGetValue(ticket.Session, out List<StepUpTicket>? open)) { _bySession[ticket.Session] = open = []; }
            if (open.Count < PerSessionMax && !open.Contains(ticket)) { open.Add(ticket); }
        }
    }

    /// <summary>The step-up of this ticket was passed: one permit for its very request may stand on it, where a rule asks each time.</summary>
    internal void Proved(StepUpTicket ticket)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            // Nothing older can serve: no policy lets a proof grow older than that (see the site's limits).
            _proofs.RemoveAll(p => now - p.At >= ProofMax || IsOf(p, ticket.Session, ticket.Action, ticket.Resource));
            _proofs.Add(new Proof(ticket.Session, ticket.Action, ticket.Resource, now));
        }
    }

    /// <summary>When the very request was last proved and not used since; null else.</summary>
    internal DateTimeOffset? ProofOf(string session, string action, string resource)
    {
        lock (_gate) { return _proofs.Find(p => IsOf(p, session, action, resource))?.At; }
    }

    /// <summary>Uses the proof up. False where somebody else was faster.</summary>
    internal bool TryUseProof(string session, string action, string resource)
    {
        lock (_gate) { return _proofs.RemoveAll(p => IsOf(p, session, action, resource)) > 0; }
    }

    private static bool IsOf(Proof proof, string session, string action, string resource) =>
        proof.Session == session && proof.Action == action && proof.Resource == resource;

    private void Forget(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out StepUpTicket? oldest) && oldest.ExpiresAt <= now) { Remove(_byAge.Dequeue()); }
    }

    private void Tidy()
    {
        HashSet<StepUpTicket> live = new(_bySession.Values.SelectMany(o => o), ReferenceEqualityComparer.Instance);
        _byAge = new(_byAge.Where(live.Contains));
        _gone = 0;
    }

    private void Remove(StepUpTicket ticket)
    {
        if (_bySession.TryGetValue(ticket.Session, out List<StepUpTicket>? open) && open.Remove(ticket) && open.Count == 0) { _bySession.Remove(ticket.Session); }
    }

    private sealed record Proof(string Session, string Action, string Resource, DateTimeOffset At);
}
