using System.Runtime.InteropServices;
using Secure.DoorController.Configuration;
using Secure.DoorController.Guarding;
using Secure.DoorController.Hosting;
using Secure.DoorController.Journaling;
using Secure.DoorController.Native;
using Secure.DoorController.Pins.Gpio;
using Secure.DoorController.SelfTest;
using Secure.Signatures;

const string usage = "用法 · usage: secure-door-controller --config FILE [--enroll FILE] | guard-arguments --config FILE | journal --config FILE | self-test --config FILE [--drive]";
if (args is ["--help" or "-h"])
{
    Console.WriteLine(usage);
    return 0;
}
if (CommandLine.Of(args) is not { } command)
{
    Console.Error.WriteLine(usage);
    return 2;
}

if (ControllerFileReader.Read(command.Config, out IReadOnlyList<string> faults) is not { } file)
{
    foreach (string fault in faults) { Console.Error.WriteLine($"{command.Config}: {fault}"); }
    return 2;
}

if (command.For == Purpose.TellGuard)
{
    foreach (string word in GuardWords.Of(file)) { Console.WriteLine(word); }
    return 0;
}

if (command.For == Purpose.PrintJournal) { return JournalText.Print(file.StateFolder, Console.Out, Console.Error) ? 0 : 1; }

if (command.For is Purpose.TestPins or Purpose.TestLocks)
{
    BootClock time = new();
    using ReaderTest readers = new(file, Console.Out, time);
    bool well = readers.Run() & CodeTest.Run(Console.Out);
    if (file.IsOnGpio) { well &= new PinTest(GpioPlan.Of(file), file, Console.Out, time).Run(command.For == Purpose.TestLocks); }
    return well ? 0 : 1;
}

EnrollmentCode? code = null;
if (command.Enroll is { } path && EnrollmentFile.Read(path, out code) is { } wrong)
{
    Console.Error.WriteLine($"{path}: {wrong}");
    return 2;
}

int? life = GuardBeats.Inherited(GuardLife.Variable);
if (file.Guarded && life is null)
{
    Console.Error.WriteLine($"须由门卫进程启动 · must be started by the door guard (or set \"guarded\": false in {command.Config})");
    return 2;
}

Urgency.Raise();
BootClock clock = new();
ControllerLog log = new(Console.Error);
using Loop loop = new(clock);
PosixSignal[] ends = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
PosixSignalRegistration[] kept = [.. ends.Select(s => PosixSignalRegistration.Create(s, c => { c.Cancel = true; loop.Stop("signal", 0); }))];
if (life is { } pipe) { GuardLife.Watch(pipe, () => loop.Stop("guard_died", 1)); }
else { log.Unguarded(); }

try { return new Host(file, code, clock, log).Run(loop); }
catch (Exception cause)
{
    log.Failed(cause);
    return 1;
}
finally { GC.KeepAlive(kept); }
