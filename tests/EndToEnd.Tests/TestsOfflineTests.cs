using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What <c>./secure test</c> does before its tests, once it has been run here before: 90 days later and without a network.</summary>
public sealed class TestsOfflineTests
{
    /// <summary>Its own preparation, then one test program restored and built from nothing in a folder of its own, and run.</summary>
    private const string Steps = """
        set -euo pipefail; SECURE_HOME=$1; parts=$SECURE_HOME/.config/secure; for f in common doctor models console test; do . "$parts/$f.sh"; done
        ! timeout 5 bash -c '</dev/tcp/1.1.1.1/443' 2>/dev/null || fail 1 "there is a network"
        [ "$(date +%s)" -gt "$3" ] || fail 1 "it is today"
        require git_fault dotnet_fault node_fault
        install_packages "${demo_packages[@]}" "${test_packages[@]}"
        install_models
        fetch_portrait
        build_console
        prepare_node
        cd "$SECURE_HOME"
        dotnet build tests/Secure.Vocabulary.Tests -c Release --artifacts-path "$2" --nologo -v quiet -clp:ErrorsOnly
        dotnet "$2/bin/Secure.Vocabulary.Tests/release/Secure.Vocabulary.Tests.dll" -noLogo -noColor
        """;

    [Fact]
    public async Task What_precedes_the_tests_and_a_build_of_one_need_neither_a_network_nor_the_day_of_the_first()
    {
        if (!await DemoSurroundings.CanBeWithoutNetworkAsync()) { Assert.Skip("本机不允许自建网络 · this machine allows no network of one's own"); }
        using TempFolder work = new();
        string later = TimeProvider.System.GetUtcNow().AddDays(89).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        CommandResult done = await Command.RunAsync([.. DemoSurroundings.WithoutNetwork.Prefix, .. DemoSurroundings.Shifted("+90d"), "bash", "-c", Steps, "bash", Checkout.Root, work["built"], later]);
        Assert.True(done.ExitCode == 0, done.All);
        Assert.Matches("Total: [1-9][0-9]*, Errors: 0, Failed: 0, ", done.Output);
    }
}
