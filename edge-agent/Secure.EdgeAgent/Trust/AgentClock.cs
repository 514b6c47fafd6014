using Secure.EdgeAgent.Storage;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Trust;

/// <summary>
/// The agent's time. It is unknown until the gateway signs for an entry that the agent wrote a moment ago: the broker can hold
/// such a word back, but cannot have recorded it earlier. From then on it runs from that time by the monotonic clock and is
/// only ever moved forward.
/// </summary>
internal sealed class AgentClock
{
    /// <summary>A gateway's word older than this says too little about now.</summary>
    internal static readonly TimeSpan FreshMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PersistPeriod = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly Lock _gate = new();
    private DateTimeOffset _floor;
    private DateTimeOffset _persisted;
    private (DateTimeOffset Wall, long At)? _signed;

    /// <param name="built">No true time is before this.</param>
    /// <param name="file">Where the last signed time is kept.</param>
    public AgentClock(TimeProvider time, DateTimeOffset built, string file)
    {
        (_time, _file) = (time, file);
        _persisted = ReadPersisted(file);
        _floor = built > _persisted ? built : _persisted;
    }

    /// <summary>Nanoseconds of a clock that never steps; counts from an arbitrary moment of this machine's start.</summary>
    public long MonotonicNs => (long)((Int128)_time.GetTimestamp() * 1_000_000_000 / _time.TimestampFrequency);

    public (DateTimeOffset Wall, ClockQuality Quality) Now
    {
        get { lock (_gate) { return _signed is { } signed ? (Running(signed), ClockQuality.Synchronised) : (_time.GetUtcNow(), ClockQuality.Unknown); } }
    }

    /// <summary>A time that has certainly passed: the later of build time and the last signed time, or now where that is known.</summary>
    public DateTimeOffset CertainlyPassed
    {
        get { lock (_gate) { return _signed is { } signed ? Running(signed) : _floor; } }
    }

    /// <summary>The gateway signed this time after an entry that was written at <paramref name="writtenNs"/> of this start.</summary>
    /// <returns>False: too old to say anything; nothing was changed.</returns>
    public bool Accept(DateTimeOffset gatewayTime, long writtenNs)
    {
        lock (_gate)
        {
            if (TimeSpan.FromMicroseconds((MonotonicNs - writtenNs) / 1000) > FreshMax || gatewayTime < _floor) { return false; }
            if (_signed is { } signed && gatewayTime <= Running(signed)) { return true; }
            _signed = (gatewayTime, _time.GetTimestamp());
            _floor = gatewayTime;
            if (gatewayTime - _persisted < PersistPeriod) { return true; }
            _persisted = gatewayTime;
        }
        Persist(gatewayTime);
        return true;
    }

    private void Persist(DateTimeOffset gatewayTime)
    {
        try { DurableFile.Write(_file, BitConverter.GetBytes(gatewayTime.ToUnixTimeMilliseconds())); }
        catch (IOException)
        {
            // A full disk: the next signed time tries again. Until then a restart knows an older time, which refuses less.
            lock (_gate) { _persisted = DateTimeOffset.MinValue; }
        }
    }

    private DateTimeOffset Running((DateTimeOffset Wall, long At) signed) => signed.Wall + _time.GetElapsedTime(signed.At);

    private static DateTimeOffset ReadPersisted(string file) =>
        DurableFile.Read(file) is { Length: sizeof(long) } bytes && BitConverter.ToInt64(bytes) is > 0 and < 253_402_300_799_000 and var unixMs
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
            : DateTimeOffset.MinValue;
}
