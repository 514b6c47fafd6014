using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>
/// PINs while the lease decides: asked for after the badge, compared on another thread, and only then does the badge pass. Of one
/// person five PINs an hour are compared, counted before each; a right one begins anew. A duress PIN does all that the right one
/// does, in the same time; the record names another handle, which the gateway alone can read. In memory only: after a restart there
/// is nothing to compare with, so nobody passes here until the gateway is back.
/// </summary>
internal sealed class PinDesk(Controller controller, Badges badges)
{
    public const int TriesMax = 5;

    public static readonly TimeSpan TriesPeriod = TimeSpan.FromHours(1);

    /// <summary>How long a person may take to type.</summary>
    public static readonly TimeSpan TypeMax = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Token128, (ReaderId Reader, BadgeNumber Badge)> _asked = [];
    private readonly List<Tries> _tries = [];

    private sealed record Tries(BadgeNumber Badge, int Count, TimeSpan Since);

    /// <summary>Waits for the PIN that goes with the badge.</summary>
    public void Ask(ReaderId reader, BadgeNumber badge, LeaseAnswer lease)
    {
        // One question at a reader: whoever presents anew gives the earlier one up, so that a flood of badges is none of questions.
        foreach (Token128 over in _asked.Where(a => a.Value.Reader == reader || controller.Entries.ReaderOf(a.Key) is null).Select(a => a.Key).ToList())
        {
            controller.Entries.End(over);
            _asked.Remove(over);
        }
        if (controller.SlowCodes is null || CountOf(badge) >= TriesMax) { Refuse(reader, LeaseReasons.PinLocked, lease); return; }
        Token128 nonce = Token128.NewRandom();
        _asked[nonce] = (reader, badge);
        controller.Entries.Await(nonce, reader, controller.Time.Now);
        controller.Entries.Prolong(nonce, EntryAct.Pin, controller.Time.Now, TypeMax);
    }

    /// <summary>True where the PIN was asked for here: then it goes to nobody else.</summary>
    public bool Take(Token128 nonce, ReadOnlySpan<byte> digits)
    {
        if (!_asked.Remove(nonce, out (ReaderId Reader, BadgeNumber Badge) asked)) { return false; }
        LeaseAnswer lease = controller.Leases.Decide(asked.Reader, asked.Badge);
        string? obstacle = lease.Refused ?? (CountOf(asked.Badge) >= TriesMax ? LeaseReasons.PinLocked : null);
        if (obstacle is not null || lease.Pin is not { } pin || controller.Leases.Open(pin) is not { } verifiers)
        {
            controller.Entries.End(nonce);
            Refuse(asked.Reader, obstacle ?? LeaseReasons.NotNamed, lease);
            return true;
        }
        Count(asked.Badge);
        controller.Entries.Prolong(nonce, EntryAct.Pin, controller.Time.Now, TypeMax);
        controller.SlowCodes!.Check(digits.ToArray(), [verifiers.Pin, verifiers.Duress], which => Answered(nonce, asked.Reader, asked.Badge, pin, which));
        return true;
    }

    /// <summary>Nobody can read out any more who typed.</summary>
    public void Erase()
    {
        _asked.Clear();
        _tries.Clear();
    }

    private void Answered(Token128 nonce, ReaderId reader, BadgeNumber badge, LeasePinBadge pin, int? which)
    {
        if (!controller.Entries.End(nonce)) { return; }
        LeaseAnswer lease = controller.Leases.Decide(reader, badge);
        // Who may pass may have changed meanwhile, and the gateway may be there again: then it is asked.
        bool isOver = lease.Pin != pin || (controller.IsOnline && controller.CanAsk);
        string? refused = lease.Refused ?? (isOver ? Reasons.NoAnswer : which is 0 or 1 ? null : which == ISlowCodes.NotCompared ? controller.CodesFailed() : LeaseReasons.PinWrong);
        if (refused is not null)
        {
            Refuse(reader, refused, lease);
            // Each wrong PIN has a record of its own, which the gateway counts; that it was the last one is another, which alarms.
            if (refused == LeaseReasons.PinWrong && CountOf(badge) >= TriesMax) { Tell(reader, LeaseReasons.PinLocked, lease); }
            return;
        }
        _tries.RemoveAll(t => IsSame(t.Badge, badge));
        badges.Enter(reader, badge, lease with { DecisionId = controller.Leases.IdOf(pin, forced: which == 1) });
    }

    private void Refuse(ReaderId reader, string reason, LeaseAnswer lease)
    {
        controller.Entries.Show(reader, false);
        Tell(reader, reason, lease);
    }

    private void Tell(ReaderId reader, string reason, LeaseAnswer lease) =>
        badges.Unanswered(reader, reason, lease.DecisionId is { } id ? new Authority(null, id, 0, reader) : null);

    private int CountOf(BadgeNumber badge) => _tries.FirstOrDefault(t => IsSame(t.Badge, badge) && controller.Time.Now - t.Since < TriesPeriod)?.Count ?? 0;

    private void Count(BadgeNumber badge)
    {
        TimeSpan now = controller.Time.Now;
        Tries before = _tries.FirstOrDefault(t => IsSame(t.Badge, badge) && now - t.Since < TriesPeriod) ?? new Tries(badge, 0, now);
        _tries.RemoveAll(t => IsSame(t.Badge, badge) || now - t.Since >= TriesPeriod);
        _tries.Add(before with { Count = before.Count + 1 });
    }

    private bool IsSame(BadgeNumber one, BadgeNumber other) => one == other || (controller.Leases.PersonOf(one) is { } person && controller.Leases.PersonOf(other) == person);
}
