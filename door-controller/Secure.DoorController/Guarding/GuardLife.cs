using System.Runtime.InteropServices;
using Secure.DoorController.Native;

namespace Secure.DoorController.Guarding;

/// <summary>Notices the guard's death: its pipe then ends.</summary>
internal static unsafe class GuardLife
{
    public const string Variable = "SECURE_GUARD_LIFE_FD";

    /// <param name="died">Called once, on a thread of its own.</param>
    public static void Watch(int fd, Action died) => new Thread(() =>
    {
        byte nothing;
        nint count;
        do
        {
            Libc.PollFd poll = new() { Fd = fd, Events = Libc.PollIn };
            _ = Libc.Poll(&poll, 1, -1);
            count = Libc.Read(fd, &nothing, 1);
        }
        while (count > 0 || (count < 0 && Marshal.GetLastPInvokeError() is (Libc.Interrupted or Libc.TryAgain)));
        died();
    })
    { IsBackground = true, Name = "guard" }.Start();
}
