using static Secure.Gateway.Storage.Tests.Changes;

namespace Secure.Gateway.Storage.Tests;

/// <summary>What the small process does that a test starts. It prints one word and a value a line and ends with 0, or with 1 and the reason.</summary>
internal static class Child
{
    private static readonly StoreOptions Small = new() { Folder = "/", ReserveBytes = 4 << 20, RecoveryBytes = 2 << 20, SpaceCheckEvery = TimeSpan.FromMilliseconds(50) };

    public static async Task<int> RunAsync(string role, string folder)
    {
        try
        {
            await using SqliteStore store = SqliteStore.Open(Small with { Folder = folder, ReserveBytes = role == "append" ? 0 : Small.ReserveBytes }, TimeProvider.System);
            await (role switch
            {
                "append" => AppendAsync(store),
                "fill" => FillAsync(store, folder),
                "fail" => FailAsync(store),
                "open" => Task.CompletedTask,
                _ => throw new ArgumentException(role),
            });
            Say("done", 0);
            return 0;
        }
        catch (Exception e)
        {
            await Console.Out.WriteLineAsync("error " + e.Message);
            return 1;
        }
    }

    /// <summary>Eight callers append until killed. Each entry and its row are said only after they were acknowledged.</summary>
    private static Task AppendAsync(SqliteStore store) => Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
    {
        for (long n = 0; ; n++)
        {
            string text = Guid.NewGuid().ToString();
            CommitOutcome outcome = await store.CommitAsync(new StoreChange { Log = [Entry(text)], Rows = [Row("caller" + caller, text)] }, CancellationToken.None);
            if (outcome is CommitOutcome.Committed done) { Say("ack " + text, done.FirstIndex); }
        }
    })));

    /// <summary>On a small disk: fills it, records alarms from the reserve, makes room, goes on.</summary>
    private static async Task FillAsync(SqliteStore store, string folder)
    {
        string ballast = Path.Combine(folder, "ballast");
        long kept = await AppendUntilAsync(store, UnavailableCause.Full, reserve: false);
        Say("ordinary", kept);
        Say("health", (long)store.State.Health);
        kept += await AppendUntilAsync(store, UnavailableCause.Full, reserve: true);
        Say("all", kept);
        Say("reserve", new FileInfo(Path.Combine(folder, "reserve")).Length);
        while (store.State.Space != StoreSpace.VeryLow) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System); }
        Say("space", (long)store.State.Space);
        File.Delete(ballast);
        while (store.State.Health != StoreHealth.Ready) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System); }
        kept += await store.CommitAsync(Log(Entry("after")), CancellationToken.None) is CommitOutcome.Committed ? 1 : 0;
        Say("recovered", kept);
        Say("size", store.LogSize);
        Say("reserve", new FileInfo(Path.Combine(folder, "reserve")).Length);
    }

    /// <summary>Under a limit on the size of files: a write that fails for another reason than room.</summary>
    private static async Task FailAsync(SqliteStore store)
    {
        TaskCompletionSource<StoreState> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.StateChanged += s => { if (s.Health == StoreHealth.Failed) { told.TrySetResult(s); } };
        Say("acknowledged", await AppendUntilAsync(store, UnavailableCause.Failed, reserve: false));
        Say("told", (await told.Task).Trouble is { Length: > 0 } ? 1 : 0);
        Say("again", await AppendUntilAsync(store, UnavailableCause.Failed, reserve: true));
    }

    private static async Task<long> AppendUntilAsync(SqliteStore store, UnavailableCause cause, bool reserve)
    {
        byte[] entry = new byte[20_000];
        LogAppend append = new(entry, Leaf(entry), 1, new SearchKeys("bulk"));
        for (long count = 0; ; count++)
        {
            CommitOutcome outcome = await store.CommitAsync(new StoreChange { Log = [append], MayUseReserve = reserve }, CancellationToken.None);
            if (outcome is CommitOutcome.Committed) { continue; }
            return outcome == new CommitOutcome.Unavailable(cause) ? count : throw new InvalidOperationException(outcome.ToString());
        }
    }

    private static void Say(string word, long value) => Console.Out.WriteLine($"{word} {value}");
}
