using Secure.Contracts;
using Secure.Gateway.Identity;

namespace Secure.Gateway.Tests.Identity;

public sealed class PasswordHasherTests
{
    [Fact]
    public async Task A_password_matches_its_own_hash_and_no_other_and_nobody_matches_no_account()
    {
        using PasswordHasher hasher = new();
        string hash = await hasher.HashAsync("门禁-windy-plum", CancellationToken.None);
        Assert.StartsWith("$argon2id$v=19$m=65536,t=3,p=1$", hash, StringComparison.Ordinal);
        Assert.True(await hasher.VerifyAsync(hash, "门禁-windy-plum", CancellationToken.None));
        Assert.False(await hasher.VerifyAsync(hash, "门禁-windy-plun", CancellationToken.None));
        Assert.False(await hasher.VerifyAsync("$argon2id$nonsense", "门禁-windy-plum", CancellationToken.None));
        Assert.False(await hasher.VerifyAsync(null, "门禁-windy-plum", CancellationToken.None));
    }

    [Fact]
    public async Task The_library_agrees_with_its_published_vector_in_memory_of_its_own_and_in_ours()
    {
        // From test.c of the reference implementation: Argon2id, version 19, 64 MiB, 2 passes.
        const string vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        Assert.True(Argon2.Verify(vector, "password"));
        Assert.False(Argon2.Verify(vector, "Password"));
        using PasswordHasher hasher = new();
        bool[] ours = await Task.WhenAll(new[] { "password", "Password", "password" }.Select(p => hasher.VerifyAsync(vector, p, CancellationToken.None)));
        Assert.Equal([true, false, true], ours);
    }

    [Fact]
    public void A_flood_from_one_place_delays_no_other()
    {
        FairQueue<string> queue = new(64);
        for (int i = 0; i < 64; i++) { Assert.True(queue.TryAdd("flood", $"f{i}", out _)); }
        Assert.False(queue.TryAdd("flood", "f64", out _));
        Assert.True(queue.TryAdd("office", "o0", out string? pushedOut));
        Assert.Equal("f63", pushedOut);
        Assert.True(queue.TryAdd("office", "o1", out pushedOut));
        Assert.Equal("f62", pushedOut);
        Assert.Equal(["f0", "o0", "f1", "o1", "f2", "f3"], Enumerable.Range(0, 6).Select(_ => queue.Take()));
    }

    [Fact]
    public void Everything_that_got_in_comes_out_once()
    {
        FairQueue<string> queue = new(8);
        List<string> inside = [];
        foreach (int i in Enumerable.Range(0, 100))
        {
            if (!queue.TryAdd($"s{i % 5 * (i % 3)}", $"w{i}", out string? pushedOut)) { continue; }
            inside.Add($"w{i}");
            if (pushedOut is not null) { Assert.True(inside.Remove(pushedOut)); }
            if (i % 7 == 0) { Assert.True(inside.Remove(queue.Take()!)); }
        }
        while (queue.Take() is { } left) { Assert.True(inside.Remove(left)); }
        Assert.Empty(inside);
        Assert.True(queue.TryAdd("again", "x", out _));
    }

    [Fact]
    public async Task Sixty_four_may_wait_and_more_are_refused_with_a_time_to_come_back()
    {
        using PasswordHasher hasher = new();
        using CancellationTokenSource giveUp = new();
        List<Task> waiting = [];
        RefusedException? refused = null;
        // One may be under way besides those that wait.
        for (int i = 0; i < 66 && refused is null; i++)
        {
            Task next = hasher.VerifyAsync(null, "x", giveUp.Token);
            if (next.IsFaulted) { refused = next.Exception!.InnerException as RefusedException; }
            else { waiting.Add(next); }
        }
        Assert.Equal("sign_in_busy", refused?.Refusal.Code);
        Assert.NotNull(refused?.Refusal.RetryDelay);
        Assert.InRange(waiting.Count, 64, 65);
        await giveUp.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.False(await hasher.VerifyAsync(null, "x", CancellationToken.None));
    }
}
