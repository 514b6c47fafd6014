using System.Globalization;
using System.Text.Json.Nodes;
using Secure.TestKit;

namespace Secure.Benchmarks.Badges;

/// <summary>The demo by its own script, every process, on a data folder and ports of its own.</summary>
internal sealed class BenchDemo : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OnlineMax = TimeSpan.FromMinutes(3);

    private readonly Child _script;

    private BenchDemo(Child script, string folder, string port) =>
        (_script, Folder, Address, Twin) = (script, folder, "https://localhost:" + port, new TwinControl(Path.Combine(folder, "run", "control")));

    /// <summary>Of its gateway.</summary>
    public string Address { get; }

    /// <summary>File of the site's root certificate.</summary>
    public string Root => Path.Combine(Folder, "gateway", "keys", "root.pem");

    public string Folder { get; }

    /// <summary>Locks and readers.</summary>
    public TwinControl Twin { get; }

    /// <summary>The lobby's line is no longer as the demo has it.</summary>
    public bool HasOtherLine { get; private set; }

    public static async Task<BenchDemo> StartAsync(string folder, CancellationToken cancellation)
    {
        string port = FreePorts.InARow(3).ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SiteText(), cancellation);
        BenchDemo demo = new(Child.Start("bash", [Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder, "--json"], ("SECURE_PORT", port)), folder, port);
        try { await demo._script.SaysAsync("{\"ready\"", ReadyMax, cancellation); }
        catch { await demo.DisposeAsync(); throw; }
        return demo;
    }

    /// <summary>Gives the lobby's line more readers, at a speed of its own, and waits until all are polled.</summary>
    public async Task PutOnLobbyLineAsync(int readers, int baud, CancellationToken cancellation)
    {
        HasOtherLine = true;
        Change("twin.json", site =>
        {
            JsonObject bus = site["buses"]![0]!.AsObject();
            bus["baud"] = baud;
            bus["readers"] = new JsonArray([.. Enumerable.Range(0, readers).Select(JsonNode (i) => i == 0
                ? new JsonObject { ["address"] = 0, ["name"] = "lobby-in", ["door"] = "lobby" }
                : new JsonObject { ["address"] = i, ["name"] = Spare(i), ["door"] = Spare(i) })]);
            JsonArray locks = site["locks"]!.AsArray();
            for (int i = 1; i < readers; i++)
            {
                if (locks.Any(l => l!["door"]!.GetValue<string>() == Spare(i))) { continue; }
                locks.Add((JsonNode)new JsonObject { ["door"] = Spare(i), ["strike"] = Spare(i) + ".s", ["contact"] = Spare(i) + ".c", ["feedback"] = Spare(i) + ".f", ["rex"] = Spare(i) + ".r" });
            }
        });
        Change("controller.json", site =>
        {
            JsonObject bus = site["buses"]![0]!.AsObject();
            bus["baud"] = baud;
            bus["readers"] = new JsonArray([.. Enumerable.Range(0, readers).Select(JsonNode (i) =>
                new JsonObject { ["address"] = i, ["id"] = i == 0 ? "lobby-in" : Spare(i), ["door"] = "lobby" })]);
        });
        await DemoProcesses.RestartAsync("secure-door-twin.dll", Folder, cancellation);
        await DemoProcesses.RestartAsync("secure-door-guard.dll", Folder, cancellation);
        bool AllOnline(JsonObject status) => status["readers"]!.AsArray().Where(r => r!["bus"]!.GetValue<string>() == "lobby-bus").ToArray() is { } all
            && all.Length == readers && all.All(r => r!["online"]!.GetValue<bool>());
        for (long begin = TimeProvider.System.GetTimestamp(); !await IsSoAsync(AllOnline, cancellation);)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > OnlineMax) { throw new TimeoutException($"Waited in vain: {readers} readers at {baud} baud go online"); }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
        // A controller that has just started knows no lease: what opens has been asked of the gateway.
        await UntilLobbyOpensAsync(cancellation);
    }

    private async Task UntilLobbyOpensAsync(CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); !await BadgeRun.OpensAsync(Twin, cancellation);)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > OnlineMax) { throw new TimeoutException("Waited in vain: the lobby opens"); }
        }
    }

    /// <summary>False also while the twin starts.</summary>
    private async Task<bool> IsSoAsync(Func<JsonObject, bool> isRight, CancellationToken cancellation)
    {
        try { return isRight(await Twin.AskAsync("status", cancellation)); }
        catch (IOException) { return false; }
    }

    /// <summary>Of one of the demo's accounts.</summary>
    public Task<string> PasswordAsync(string account, CancellationToken cancellation) => File.ReadAllTextAsync(Path.Combine(Folder, "secrets", account + ".password"), cancellation);

    /// <summary>Gives the vault's door a camera and a sensor of its own, and waits until the doors are back.</summary>
    public async Task EquipVaultAsync(CancellationToken cancellation)
    {
        string file = Path.Combine(Folder, "agent.json"), text = await File.ReadAllTextAsync(file, cancellation);
        Directory.CreateDirectory(Path.Combine(Folder, "cameras", "vault"));
        string vault = $$"""{ "id": "vault", "camera": { "folder": "{{Folder}}/cameras/vault" }, "fingerprint": { "tty": "{{Folder}}/run/vault-finger" } }, """;
        await File.WriteAllTextAsync(file, text.Replace("\"doors\": [", "\"doors\": [" + vault, StringComparison.Ordinal), cancellation);
        await DemoProcesses.RestartAsync("Secure.EdgeAgent.dll", Folder, cancellation);
        await UntilLobbyOpensAsync(cancellation);
    }

    /// <summary>The demo's site, with a face or a finger asked for at the archive's and the vault's door.</summary>
    private static string SiteText()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        text = After(After(text, "archive", "entry: [badge]", "entry: [badge, face, fingerprint]"), "vault", "entry: [badge]", "entry: [badge, face, fingerprint]");
        return text.Replace("    into: vault\n", "    into: vault\n    captures: [face, fingerprint]\n", StringComparison.Ordinal);
    }

    private static string After(string text, string room, string from, string to)
    {
        int at = text.IndexOf(from, text.IndexOf($"\n  {room}:\n", StringComparison.Ordinal), StringComparison.Ordinal);
        return text[..at] + to + text[(at + from.Length)..];
    }

    private static string Spare(int number) => $"spare-{number}";

    private void Change(string file, Action<JsonObject> change)
    {
        string path = Path.Combine(Folder, file);
        JsonObject content = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(content);
        File.WriteAllText(path, content.ToJsonString());
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
