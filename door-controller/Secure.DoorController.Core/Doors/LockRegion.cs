using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>The lock: what it was told, what its feedback says, and whether it followed in time.</summary>
internal sealed class LockRegion(TimeSpan motionMax)
{
    private bool? _isUnlocked;
    private bool _isJammed;
    private bool _isReleased;

    /// <summary>True while the lock's line is to be driven to unlock.</summary>
    public bool IsDriven { get; private set; }

    /// <summary>When the feedback must have followed; null while it agrees, is unknown, or has already failed to.</summary>
    public TimeSpan? FollowBy { get; private set; }

    /// <summary>Locked and unlocked only ever come from the feedback.</summary>
    public LockState State => (_isUnlocked, IsDriven, _isJammed) switch
    {
        (null, _, _) => LockState.Unknown,
        // Hardware has its hand on it: its feedback alone counts, and what it was told matters no more.
        ({ } unlocked, _, _) when _isReleased => unlocked ? LockState.Unlocked : IsDriven ? LockState.Unlocking : LockState.Locked,
        (_, _, true) => LockState.Jammed,
        (true, true, _) => LockState.Unlocked,
        (false, true, _) => LockState.Unlocking,
        (true, false, _) => LockState.Locking,
        (false, false, _) => LockState.Locked,
    };

    public void Drive(bool unlock, TimeSpan now)
    {
        if (IsDriven == unlock) { return; }
        IsDriven = unlock;
        Watch(now);
    }

    public void Feed(bool? isUnlocked, TimeSpan now)
    {
        if (_isUnlocked == isUnlocked) { return; }
        _isUnlocked = isUnlocked;
        Watch(now);
    }

    /// <summary>Hardware releases the lock, or has ended doing so: until then it is not expected to follow.</summary>
    public void Release(bool isReleased, TimeSpan now)
    {
        _isReleased = isReleased;
        Watch(now);
    }

    /// <summary>True once, when the time to follow is over.</summary>
    public bool JamsAt(TimeSpan now)
    {
        if (FollowBy is not { } by || now < by) { return false; }
        (_isJammed, FollowBy) = (true, null);
        return true;
    }

    private void Watch(TimeSpan now)
    {
        _isJammed = false;
        FollowBy = !_isReleased && _isUnlocked is { } known && known != IsDriven ? now + motionMax : null;
    }
}
