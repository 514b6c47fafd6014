namespace Secure.DoorGuard;

/// <summary>The locks' lines in the guard's own hand.</summary>
internal interface ILockDriver : IDisposable
{
    /// <summary>To poll for what there is to hear; -1 while the lines are out of reach.</summary>
    int Fd { get; }

    /// <summary>The held lines, for the controller to inherit; null where it reaches them by itself.</summary>
    int? Inherited { get; }

    bool TryConnect();

    /// <summary>Takes what there is to hear.</summary>
    void Listen();

    /// <summary>True: every lock line is inactive, confirmed before the deadline.</summary>
    bool TryMakeInactive(long deadlineNs);
}
