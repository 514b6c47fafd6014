using System.Collections.Concurrent;
using Secure.Contracts;

namespace Secure.Gateway.Identity;

/// <summary>
/// One hash at a time on a thread of its own that yields to all others, so that a storm of sign-ins costs 64 MiB and a
/// spare core, and no door waits for it. At most 64 wait; more are refused.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private const int WaitingMax = 64;

    // Of a password nobody has: checked for accounts that do not exist, so that they take as long.
    private static readonly Lazy<string> NoAccount = new(() => Argon2.Hash(Guid.NewGuid().ToString()));

    private readonly BlockingCollection<Action> _waiting = new(WaitingMax);
    private readonly Thread _thread;

    public PasswordHasher()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "password hashing" };
        _thread.Start();
    }

    /// <exception cref="RefusedException">Too many wait.</exception>
    internal Task<string> HashAsync(string password, CancellationToken cancellation) => RunAsync(() => Argon2.Hash(password), cancellation);

    /// <param name="encoded">Null for an account that does not exist: costs the same and is false.</param>
    /// <exception cref="RefusedException">Too many wait.</exception>
    internal Task<bool> VerifyAsync(string? encoded, string password, CancellationToken cancellation) =>
        RunAsync(() => Argon2.Verify(encoded ?? NoAccount.Value, password) & encoded is not null, cancellation);

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            if (cancellation.IsCancellationRequested) { done.SetCanceled(cancellation); return; }
            try { done.SetResult(work()); }
            catch (System.Security.Cryptography.CryptographicException failed) { done.SetException(failed); }
        }
        return !_waiting.IsAddingCompleted && _waiting.TryAdd(Run) ? done.Task : throw new RefusedException(IdentityRefusals.Busy);
    }

    private void Work()
    {
        Argon2.YieldToOthers();
        _ = NoAccount.Value;
        foreach (Action work in _waiting.GetConsumingEnumerable()) { work(); }
    }
}
