using Secure.Biometrics.Host;
using Secure.Biometrics.Host.Confinement;

// Reads faces and fingerprints for one gateway, which starts this process, speaks to it over a Unix socket, and whose
// end of standard input is this process's own end.
if (args is [ConfinementProbe.Verb]) { return ConfinementProbe.Run(Console.Out); }
if (HostOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(HostOptions.Usage);
    return 2;
}
InheritedSockets.Close();
ProcessLimits.Set();
using Engines engines = Engines.OpenConfined(options, Seccomp.Install);
await using HostServer server = HostServer.Listen(options.Socket, engines, TimeProvider.System);
// The gateway waits for this line before it connects.
await Console.Out.WriteLineAsync("ready");
await Console.Out.FlushAsync();
await ParentWatch.EndAsync();
return 0;
