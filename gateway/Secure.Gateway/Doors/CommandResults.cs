using System.Collections.Concurrent;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Hands controllers' answers to whoever waits for them.</summary>
public sealed class CommandResults
{
    private readonly ConcurrentDictionary<(DeviceId, ulong), TaskCompletionSource<DoorEvent>> _commands = new();
    private readonly ConcurrentDictionary<Token128, TaskCompletionSource<NonceIssued>> _nonces = new();

    public Task<DoorEvent> Expect(DeviceId controller, ulong number) =>
        _commands.GetOrAdd((controller, number), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task<NonceIssued> ExpectNonce(Token128 request) =>
        _nonces.GetOrAdd(request, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Forget(DeviceId controller, ulong number) => _commands.TryRemove((controller, number), out _);

    public void Forget(Token128 request) => _nonces.TryRemove(request, out _);

    /// <summary>A verified journal entry arrived.</summary>
    public void Arrived(DoorEvent told)
    {
        if (told.Happened is DoorEventKind.CommandDone or DoorEventKind.CommandRefused
            && _commands.TryGetValue((told.Controller, told.CommandNumber), out TaskCompletionSource<DoorEvent>? waiting))
        {
            waiting.TrySetResult(told);
        }
    }

    /// <summary>A verified nonce arrived.</summary>
    public void Arrived(NonceIssued issued)
    {
        if (_nonces.TryGetValue(issued.RequestId, out TaskCompletionSource<NonceIssued>? waiting)) { waiting.TrySetResult(issued); }
    }
}
