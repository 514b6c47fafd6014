using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Identity;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;

namespace Secure.Gateway.Tests.Identity;

/// <summary>A storm of sign-ins: one hash at a time, behind everything else on the machine, each place in its turn.</summary>
public sealed class PasswordQueueTests
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private static readonly Argon2.Cost Cheap = new(1024, 1, 1);

    [Fact]
    public async Task One_is_hashed_at_a_time_whoever_asks()
    {
        using PasswordHasher hasher = new(Cheap);
        int atOnce = 0, most = 0;
        bool Busy()
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            Thread.SpinWait(100_000);
            Interlocked.Decrement(ref atOnce);
            return true;
        }
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => hasher.RunAsync(Busy, $"place {i % 7}", CancellationToken.None))));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Everything_else_on_the_machine_goes_before_the_hashing_thread()
    {
        using PasswordHasher hasher = new(Cheap);
        int own = await hasher.RunAsync(() => NiceOf("/proc/thread-self/stat"), "", CancellationToken.None);
        // Where the whole process yields already, the thread does not yield less.
        Assert.True(own >= 10, $"nice {own}");
    }

    [Fact]
    public async Task A_flood_from_one_place_loses_its_newest_and_another_place_is_served_next()
    {
        using PasswordHasher hasher = new(Cheap);
        using ManualResetEventSlim started = new(), gate = new();
        List<string> served = [];
        Task<bool> first = hasher.RunAsync(() => { started.Set(); return gate.Wait(OneMinute); }, "flood", CancellationToken.None);
        Assert.True(started.Wait(OneMinute, TestContext.Current.CancellationToken));
        List<Task<bool>> flood = [];
        Task<bool>? refused = null;
        for (int i = 0; i <= 64 && refused is null; i++)
        {
            string name = $"flood {i}";
            Task<bool> next = hasher.RunAsync(() => { served.Add(name); return true; }, "flood", CancellationToken.None);
            if (next.IsFaulted) { refused = next; } else { flood.Add(next); }
        }
        Assert.Equal(64, flood.Count);
        Assert.Equal("sign_in_busy", (await Assert.ThrowsAsync<RefusedException>(() => refused!)).Refusal.Code);
        Task<bool> other = hasher.RunAsync(() => { served.Add("office"); return true; }, "office", CancellationToken.None);
        Refusal pushedOut = (await Assert.ThrowsAsync<RefusedException>(() => flood[^1])).Refusal;
        Assert.Equal("sign_in_busy", pushedOut.Code);
        Assert.NotNull(pushedOut.RetryDelay);
        gate.Set();
        await Task.WhenAll([first, other, .. flood[..^1]]);
        Assert.Equal(["flood 0", "office", "flood 1"], served.Take(3));
        Assert.Equal(64, served.Count);
    }

    [Fact]
    public async Task Sign_ins_wait_in_the_share_of_their_address()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        PasswordHasher hasher = gateway.Services.GetRequiredService<PasswordHasher>();
        using ManualResetEventSlim started = new(), gate = new(), end = new();
        Task<bool> underWay = hasher.RunAsync(() => { started.Set(); return gate.Wait(OneMinute); }, "", CancellationToken.None);
        Assert.True(started.Wait(OneMinute, TestContext.Current.CancellationToken));
        // Their order: the flood's first, somebody else's, the flood's second, which does not end here.
        Task<Refusal> flood = SignInAsync(gateway, "127.0.0.2");
        await WaitingAsync(hasher, 1);
        Task<bool> second = hasher.RunAsync(() => end.Wait(OneMinute), "127.0.0.2", CancellationToken.None);
        Task<Refusal> other = SignInAsync(gateway, "127.0.0.3");
        await WaitingAsync(hasher, 3);
        gate.Set();
        await Task.WhenAll(flood, other).WaitAsync(OneMinute / 2, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        end.Set();
        Assert.True(await underWay && await second);
    }

    private static async Task WaitingAsync(PasswordHasher hasher, int count)
    {
        for (int i = 0; i < 6_000 && hasher.Waiting != count; i++) { await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken); }
        Assert.Equal(count, hasher.Waiting);
    }

    private static Task<Refusal> SignInAsync(TestGateway gateway, string from) => Refused.AsAsync(
        "sign_in_failed", async () => await new V1.Identity.IdentityClient(gateway.Connect(from: from)).SignInAsync(new SignInRequest { Account = "nobody-" + from[^1], Password = "x" }));

    /// <summary>proc(5): the nineteenth field, of which the second, a name, may hold spaces and ends with the last parenthesis.</summary>
    private static int NiceOf(string stat)
    {
        string text = File.ReadAllText(stat);
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
