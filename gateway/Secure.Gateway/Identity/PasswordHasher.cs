using Secure.Contracts;

namespace Secure.Gateway.Identity;

/// <summary>
/// One hash at a time on a thread of its own that yields to all others, so that a storm of sign-ins costs 64 MiB and a
/// spare core, and no door waits for it. At most 64 wait, in turn by where they come from; more are refused.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private const int WaitingMax = 64;

    // Of a password nobody has: checked for accounts that do not exist, so that they take as long.
    private readonly Lazy<string> _noAccount;

    private readonly FairQueue<Job> _waiting = new(WaitingMax);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Argon2.Cost _cost;
    private readonly Thread _thread;
    private volatile bool _closed;

    public PasswordHasher() : this(Argon2.PasswordCost) { }

    /// <param name="cost">Of new hashes, and of what an account that does not exist takes.</param>
    internal PasswordHasher(Argon2.Cost cost)
    {
        _cost = cost;
        _noAccount = new(() => Argon2.Hash(Guid.NewGuid().ToString(), cost));
        _thread = new Thread(Work) { IsBackground = true, Name = "password hashing" };
        _thread.Start();
    }

    /// <summary>Besides the one under way.</summary>
    internal int Waiting => _waiting.Count;

    /// <summary>For those who are signed in already.</summary>
    /// <exception cref="RefusedException">Too many wait.</exception>
    internal Task<string> HashAsync(string password, CancellationToken cancellation) => RunAsync(() => Argon2.Hash(password, _cost), "", cancellation);

    /// <inheritdoc cref="VerifyAsync(string?, string, string, CancellationToken)"/>
    internal Task<bool> VerifyAsync(string? encoded, string password, CancellationToken cancellation) => VerifyAsync(encoded, password, "", cancellation);

    /// <param name="encoded">Null for an account that does not exist: costs the same and is false.</param>
    /// <param name="source">Whose share of the queue it takes: the network address.</param>
    /// <exception cref="RefusedException">Too many wait.</exception>
    internal Task<bool> VerifyAsync(string? encoded, string password, string source, CancellationToken cancellation) =>
        RunAsync(() => Argon2.Verify(encoded ?? _noAccount.Value, password) & encoded is not null, source, cancellation);

    public void Dispose()
    {
        _closed = true;
        _wake.Release();
        _thread.Join();
        while (_waiting.Take() is { } left) { left.Refuse(); }
        _wake.Dispose();
    }

    /// <summary>Anything on the hashing thread, in its turn.</summary>
    /// <inheritdoc cref="VerifyAsync(string?, string, string, CancellationToken)"/>
    internal async Task<T> RunAsync<T>(Func<T> work, string source, CancellationToken cancellation)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            if (cancellation.IsCancellationRequested) { done.SetCanceled(cancellation); return; }
            try { done.SetResult(work()); }
            catch (System.Security.Cryptography.CryptographicException failed) { done.SetException(failed); }
        }
        Job job = new(Run, () => done.TrySetException(new RefusedException(IdentityRefusals.Busy)));
        if (_closed || !_waiting.TryAdd(source, job, out Job? pushedOut)) { throw new RefusedException(IdentityRefusals.Busy); }
        // For one pushed out there is one more waking than work, which finds nothing.
        pushedOut?.Refuse();
        _wake.Release();
        return await done.Task;
    }

    private void Work()
    {
        Argon2.YieldToOthers();
        using HashMemory memory = HashMemory.ForThisThread(_cost.MemoryKiB * 1024);
        _ = _noAccount.Value;
        while (true)
        {
            if (!_wake.Wait(TimeSpan.Zero))
            {
                memory.Release();
                _wake.Wait();
            }
            if (_closed) { return; }
            _waiting.Take()?.Run();
        }
    }

    private sealed record Job(Action Run, Action Refuse);
}
