using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Secure.Benchmarks.Badges;

/// <summary>Asks the twin of locks and readers: a line in, a JSON object out.</summary>
internal sealed class TwinControl(string path)
{
    /// <exception cref="IOException">No twin, or no answer.</exception>
    public async Task<JsonObject> AskAsync(string line, CancellationToken cancellation)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try { await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation); }
        catch (SocketException away) { throw new IOException("The twin does not answer.", away); }
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line + "\n"), cancellation);
        using StreamReader reader = new(stream);
        return JsonNode.Parse(await reader.ReadLineAsync(cancellation) ?? "null") as JsonObject ?? throw new IOException("The twin gave no answer.");
    }

    /// <summary>Asks until the answer is right.</summary>
    /// <exception cref="TimeoutException">Not within a minute; tells what was waited for.</exception>
    public async Task UntilAsync(string line, Func<JsonObject, bool> isRight, string what, CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); !isRight(await AskAsync(line, cancellation));)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMinutes(1)) { throw new TimeoutException("Waited in vain: " + what); }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation);
        }
    }

    /// <summary>When the voltage came to the strike, by the answer to a badge: ticks, both clocks are CLOCK_MONOTONIC. Null where it did not. Then the door is locked again.</summary>
    public async Task<long?> StrikeAsync(string door, JsonObject answer, CancellationToken cancellation)
    {
        if (answer["strike_ns"] is not { } strike) { return null; }
        await UntilAsync("status", s => s["doors"]!.AsArray().Any(d => d!["door"]!.GetValue<string>() == door && d["lock"]!.GetValue<string>() == "locked"), $"the {door} locks", cancellation);
        return (long)((Int128)strike.GetValue<long>() * Stopwatch.Frequency / 1_000_000_000);
    }
}
