using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// What is known of each controller: the stored state of its journal and, in memory alone, when it was last heard and
/// which presentations were answered since its boot.
/// </summary>
public sealed class Controllers(IDeviceKeys keys, TimeProvider clock)
{
    private readonly ConcurrentDictionary<DeviceId, LiveController> _live = new();

    public LiveController Of(DeviceId controller) => _live.GetOrAdd(controller, id => new LiveController(id, clock));

    public bool IsEnrolled(DeviceId controller) => keys.SigningKeyOf(controller) is not null;

    /// <summary>Whether a controller's word is of now: its clock has our time, and the word is at most 15 s from it.</summary>
    public bool IsTimely(DeviceTime time) => time.Quality == ClockQuality.Synchronised && (clock.GetUtcNow() - time.Wall).Duration() <= Heartbeat.SilenceMax;

    /// <summary>Verifies a record with the controller's own enrolled key. False for an unenrolled or revoked one.</summary>
    public bool TryVerify<T>(DeviceId controller, ReadOnlySpan<byte> signed, [NotNullWhen(true)] out T? record) where T : class, IRecord<T> =>
        TryVerify(controller, signed, out record, out _);

    /// <summary>The same, with the key that it is by now.</summary>
    public bool TryVerify<T>(DeviceId controller, ReadOnlySpan<byte> signed, [NotNullWhen(true)] out T? record, [NotNullWhen(true)] out Ed25519PublicKey? key) where T : class, IRecord<T>
    {
        record = null;
        key = keys.SigningKeyOf(controller);
        return key is not null && Record.TryVerify(signed, [key], out record);
    }

    /// <summary>Loads the stored states; a row that fails its seal or does not read is named, and that controller starts anew.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        foreach (StoredRow row in table.Rows)
        {
            try { Of(DeviceId.Parse(row.Key)).State = ControllerState.Read(row.Value); }
            catch (FormatException) { bad.Add(row.Key); }
        }
        return bad;
    }
}
