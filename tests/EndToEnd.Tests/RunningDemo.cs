// Each demo is eight processes with deadlines of their own: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Secure.EndToEnd.Tests;

/// <summary>One demo for every class of tests that leaves it as it was, started once.</summary>
[CollectionDefinition(nameof(RunningDemo))]
public sealed class RunningDemo : IAsyncLifetime, ICollectionFixture<RunningDemo>
{
    /// <summary>The demo's accounts; who works at a workstation signs in from its address.</summary>
    private static readonly (string Account, string? From)[] Accounts = [("admin", null), ("officer", null), ("auditor", null), ("zhang", "127.0.0.4"), ("wang", "127.0.0.3"), ("chen", null)];

    private DemoSite? _site;

    public DemoSite Site => _site!;

    public async ValueTask InitializeAsync() => _site = await DemoSite.StartAsync();

    public async Task SignInAllAsync()
    {
        foreach ((string account, string? from) in Accounts)
        {
            CommandResult signedIn = await Site.SignInAsync(account, from);
            Assert.True(signedIn.ExitCode == 0, signedIn.All);
        }
    }

    /// <summary>Enrols the service docflow, once. Returns the folder of its key and certificate.</summary>
    public async Task<string> EnrolServiceAsync()
    {
        string credential = Path.Combine(Site.Folder, "docflow"), code = Site.Secret("docflow.code");
        if (File.Exists(Path.Combine(credential, "certificate.pem"))) { return credential; }
        await SignInAllAsync();
        CommandResult made = await Site.CtlAsync("--as", "admin", "code", "docflow", "service");
        Assert.True(made.ExitCode == 0, made.All);
        await File.WriteAllTextAsync(code, made.Output);
        CommandResult enrolled = await Site.CtlAsync("enroll", "docflow", "service", "--code-file", code, "--out", credential);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
        return credential;
    }

    public ValueTask DisposeAsync() => _site is null ? ValueTask.CompletedTask : _site.DisposeAsync();
}
