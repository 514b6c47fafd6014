namespace Secure.EndToEnd.Tests;

/// <summary>The demo's registry asks for a badge and its owner's PIN: typed at the twin's keypad, judged by the real processes.</summary>
[Collection(nameof(RunningDemo))]
public sealed class PinDoorTests(RunningDemo demo) : IAsyncLifetime
{
    private const string Wang = "1002";

    private readonly Officer _officer = new(demo.Site);

    private DemoSite Site => demo.Site;

    private TwinControl Twin => new(Site);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _officer.SignInAsync(Limit);
        CommandResult signedIn = await Site.SignInAsync("officer");
        Assert.True(signedIn.ExitCode == 0, signedIn.All);
        await UntilAsync(() => _officer.AreDoorsOnlineAsync(Limit), "every door online");
    }

    public ValueTask DisposeAsync()
    {
        _officer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_right_pin_opens_a_wrong_one_is_refused_on_record_and_a_duress_pin_opens_just_the_same_and_calls_for_help()
    {
        string pin = await PinAsync("wang.pin"), duress = await PinAsync("wang.duress-pin");
        await UntilAsync(IsLockedAsync, "the registry is locked");

        int strikes = await StrikesAsync(), denied = await CountAsync("stepup.attempt");
        await BadgeAsync(Changed(pin), "1000");
        await UntilAsync(async () => await CountAsync("stepup.attempt") > denied, "the wrong PIN is on record");
        Assert.Equal(strikes, await StrikesAsync());

        Assert.Equal(0, await OpensAsync(pin));
        Assert.Equal(0, await OpensAsync(duress));
        string alert = "";
        await UntilAsync(async () => (alert = await SilentAlertAsync()).Length > 0, "the silent alert");

        IReadOnlyList<Entry> granted = [.. (await _officer.LogAsync(Limit, "entry.granted")).Where(e => e.Text("door") == "registry").TakeLast(2)];
        Assert.Equal(Shape(granted[0]), Shape(granted[1]));
        await CloseAsync(alert);
        Assert.All([pin, duress], p => Assert.DoesNotContain(p, Site.Logs() + string.Concat(granted.Select(e => e.Json.ToString())), StringComparison.Ordinal));
    }

    /// <summary>The exit code: 0 where the strike moved. Then the door is locked again, so that the next strike is the next badge's.</summary>
    private async Task<int> OpensAsync(string pin)
    {
        int code = await BadgeAsync(pin, "30000");
        await UntilAsync(IsLockedAsync, "the registry is locked again");
        return code;
    }

    /// <summary>By the command of a person at the terminal: the PIN goes over its standard input.</summary>
    private async Task<int> BadgeAsync(string pin, string waitMs) =>
        (await Site.RunAsync(pin + "\n", ["badge", "registry", Wang, "--pin", "--wait", waitMs])).ExitCode;

    private async Task<string> PinAsync(string name) => (await File.ReadAllTextAsync(Site.Secret(name), Limit)).Trim();

    private async Task<int> CountAsync(string kind) => (await _officer.LogAsync(Limit, kind)).Count(e => e.Text("door") == "registry");

    /// <summary>The id of the open alert; empty where there is none.</summary>
    private async Task<string> SilentAlertAsync() =>
        (await Site.CtlAsync("--as", "officer", "alerts")).Output.Split('\n').FirstOrDefault(l => l.Contains("entry.duress", StringComparison.Ordinal))?.Split(' ')[0] ?? "";

    private async Task CloseAsync(string alert)
    {
        foreach (string[] step in (string[][])[["ack", alert], ["false-alarm", alert, "--reason", "a test"]])
        {
            CommandResult done = await Site.CtlAsync(["--as", "officer", .. step]);
            Assert.True(done.ExitCode == 0, done.All);
        }
    }

    private async Task<int> StrikesAsync() => (await LockAsync()).Strikes;

    private async Task<bool> IsLockedAsync() =>
        !(await LockAsync()).Active && (await _officer.DoorsAsync(Limit)).Any(d => d is { Door: "registry", Lock: V1.LockState.Locked, Leaf: V1.LeafState.Closed });

    private async Task<LockLine> LockAsync() => (await Twin.LocksAsync(Limit)).Locks.Single(l => l.Door == "registry");

    /// <summary>Another PIN: its first digit one more.</summary>
    private static string Changed(string pin) => (char)('0' + (pin[0] - '0' + 1) % 10) + pin[1..];

    private static IEnumerable<string> Shape(Entry entry) =>
        [.. entry.Json.EnumerateObject().Select(p => p.Name), .. entry.Json.GetProperty("details").EnumerateObject().Select(p => p.Name), entry.Json.GetProperty("factors").ToString()];

    private Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(60), what, Site.Logs, Limit);
}
