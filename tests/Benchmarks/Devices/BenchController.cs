using System.Diagnostics;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>A controller's key, journal and clock: it signs what the real one would. Safe for several threads.</summary>
internal sealed class BenchController : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DoorReport[] _doors;
    private byte[] _head = new byte[32];
    private ulong _sequence;

    public BenchController(string id, IEnumerable<string> doors)
    {
        Id = DeviceId.Parse(id);
        _doors = [.. doors.Select(d => new DoorReport(DoorId.Parse(d), DoorMode.Secured, LockState.Locked, LeafState.Closed))];
    }

    public DeviceId Id { get; }

    public Token128 Boot { get; } = Token128.NewRandom();

    public Ed25519PrivateKey Key { get; } = Ed25519PrivateKey.Generate();

    /// <summary>Asks for a place in the gateway's register.</summary>
    public byte[] Enrolment(KeyList keys, EnrollmentCode code, DateTimeOffset now)
    {
        byte[] sealing = keys.Current(KeyPurpose.Sealing, now.ToUnixTimeMilliseconds()).First().PublicKey;
        return new ControllerEnrollment(Id, Key.PublicKey.Bytes.ToArray(), ControllerEnrollment.SealCode(sealing, code.Code, Key.PublicKey.Bytes)).Sign(Key);
    }

    /// <summary>Writes the next entry of the journal.</summary>
    /// <param name="at">By its wall clock.</param>
    public (ulong Sequence, byte[] Record) Write(DoorEventKind happened, int door, DateTimeOffset at, Command? by = null)
    {
        lock (_gate)
        {
            DoorReport report = _doors[door] = _doors[door] with { Leaf = LeafAfter(happened) ?? _doors[door].Leaf };
            DoorEvent told = new(
                Id, Boot, 1, _sequence + 1, _head, new DeviceTime(Now, at.ToUnixTimeMilliseconds(), ClockQuality.Synchronised), happened, report.Door, null,
                by?.Officer, by?.DecisionId ?? "", by?.Number ?? 0, "", report.Mode, report.Lock, report.Leaf);
            byte[] record = told.Sign(Key);
            (_sequence, _head) = (told.Sequence, DoorEvent.HashOf(record));
            return (told.Sequence, record);
        }
    }

    public byte[] Heartbeat(DateTimeOffset at)
    {
        lock (_gate) { return new Heartbeat(Id, Boot, 1, Time(at), _sequence, _head, 1, _doors).Sign(Key); }
    }

    public byte[] Nonce(DoorId door, Token128 request, DateTimeOffset at) => new NonceIssued(Id, door, Boot, Token128.NewRandom(), request, Time(at)).Sign(Key);

    public int IndexOf(DoorId door) => Array.FindIndex(_doors, d => d.Door == door);

    public void Dispose() => Key.Dispose();

    private static LeafState? LeafAfter(DoorEventKind happened) => happened switch
    {
        DoorEventKind.Opened or DoorEventKind.ForcedOpen => LeafState.Open,
        DoorEventKind.Closed => LeafState.Closed,
        _ => null,
    };

    /// <summary>CLOCK_MONOTONIC.</summary>
    private static ulong Now => (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency));

    private static DeviceTime Time(DateTimeOffset at) => new(Now, at.ToUnixTimeMilliseconds(), ClockQuality.Synchronised);
}
