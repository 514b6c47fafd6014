using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>Presentations that wait for the gateway's answer, and what the reader shows of it.</summary>
internal sealed class Entries(IReaderLamps lamps)
{
    /// <summary>No grant can count any later, so the person need not wait.</summary>
    public static readonly TimeSpan AnswerMax = Grant.LifeMax;

    private readonly Dictionary<Token128, Waiting> _waiting = [];
    private readonly Dictionary<ReaderId, Token128> _newest = [];

    internal sealed record Waiting(ReaderId Reader, TimeSpan Until)
    {
        /// <summary>Stable reason that is recorded where no answer comes.</summary>
        public string Unanswered { get; init; } = Reasons.NoAnswer;

        /// <summary>What the reader shows to do; shown once.</summary>
        public EntryAct Act { get; init; }
    }

    public TimeSpan? DueAt => _waiting.Count == 0 ? null : _waiting.Values.Min(w => w.Until);

    /// <param name="unanswered">Stable reason that is recorded where no answer comes; null: that there was none.</param>
    public void Await(Token128 nonce, ReaderId reader, TimeSpan now, string? unanswered = null) =>
        (_waiting[nonce], _newest[reader]) = (new Waiting(reader, now + AnswerMax) { Unanswered = unanswered ?? Reasons.NoAnswer }, nonce);

    /// <summary>The newest presentation at the reader and what was asked for it; null where it waits no more.</summary>
    public (Token128 Nonce, EntryAct Act)? NewestAt(ReaderId reader) =>
        _newest.GetValueOrDefault(reader) is { } nonce && _waiting.GetValueOrDefault(nonce) is { } waiting ? (nonce, waiting.Act) : null;

    /// <summary>Where the presentation still waits; null where it does not.</summary>
    public ReaderId? ReaderOf(Token128 nonce) => _waiting.GetValueOrDefault(nonce)?.Reader;

    /// <summary>More than the badge is asked for: waits on, and shows what to do.</summary>
    /// <param name="wait">Null: as long as a grant could count.</param>
    public void Prolong(Token128 nonce, EntryAct act, TimeSpan now, TimeSpan? wait = null)
    {
        Waiting waiting = _waiting[nonce];
        _waiting[nonce] = waiting with { Until = now + (wait ?? AnswerMax), Act = act };
        if (act != waiting.Act && EntryWaits.LampsFor(act) is { Count: > 0 } shown) { lamps.Show(waiting.Reader, shown); }
    }

    public void Granted(Token128 nonce, bool unlocks)
    {
        if (_waiting.Remove(nonce, out Waiting? waiting)) { Show(waiting.Reader, unlocks); }
    }

    /// <summary>It waits no more, and what comes of it is shown by who says so. False where it did not wait.</summary>
    public bool End(Token128 nonce) => _waiting.Remove(nonce);

    /// <summary>What waited for it; null where nobody did.</summary>
    public Waiting? Refused(Token128 nonce)
    {
        if (_waiting.Remove(nonce, out Waiting? waiting)) { Show(waiting.Reader, false); }
        return waiting;
    }

    public void Show(ReaderId reader, bool granted) => lamps.Show(reader, granted
        ? [OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)), OsdpCommand.Beep(1, TimeSpan.FromMilliseconds(200))]
        : [OsdpCommand.LedFor(LedColour.Red, TimeSpan.FromSeconds(2)), OsdpCommand.Beep(3, TimeSpan.FromMilliseconds(100))]);

    /// <summary>What has waited too long, removed.</summary>
    public IReadOnlyList<Waiting> TakeOverdue(TimeSpan now)
    {
        List<Waiting> overdue = [];
        foreach ((Token128 nonce, Waiting waiting) in _waiting.Where(w => w.Value.Until <= now).ToList())
        {
            _waiting.Remove(nonce);
            Show(waiting.Reader, false);
            overdue.Add(waiting);
        }
        return overdue;
    }
}
