using Secure.Gateway.Tests.Alerts;
using Secure.Gateway.Tests.Audit;
using Secure.Gateway.Tests.Evidence;
using Xunit.Runner.InProc.SystemConsole;

namespace Secure.Gateway.Tests;

/// <summary>Runs the tests, or is the process that one of them kills.</summary>
public static class TestEntry
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["child", string folder] => PublishingChild.RunAsync(folder),
        ["alerts", string folder, string seed] => AlertsChild.RunAsync(folder, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),
        ["evidence", string folder, string disk] => EvidenceChild.FillAsync(folder, disk),
        ["child", string folder, string disk] => PublishingChild.FillAsync(folder, disk),
        _ => ConsoleRunner.Run(args),
    };
}
