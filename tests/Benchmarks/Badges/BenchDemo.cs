using System.Globalization;
using Secure.TestKit;

namespace Secure.Benchmarks.Badges;

/// <summary>The demo by its own script, every process, on a data folder and ports of its own.</summary>
internal sealed class BenchDemo : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(5);

    private readonly Child _script;

    private BenchDemo(Child script, string folder) => (_script, Twin) = (script, new TwinControl(Path.Combine(folder, "run", "control")));

    /// <summary>Locks and readers.</summary>
    public TwinControl Twin { get; }

    public static async Task<BenchDemo> StartAsync(string folder, CancellationToken cancellation)
    {
        string port = FreePorts.InARow(3).ToString(CultureInfo.InvariantCulture);
        BenchDemo demo = new(Child.Start("bash", [Path.Combine(Checkout.Root, "secure"), "demo", "--data", folder, "--json"], ("SECURE_PORT", port)), folder);
        try { await demo._script.SaysAsync("{\"ready\"", ReadyMax, cancellation); }
        catch { await demo.DisposeAsync(); throw; }
        return demo;
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
