using System.Runtime.InteropServices;
using Secure.DoorGuard;

const string usage = "用法 · usage: secure-door-guard --pins unix:PATH --lock NAME=0|1 … | --pins gpio:CHIP --lock NAME@OFFSET=0|1[:open-drain|:open-source] … [--once] -- CONTROLLER [ARGUMENTS]";
if (args is ["--help" or "-h"])
{
    Console.WriteLine(usage);
    return 0;
}
if (Options.Of(args) is not { } options)
{
    Console.Error.WriteLine(usage);
    return 2;
}

int code = 1;
using ServiceNotice notice = ServiceNotice.To(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));
using Guard guard = new(options, new Monotonic(TimeProvider.System), notice);
PosixSignal[] ends = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
PosixSignalRegistration[] kept = [.. ends.Select(s => PosixSignalRegistration.Create(s, c => { c.Cancel = true; guard.Stop(); }))];

// A thread of its own: the controller's death signal hangs on the thread that starts it, and this one lives to the end.
Thread watch = new(() => { Urgency.Raise(); code = guard.Run(); });
watch.Start();
watch.Join();
GC.KeepAlive(kept);
return code;
