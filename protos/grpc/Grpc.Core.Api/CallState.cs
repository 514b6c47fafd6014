namespace Grpc.Core;

/// <summary>
/// What the four call objects share. The transport gives either closures or static functions over one state object;
/// the second form saves it four allocations a call, so both are kept as given.
/// </summary>
internal readonly struct CallState
{
    private readonly object _headers;
    private readonly Delegate _status;
    private readonly Delegate _trailers;
    private readonly Delegate _dispose;
    private readonly object? _state;

    public CallState(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose) =>
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, null);

    public CallState(Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state) =>
        (_headers, _status, _trailers, _dispose, _state) = (headers, status, trailers, dispose, state);

    public Task<Metadata> Headers => _headers is Func<object, Task<Metadata>> read ? read(_state!) : (Task<Metadata>)_headers;

    public Status Status => _status is Func<object, Status> read ? read(_state!) : ((Func<Status>)_status)();

    public Metadata Trailers => _trailers is Func<object, Metadata> read ? read(_state!) : ((Func<Metadata>)_trailers)();

    public void Dispose()
    {
        if (_dispose is Action<object> dispose) { dispose(_state!); }
        else { ((Action)_dispose)(); }
    }
}
