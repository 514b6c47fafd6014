using System.Globalization;

namespace Secure.Gateway.Audit;

/// <summary>
/// Keeps counts for 10 s after a source's first refusal, then writes one entry for it. Beyond 1,024 sources at once the rest
/// are counted together, so that many addresses make no more noise than one.
/// </summary>
public sealed class RefusalCounter : IRefusalCounter, IAsyncDisposable
{
    private const int SourcesMax = 1_024;
    private const int SourceLengthMax = 64;
    private const int ReasonsMax = 8;
    private const string Others = "others";
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = [];
    private readonly IAudit _audit;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    public RefusalCounter(IAudit audit, TimeProvider clock)
    {
        (_audit, _clock) = (audit, clock);
        _timer = clock.CreateTimer(_ => _ = WriteAsync(Window), null, Look, Look);
    }

    public void Count(string source, string reason)
    {
        string name = source.Length > SourceLengthMax ? source[..SourceLengthMax] : source;
        lock (_gate)
        {
            if (_buckets.Count >= SourcesMax && !_buckets.ContainsKey(name)) { name = Others; }
            if (!_buckets.TryGetValue(name, out Bucket? bucket)) { _buckets[name] = bucket = new Bucket(_clock.GetTimestamp()); }
            bucket.Add(reason);
        }
    }

    /// <summary>Writes what is still counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await WriteAsync(TimeSpan.Zero);
    }

    private async Task WriteAsync(TimeSpan atLeast)
    {
        List<AuditEvent> due = [];
        lock (_gate)
        {
            foreach ((string source, Bucket bucket) in _buckets)
            {
                if (_clock.GetElapsedTime(bucket.Began) < atLeast) { continue; }
                due.Add(bucket.ToEvent(source));
                _buckets.Remove(source);
            }
        }
        // Counts are noise by definition: when they cannot be written, nothing waits for them and they are let go.
        if (due.Count > 0) { await _audit.RecordAsync(due, CancellationToken.None); }
    }

    private sealed class Bucket(long began)
    {
        private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);

        public long Began { get; } = began;

        public void Add(string reason)
        {
            string name = _reasons.Count >= ReasonsMax && !_reasons.ContainsKey(reason) ? Others : reason;
            _reasons[name] = _reasons.GetValueOrDefault(name) + 1;
        }

        public AuditEvent ToEvent(string source) => new(AuditKinds.RefusalsCounted)
        {
            Details = [new("source", source), new("window", "10s"), .. _reasons.Select(r => KeyValuePair.Create(r.Key, r.Value.ToString(CultureInfo.InvariantCulture)))],
        };
    }
}
