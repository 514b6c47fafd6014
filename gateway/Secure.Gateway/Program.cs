using Microsoft.Extensions.Options;
using Secure.Gateway;
using Secure.Gateway.Backups;
using Secure.Gateway.Fleet;
using Secure.Gateway.Site;
using Secure.Gateway.Storage;

TimeProvider clock = TimeProvider.System;
switch (args)
{
    case ["check-site", var file]: return await SiteCheck.RunAsync(file, Console.Out, CancellationToken.None);
    case ["site-schema"]: return await SiteCheck.WriteSchemaAsync(Console.Out);
    case ["restore", .. var rest]: return BackupRestore.Run(rest, Console.Out, Console.Error);
    case ["new-origin", .. var rest]: return await NewOrigin.RunAsync(rest, clock, Console.In, Console.Out, Console.Error);
    case not [] when FleetRegistration.IsInit(args): return FleetRegistration.RunInit(args, clock);
}

bool stopping = false;
try
{
    await using WebApplication app = GatewayHost.Build(args, clock);
    using CancellationTokenRegistration told = app.Lifetime.ApplicationStopping.Register(() => stopping = true);
    await app.LoadAsync(CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (OperationCanceledException) when (stopping)
{
    // Told to stop while it still started: nothing was served, and nothing is worth a core dump of a process with keys.
    return 0;
}
catch (OptionsValidationException wrong)
{
    foreach (string fault in wrong.Failures) { await Console.Error.WriteLineAsync("配置错误 · configuration: " + fault); }
    return 2;
}
catch (Exception unusable) when (unusable is StoreException or InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync("网关无法启动 · the gateway cannot start: " + unusable.Message);
    return 1;
}
