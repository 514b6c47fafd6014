using Secure.Gateway.Storage.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is ["child", string role, string folder] ? await Child.RunAsync(role, folder) : await ConsoleRunner.Run(args);
