using System.Globalization;
using Secure.DoorController.Native;

namespace Secure.DoorController.Guarding;

/// <summary>
/// Tells the door guard that this process is alive: 'A' at least every 100 ms while a lock is driven, 'I' when none is
/// and every second while idle. Only the thread that drives the locks beats, so that its hanging is noticed.
/// </summary>
internal sealed unsafe class GuardBeats(int? fd, TimeProvider clock)
{
    public const string Variable = "SECURE_GUARD_FD";

    /// <summary>Four times as often as asked, because a busy machine wakes a thread late.</summary>
    private static readonly TimeSpan Armed = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private byte _last;
    private TimeSpan _lastAt;

    /// <summary>How long the loop may sleep before the next beat.</summary>
    public static TimeSpan Every(bool armed) => armed ? Armed : Idle;

    /// <summary>Before a lock is driven.</summary>
    public void Arm() => Write((byte)'A');

    /// <summary>At every turn of the loop.</summary>
    public void Beat(bool armed)
    {
        byte beat = armed ? (byte)'A' : (byte)'I';
        if (beat != _last || Now - _lastAt >= Every(armed)) { Write(beat); }
    }

    /// <summary>The number in an environment variable; null when there is none.</summary>
    public static int? Inherited(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int fd) ? fd : null;

    private void Write(byte beat)
    {
        (_last, _lastAt) = (beat, Now);
        // A guard that is gone shows on its other pipe.
        if (fd is { } pipe) { _ = Libc.Write(pipe, &beat, 1); }
    }

    private TimeSpan Now => clock.GetElapsedTime(0, clock.GetTimestamp());
}
