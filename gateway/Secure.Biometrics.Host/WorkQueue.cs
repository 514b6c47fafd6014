using System.Threading.Channels;

namespace Secure.Biometrics.Host;

/// <summary>
/// A few threads that take pieces of work from a bounded queue. A piece that takes longer than allowed sits in native
/// code, which nothing can interrupt: the process then ends, and the gateway starts it anew.
/// </summary>
internal sealed class WorkQueue : IAsyncDisposable
{
    /// <summary>Pieces that wait; more are refused.</summary>
    internal const int WaitingMax = 64;

    /// <summary>Longest a piece may run.</summary>
    internal static readonly TimeSpan RunMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<Action> _waiting = Channel.CreateBounded<Action>(WaitingMax);
    private readonly long[] _since;
    private readonly TimeProvider _clock;
    private readonly ITimer _watch;
    private readonly Task[] _workers;

    /// <param name="workers">Threads, at least 1.</param>
    /// <param name="overdue">Ends the process.</param>
    internal WorkQueue(int workers, TimeProvider clock, Action overdue)
    {
        _clock = clock;
        _since = new long[workers];
        _workers = [.. Enumerable.Range(0, workers).Select(i => Task.Factory.StartNew(() => Work(i), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        _watch = clock.CreateTimer(_ => Look(overdue), null, LookEvery, LookEvery);
    }

    /// <summary>False: the queue is full.</summary>
    internal bool TryAdd(Action work) => _waiting.Writer.TryWrite(work);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_workers);
        await _watch.DisposeAsync();
    }

    private void Work(int worker)
    {
        // The thread is this loop's own: it may as well wait.
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out Action? work))
            {
                Volatile.Write(ref _since[worker], _clock.GetTimestamp());
                work();
                Volatile.Write(ref _since[worker], 0);
            }
        }
    }

    private void Look(Action overdue)
    {
        for (int i = 0; i < _since.Length; i++)
        {
            long since = Volatile.Read(ref _since[i]);
            if (since != 0 && _clock.GetElapsedTime(since) > RunMax) { overdue(); }
        }
    }
}
