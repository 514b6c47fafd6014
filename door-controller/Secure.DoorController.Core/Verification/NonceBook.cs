using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Verification;

/// <summary>For what a nonce was given out; it serves nothing else.</summary>
public enum NonceUse { Entry, Command }

/// <summary>The open nonces of one door: 128 random bits, good once, kept 60 s, at most 16.</summary>
internal sealed class NonceBook
{
    public const int OpenMax = 16;

    public static readonly TimeSpan KeptFor = Presentation.NonceLife;

    /// <summary>A word about a nonce is not signed again sooner: asking is free to whoever holds the socket.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromMilliseconds(250);

    private readonly List<Open> _open = [];

    /// <param name="Reader">Where the badge was presented.</param>
    /// <param name="IssuedAt">From here its 60 s run, whatever is signed about it later.</param>
    /// <param name="SignedAt">The controller's own time in its latest signed message about the nonce.</param>
    internal sealed record Open(Token128 Nonce, NonceUse Use, ReaderId? Reader, TimeSpan IssuedAt, TimeSpan SignedAt);

    /// <summary>Gives out a new nonce. The oldest goes when 16 are open: a new card counts more than a forgotten one.</summary>
    public Token128 Issue(NonceUse use, ReaderId? reader, TimeSpan now)
    {
        Forget(now);
        if (_open.Count == OpenMax) { _open.RemoveAt(0); }
        Open open = new(Token128.NewRandom(), use, reader, now, now);
        _open.Add(open);
        return open.Nonce;
    }

    /// <summary>Takes the nonce away, for good; null when it was never given out for this use, is used, or is older than 60 s.</summary>
    public Open? Take(Token128 nonce, NonceUse use, TimeSpan now)
    {
        Forget(now);
        int at = _open.FindIndex(o => o.Use == use && o.Nonce == nonce);
        if (at < 0) { return null; }
        Open open = _open[at];
        _open.RemoveAt(at);
        return open;
    }

    /// <summary>A new word about an open nonce is signed at this time. False where there is none to sign: the nonce is gone, or the last word is too fresh.</summary>
    public bool Renew(Token128 nonce, NonceUse use, TimeSpan now)
    {
        Forget(now);
        int at = _open.FindIndex(o => o.Use == use && o.Nonce == nonce);
        if (at < 0 || now - _open[at].SignedAt < RenewEvery) { return false; }
        _open[at] = _open[at] with { SignedAt = now };
        return true;
    }

    private void Forget(TimeSpan now) => _open.RemoveAll(o => now - o.IssuedAt > KeptFor);
}
