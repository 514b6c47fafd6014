using System.Runtime.InteropServices;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Native;
using Secure.OsdpTool;

if (args.Any(a => a is "--help" or "-h"))
{
    Console.WriteLine(Words.Usage);
    return 0;
}
if (Options.Of(args) is not { } options)
{
    Console.Error.WriteLine(Words.Usage);
    return 2;
}

KnownReaders known = KnownReaders.Of(options.Controller);
if (options.Install && known.HasLine(options.Line))
{
    Console.Error.WriteLine(Words.KnownReader);
    return Words.RefusedExit;
}

OsdpKey? key;
try { key = KeySource.Read(options); }
catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
{
    Console.Error.WriteLine(unreadable.Message);
    return 2;
}
if (options.Install) { Console.Error.WriteLine(Words.LineIsHeard); }

using Bench bench = new(options, key, known, new Report(Console.Out, Console.Error, options.Json), new BootClock());
PosixSignal[] ends = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
PosixSignalRegistration[] kept = [.. ends.Select(s => PosixSignalRegistration.Create(s, c => { c.Cancel = true; bench.Stop(); }))];
// The end of standard input ends nothing: the tool may run without a keyboard.
Thread typing = new(() => { while (Console.In.ReadLine() is { } line) { bench.Typed(line); } }) { IsBackground = true, Name = "typing" };
typing.Start();
try { return bench.Run(); }
finally
{
    key?.Dispose();
    GC.KeepAlive(kept);
}
