using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Secure.Benchmarks.Badges;
using Secure.Benchmarks.StepUps;
using Secure.V1;

namespace Secure.Benchmarks.Entries;

/// <summary>Somebody with badge and face at a door, who does before its camera what the reader asks.</summary>
internal sealed class DoorVisitor(BenchDemo demo, BenchFace face, string door)
{
    private const int PicturesKept = 8;
    private const int TriesMax = 4;

    private static readonly TimeSpan PictureEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>From what is asked until the head shows it.</summary>
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(300);

    private readonly string _log = Path.Combine(demo.Folder, "log", "agent.log"), _camera = Path.Combine(demo.Folder, "cameras", door);
    private readonly Queue<string> _pictures = new();
    private long _read;

    /// <summary>Badges, shows the face, walks through.</summary>
    /// <returns>Ticks from the first picture that shows the last turn to the voltage at the strike: both clocks are CLOCK_MONOTONIC.</returns>
    /// <exception cref="InvalidOperationException">The door did not open, several times.</exception>
    public async Task<long> EnterAsync(CancellationToken cancellation)
    {
        // On a machine that stands still for seconds pictures come too late.
        for (int tries = 1; ; tries++)
        {
            if (await TryEnterAsync(cancellation) is { } ticks) { return ticks; }
            if (tries == TriesMax) { throw new InvalidOperationException($"The {door} did not open."); }
        }
    }

    private async Task<long?> TryEnterAsync(CancellationToken cancellation)
    {
        _ = Asked();
        face.Prepare();
        Task<JsonObject> badge = demo.Twin.AskAsync($"badge {door} {FaceDoorBench.Badge} wait=45000", cancellation);
        (StepUpAct asked, StepUpAct shown) = (StepUpAct.FaceCentre, StepUpAct.FaceCentre);
        (long askedAt, long shownAt) = (Stopwatch.GetTimestamp(), 0);
        while (!badge.IsCompleted)
        {
            if (Asked() is { } act && act != asked) { (asked, askedAt, shownAt) = (act, Stopwatch.GetTimestamp(), 0); }
            if (Stopwatch.GetElapsedTime(askedAt) >= Reaction) { shown = asked; }
            Put(face.Next(shown));
            if (shown == asked && shownAt == 0) { shownAt = Stopwatch.GetTimestamp(); }
            await Task.WhenAny(badge, Task.Delay(PictureEvery, TimeProvider.System, cancellation));
        }
        JsonObject answer = await badge;
        return await demo.Twin.StrikeAsync(door, answer, cancellation) - shownAt;
    }

    private void Put(byte[] picture)
    {
        string name = Path.Combine(_camera, TimeProvider.System.GetUtcNow().Ticks.ToString("D20", CultureInfo.InvariantCulture));
        File.WriteAllBytes(name + ".new", picture);
        File.Move(name + ".new", name + ".jpg");
        _pictures.Enqueue(name + ".jpg");
        if (_pictures.Count > PicturesKept) { File.Delete(_pictures.Dequeue()); }
    }

    /// <summary>What the reader has asked for last since this was looked at, as the agent writes it down; null: nothing new.</summary>
    private StepUpAct? Asked()
    {
        using FileStream log = new(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = _read;
        byte[] rest = new byte[log.Length - _read];
        log.ReadExactly(rest);
        int whole = Array.LastIndexOf(rest, (byte)'\n') + 1;
        _read += whole;
        string? last = System.Text.Encoding.UTF8.GetString(rest, 0, whole).Split('\n').LastOrDefault(l => l.Contains($"{door}: asks for ", StringComparison.Ordinal));
        return last is null ? null : Enum.Parse<StepUpAct>(last.Split("asks for ")[1].Split(' ')[0].Trim());
    }
}
