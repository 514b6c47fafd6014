using System.Globalization;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>Programs in other languages, with libraries of others and nothing of ours but the proto files.</summary>
[Collection(nameof(RunningDemo))]
public sealed class ForeignClientTests(RunningDemo demo)
{
    private static readonly string Interop = Path.Combine(Checkout.Root, "tests", "interop");

    [Fact]
    public async Task Python_with_grpcio_signs_in_asks_watches_and_reads_proofs()
    {
        // Debian's own: python3-grpcio is built for it alone.
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || (await Command.RunAsync([python, "-c", "import grpc, google.protobuf"])).ExitCode != 0)
        {
            Assert.Skip("python3-grpcio 不在 · is not there");
        }
        await RunOnDemoAsync([python, "-B", "-m", "unittest", "discover", "-s", "python"], Interop);
    }

    [Fact]
    public async Task Node_with_grpc_js_signs_in_asks_watches_and_reads_proofs()
    {
        string folder = Path.Combine(Interop, "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) { Assert.Skip("node_modules 不在 · is not there: npm ci"); }
        // What fetch leaves open of a stream that was left would now and then keep the process alive after its last test.
        await RunOnDemoAsync(["timeout", "300", "node", "--test", "--test-concurrency=1", "--test-force-exit"], folder);
    }

    [Fact]
    public async Task Go_with_its_own_sumdb_verifies_an_exported_log_and_finds_a_changed_byte()
    {
        const string packages = "/usr/share/gocode";
        if (!File.Exists("/usr/bin/go") || !Directory.Exists(packages + "/src/golang.org/x/mod")) { Assert.Skip("golang-go 或 golang-golang-x-mod-dev 不在 · is not there"); }
        using TempFolder work = new();
        string copy = Path.Combine(work.Path, "log"), verifier = Path.Combine(work.Path, "verify_log");
        await demo.SignInAllAsync();
        CommandResult exported = await demo.Site.CtlAsync("--as", "auditor", "audit", "export", copy);
        Assert.True(exported.ExitCode == 0, exported.All);
        string key = (await demo.Site.CtlAsync("--as", "auditor", "audit", "key")).Output.Trim();
        CommandResult built = await Command.RunAsync(
            ["/usr/bin/go", "build", "-o", verifier, "verify_log.go"],
            new() { ["GO111MODULE"] = "off", ["GOPATH"] = packages, ["GOFLAGS"] = "", ["GOTOOLCHAIN"] = "local" }, Path.Combine(Interop, "go"));
        Assert.True(built.ExitCode == 0, built.All);

        CommandResult good = await Command.RunAsync([verifier, copy, key]);
        Assert.True(good.ExitCode == 0, good.All);
        Assert.StartsWith("good: ", good.Output, StringComparison.Ordinal);

        ExportedLog.ChangeOneByte(copy);
        CommandResult bad = await Command.RunAsync([verifier, copy, key]);
        Assert.True(bad.ExitCode == 1, bad.All);
    }

    private async Task RunOnDemoAsync(string[] command, string folder)
    {
        // The workstation in the archive: a person gets all three answers there.
        await using Forwarder archive = new("127.0.0.3", demo.Site.Port);
        Dictionary<string, string> environment = await EnvironmentAsync(archive.Port);
        CommandResult done = await Command.RunAsync(command, environment, folder);
        Assert.True(done.ExitCode == 0, done.All);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(int port)
    {
        string credential = await demo.EnrolServiceAsync();
        return new()
        {
            ["SECURE_GATEWAY"] = "localhost:" + port.ToString(CultureInfo.InvariantCulture),
            ["SECURE_CA"] = demo.Site.Root,
            ["NODE_EXTRA_CA_CERTS"] = demo.Site.Root,
            ["SECURE_CERT"] = Path.Combine(credential, "certificate.pem"),
            ["SECURE_KEY"] = Path.Combine(credential, "key.pem"),
            ["SECURE_SERVICE"] = "docflow",
            ["SECURE_ACCOUNT"] = "wang",
            ["SECURE_PASSWORD"] = (await File.ReadAllTextAsync(demo.Site.Secret("wang.password"))).Trim(),
            ["SECURE_OFFICER_ACCOUNT"] = "auditor",
            ["SECURE_OFFICER_PASSWORD"] = (await File.ReadAllTextAsync(demo.Site.Secret("auditor.password"))).Trim(),
            ["SECURE_PERMIT"] = "read material/staff-notice",
            ["SECURE_STEP_UP"] = "read material/design-review",
            ["SECURE_DENY"] = "read material/core-design",
        };
    }
}
