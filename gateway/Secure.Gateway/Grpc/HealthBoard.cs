using System.Runtime.CompilerServices;
using ServingStatus = Secure.Interop.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Secure.Gateway.Grpc;

/// <summary>
/// Which services can do their work now. Slices write it, the health service reads it. A service that nobody has set
/// is unknown, and unknown is not healthy.
/// </summary>
public sealed class HealthBoard
{
    /// <summary>The name that stands for the process as a whole.</summary>
    public const string Whole = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _states = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <param name="service">Full name, such as <c>secure.v1.Authorization</c>, or <see cref="Whole"/>.</param>
    public void Set(string service, bool serving)
    {
        TaskCompletionSource announced;
        lock (_gate)
        {
            _states[service] = serving ? ServingStatus.Serving : ServingStatus.NotServing;
            (announced, _changed) = (_changed, NewSignal());
        }
        announced.SetResult();
    }

    /// <summary><see cref="ServingStatus.ServiceUnknown"/> for a service that nobody has set.</summary>
    public ServingStatus Read(string service)
    {
        lock (_gate) { return _states.GetValueOrDefault(service, ServingStatus.ServiceUnknown); }
    }

    /// <summary>The state now, then each different one. A slow reader misses states in between, never the latest.</summary>
    public async IAsyncEnumerable<ServingStatus> WatchAsync(string service, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ServingStatus? last = null;
        while (true)
        {
            Task changed;
            lock (_gate) { changed = _changed.Task; } // before reading, so that no change falls between the two
            ServingStatus state = Read(service);
            if (state != last) { yield return state; }
            last = state;
            await changed.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
