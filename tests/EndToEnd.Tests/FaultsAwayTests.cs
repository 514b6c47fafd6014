using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Secure.V1;

namespace Secure.EndToEnd.Tests;

/// <summary>A process is away for a while and the doors are used meanwhile.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class FaultsAwayTests(FaultySite faulty)
{
    /// <summary>Longer than the 15 s after which what a door tells is history.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(17);

    /// <summary>After the exit button an opening counts as an exit for 10 s.</summary>
    private static readonly TimeSpan ExitShunt = TimeSpan.FromSeconds(11);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_waited_for_the_broker_arrive_in_order_and_once()
    {
        await faulty.AssertWorksAsync(Cancelled);
        int before = await CountAsync("ExitOpened");
        await faulty.HoldDownAsync("broker", Cancelled);
        for (int i = 0; i < 6; i++) { await faulty.Twin.ExitAsync(TwinControl.Doors[i % 3], Cancelled); }
        await faulty.LetComeBackAsync("broker");
        await faulty.UntilAsync(async () => await CountAsync("ExitOpened") >= before + 6, "every exit arrives");
        Assert.Equal(before + 6, await CountAsync("ExitOpened"));
        await faulty.AssertWorksAsync(Cancelled);
        await LogProof.AssertSoundAsync(faulty.Site, faulty.Officer, Cancelled);
    }

    [Fact]
    public async Task What_doors_did_while_the_gateway_was_away_is_history_and_begins_no_presence()
    {
        await faulty.AssertWorksAsync(Cancelled);
        // An exit button that a test before this one pressed still excuses an opening.
        await Task.Delay(ExitShunt, TimeProvider.System, Cancelled);
        int before = await CountAsync("ForcedOpen");
        await faulty.HoldDownAsync("gateway", Cancelled);
        Assert.False(await faulty.Twin.BadgeAsync("archive", "1002", Cancelled, " wait=1000"), "A door of tier 2 opened without the gateway.");
        await faulty.UntilAsync(() => faulty.Twin.BadgeAsync("lobby", "1003", Cancelled, " wait=2000"), "the lobby opens by the lease");
        await faulty.Twin.ExitAsync("vault", Cancelled);
        await faulty.Twin.AskAsync("force archive", Cancelled);
        await faulty.Twin.AskAsync("close archive", Cancelled);
        await Task.Delay(Away, TimeProvider.System, Cancelled);
        await faulty.LetComeBackAsync("gateway");
        await faulty.UntilAsync(() => faulty.Officer.TrySignInAsync(Cancelled), "the gateway serves");
        await faulty.UntilAsync(async () => await CountAsync("ForcedOpen") > before, "the forced door arrives");
        IReadOnlyList<Entry> log = await faulty.Officer.LogAsync(Cancelled, "door.event");
        Assert.Contains(log, e => e.Detail("event") == "EntryOffline" && e.Text("door") == "lobby" && e.Text("person") == "chen-lei");
        Assert.Equal("true", log.Last(e => e.Detail("event") == "ForcedOpen").Detail("historical"));
        Assert.Equal("true", log.Last(e => e.Detail("event") == "ExitOpened" && e.Text("door") == "vault").Detail("historical"));
        Assert.DoesNotContain(await faulty.Officer.PresenceAsync(Cancelled), p => p is { State: PresenceState.Present, Room: "archive" or "vault" });
        await faulty.AssertWorksAsync(Cancelled);
        await LogProof.AssertSoundAsync(faulty.Site, faulty.Officer, Cancelled);
    }

    [Fact]
    public async Task Whoever_takes_the_agents_place_at_the_controllers_socket_opens_nothing()
    {
        await faulty.AssertWorksAsync(Cancelled);
        await faulty.UntilAsync(async () => (await faulty.Twin.LocksAsync(Cancelled)).Locks.All(l => !l.Active), "every lock inactive");
        int strikes = await StrikesAsync();
        await faulty.HoldDownAsync("agent", Cancelled);
        for (int i = 0; i < 300; i++) { Assert.True(await SaysAndIsClosedAsync(Attack(i)), $"Attack {i} was left connected."); }
        await faulty.UntilAsync(() => SendGrantsAsync(6), "the controller takes grants from its new agent and refuses them");
        Assert.Equal(strikes, await StrikesAsync());
        await faulty.LetComeBackAsync("agent");
        await faulty.AssertWorksAsync(Cancelled);
        await faulty.UntilAsync(async () => await CountAsync("GrantRefused") >= 5 && await CountAsync("RefusalBurst") >= 1, "the refused grants are in the log");
    }

    private async Task<int> StrikesAsync() => (await faulty.Twin.LocksAsync(Cancelled)).Locks.Sum(l => l.Strikes);

    private async Task<int> CountAsync(string happened) =>
        (await faulty.Officer.LogAsync(Cancelled, "door.event")).Count(e => e.Detail("event") == happened);

    /// <summary>Garbage, a length over the limit, a message before the hello, a second hello, a message that ends too early.</summary>
    private static byte[] Attack(int i) => (i % 5) switch
    {
        0 => RandomNumberGenerator.GetBytes(64 + i),
        1 => [0, 1, 0, 1, .. RandomNumberGenerator.GetBytes(i)],
        2 => Framed([0x1A, .. Short(RandomNumberGenerator.GetBytes(90))]),
        3 => [.. Hello, .. Hello],
        _ => [.. Hello, .. Framed([0x1A, 0x7F, .. RandomNumberGenerator.GetBytes(20)])],
    };

    private static byte[] Hello => Framed([0x0A, .. Short([0x0A, .. Short(Encoding.ASCII.GetBytes("agent-01"))])]);

    private static byte[] Short(byte[] bytes) => [(byte)bytes.Length, .. bytes];

    private static byte[] Framed(byte[] body) => [0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private async Task<bool> SaysAndIsClosedAsync(byte[] bytes)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(bytes, Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        return await EndsAsync(socket);
    }

    private async Task<bool> SendGrantsAsync(int count)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Hello, Cancelled);
        for (int i = 0; i < count; i++) { await socket.SendAsync(Framed([0x1A, .. Short([0x0A, .. Short(RandomNumberGenerator.GetBytes(100))])]), Cancelled); }
        // Each refusal costs whoever sends it a tenth of a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Cancelled);
        return true;
    }

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(faulty.Site.Folder, "run", "door-01.sock")), Cancelled);
        return socket;
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        using CancellationTokenSource most = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        most.CancelAfter(TimeSpan.FromSeconds(60));
        byte[] bytes = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(bytes, most.Token) > 0) { }
            return true;
        }
        catch (SocketException) { return true; }
        catch (OperationCanceledException) { return false; }
    }
}
