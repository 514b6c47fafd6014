using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>The answer that a command still waits for: done when the lock says so, refused when it will not come to that.</summary>
internal sealed class CommandAnswer
{
    private Authority? _by;
    private LockState _target;

    internal sealed record Word(DoorEventKind Kind, Authority By, string Reason);

    /// <summary>Waits for the lock to get there. An older command that still waited is answered now.</summary>
    public Word? Await(Authority by, LockState target)
    {
        Word? older = Refuse(Reasons.Superseded);
        (_by, _target) = (by, target);
        return older;
    }

    /// <summary>The answer, once there is one.</summary>
    public Word? Judge(LockRegion region)
    {
        if (_by is not { } by) { return null; }
        if (region.State == _target)
        {
            _by = null;
            return new Word(DoorEventKind.CommandDone, by, "");
        }
        return region.State switch
        {
            LockState.Unknown => Refuse(Reasons.LockUnknown),
            LockState.Jammed => Refuse(Reasons.LockJammed),
            _ => region.IsDriven == (_target == LockState.Unlocked) ? null : Refuse(Reasons.NotUnlocking),
        };
    }

    /// <summary>Ends the waiting for a lock that cannot lock by now.</summary>
    public Word? GiveUpLocking(string reason) => _by is not null && _target == LockState.Locked ? Refuse(reason) : null;

    private Word? Refuse(string reason)
    {
        Word? word = _by is null ? null : new Word(DoorEventKind.CommandRefused, _by, reason);
        _by = null;
        return word;
    }
}
