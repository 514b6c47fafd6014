using Secure.TestKit;

namespace Secure.Biometrics.Host.Tests;

public sealed class WorkQueueTests
{
    [Fact]
    public async Task A_full_queue_takes_no_more_and_loses_nothing()
    {
        using ManualResetEventSlim gate = new();
        int done = 0;
        await using (WorkQueue queue = new(1, new ManualTime(), () => { }))
        {
            using ManualResetEventSlim begun = new();
            Assert.True(queue.TryAdd(() => { begun.Set(); gate.Wait(); done++; }));
            begun.Wait();
            for (int i = 0; i < WorkQueue.WaitingMax; i++) { Assert.True(queue.TryAdd(() => done++)); }
            Assert.False(queue.TryAdd(() => done++));
            gate.Set();
        }
        Assert.Equal(WorkQueue.WaitingMax + 1, done);
    }

    [Fact]
    public async Task Work_that_takes_too_long_ends_the_process_and_waiting_does_not()
    {
        ManualTime time = new();
        // Time begins at 0, which marks a worker at rest.
        time.Advance(TimeSpan.FromSeconds(1));
        using ManualResetEventSlim gate = new(), begun = new();
        int overdue = 0;
        await using WorkQueue queue = new(1, time, () => overdue++);
        time.Advance(WorkQueue.RunMax * 2);
        Assert.Equal(0, overdue);
        queue.TryAdd(() => { begun.Set(); gate.Wait(); });
        begun.Wait();
        time.Advance(WorkQueue.RunMax);
        Assert.Equal(0, overdue);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, overdue);
        gate.Set();
    }
}
