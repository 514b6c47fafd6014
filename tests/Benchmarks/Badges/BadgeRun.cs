using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// One badge after another at the demo's tier-1 door; each time somebody walks through quickly, so that the door is
/// locked again for the next.
/// </summary>
internal static class BadgeRun
{
    private const string Door = "lobby";
    private const string Reader = "lobby-in";
    private static readonly int[] Cards = [1001, 1002, 1003, 1004];

    /// <summary>The leaf stands open that long. Nothing is measured meanwhile: long enough for its contact to be seen both ways is enough.</summary>
    private static readonly TimeSpan Passage = TimeSpan.FromMilliseconds(50);

    /// <summary>From the card's last bit in the reader to the voltage at the strike.</summary>
    public static async Task<Timings> MeasureAsync(TwinControl twin, int badges, CancellationToken cancellation)
    {
        await twin.UntilAsync("status", s => Named(s, "readers", "reader", Reader)["online"]!.GetValue<bool>(), "the reader goes online", cancellation);
        int warmUp = Math.Max(2, badges / 50);
        List<long> ticks = [];
        for (int i = 0; i < warmUp + badges; i++)
        {
            double ms = await PassAsync(twin, Cards[i % Cards.Length], cancellation);
            if (i >= warmUp) { ticks.Add((long)(ms * Stopwatch.Frequency / 1_000)); }
            // Cards come at any moment of the reader's polling, not at the one that the last card left.
            await Task.Delay(TimeSpan.FromMilliseconds(20 + i * 37 % 100), TimeProvider.System, cancellation);
        }
        return new Timings(ticks, 1);
    }

    /// <summary>Whether a badge opens the door now.</summary>
    public static async Task<bool> OpensAsync(TwinControl twin, CancellationToken cancellation) => await TryPassAsync(twin, Cards[0], cancellation) is not null;

    /// <returns>Milliseconds from the card's last bit to the strike.</returns>
    private static async Task<double> PassAsync(TwinControl twin, int card, CancellationToken cancellation) =>
        await TryPassAsync(twin, card, cancellation) ?? throw new InvalidOperationException($"Badge {card} did not open {Door}.");

    private static async Task<double?> TryPassAsync(TwinControl twin, int card, CancellationToken cancellation)
    {
        JsonObject answer = await twin.AskAsync($"badge {Door} {card} in nowalk wait=5000", cancellation);
        if (answer["strike_ms"] is not { } strike) { return null; }
        await twin.UntilAsync($"open {Door}", a => a["ok"]!.GetValue<bool>(), "the door unlocks", cancellation);
        await Task.Delay(Passage, TimeProvider.System, cancellation);
        await twin.AskAsync($"close {Door}", cancellation);
        await twin.UntilAsync("status", s => Named(s, "doors", "door", Door)["lock"]!.GetValue<string>() == "locked", "the door locks", cancellation);
        return strike.GetValue<double>();
    }

    private static JsonObject Named(JsonObject status, string list, string key, string name) =>
        status[list]!.AsArray().Select(n => n!.AsObject()).First(o => o[key]!.GetValue<string>() == name);
}
