using System.Net.Sockets;
using System.Text.Json;

namespace Secure.EndToEnd.Tests;

/// <summary>The people at the doors: commands to the twin's control socket.</summary>
public sealed class TwinControl(DemoSite site)
{
    public static readonly string[] Doors = ["lobby", "archive", "vault"];

    /// <param name="command">As <c>badge lobby 1003 nowalk wait=500</c> or <c>status</c>.</param>
    public async Task<JsonElement> AskAsync(string command, CancellationToken cancellation)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(site.Folder, "run", "control")), cancellation);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\n"), cancellation);
        using StreamReader reader = new(stream);
        return JsonElement.Parse(await reader.ReadLineAsync(cancellation) ?? throw new IOException("The twin gave no answer."));
    }

    /// <summary>True where the lock's line became active, or was so already.</summary>
    public async Task<bool> BadgeAsync(string door, string card, CancellationToken cancellation, string more = "") =>
        (await AskAsync($"badge {door} {card}{more}", cancellation)).GetProperty("outcome").GetString() != "none";

    /// <summary>Somebody leaves: the exit button, the handle on the inside, which needs no strike, and the door falls shut.</summary>
    public async Task ExitAsync(string door, CancellationToken cancellation)
    {
        await AskAsync($"rex {door} nowalk wait=100", cancellation);
        await AskAsync($"force {door}", cancellation);
        await AskAsync($"close {door}", cancellation);
    }

    /// <summary>The doors whose leaf is open.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(CancellationToken cancellation) =>
        [.. (await AskAsync("status", cancellation)).GetProperty("doors").EnumerateArray().Where(d => d.GetProperty("leaf").GetString() == "open").Select(d => d.GetProperty("door").GetString()!)];

    /// <summary>Each door's lock line as it stands, with the twin's monotonic time.</summary>
    public async Task<(long NowNs, IReadOnlyList<LockLine> Locks)> LocksAsync(CancellationToken cancellation)
    {
        JsonElement status = await AskAsync("status", cancellation);
        return (status.GetProperty("now_ns").GetInt64(),
            [.. status.GetProperty("doors").EnumerateArray().Select(d => new LockLine(d.GetProperty("door").GetString()!, d.GetProperty("strike").GetBoolean(),
                d.GetProperty("strike_ns") is { ValueKind: JsonValueKind.Number } at ? at.GetInt64() : 0, d.GetProperty("strikes").GetInt32()))]);
    }
}

/// <param name="SinceNs">When it last became active, monotonic.</param>
/// <param name="Strikes">How often it became active.</param>
public sealed record LockLine(string Door, bool Active, long SinceNs, int Strikes);
