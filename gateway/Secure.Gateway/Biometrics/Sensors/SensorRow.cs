using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>What the library of one door's sensor is to hold.</summary>
/// <param name="Clearing">Everything in it is to be erased, whatever it is.</param>
public sealed record SensorRow(IReadOnlyList<SensorSlot> Slots, bool Clearing)
{
    internal static readonly SensorRow Empty = new([], false);

    /// <summary>Whether a library that uses these slots can be ours: everything that was assigned is there, and nothing else but what is still to be erased.</summary>
    internal bool AgreesWith(IReadOnlyCollection<int> used) =>
        !Clearing && used.All(u => Slots.Any(s => s.Slot == u)) && Slots.Where(s => s.Person is not null).All(s => used.Contains(s.Slot));

    /// <summary>Those with a template of this person.</summary>
    internal IEnumerable<SensorSlot> Of(string person) => Slots.Where(s => s.Person == person);

    /// <summary>These slots belong to nobody from now on, and wait for the sensor.</summary>
    internal SensorRow Given(Func<SensorSlot, bool> up) => this with { Slots = [.. Slots.Select(s => up(s) ? SensorSlot.ToErase(s.Slot) : s)] };

    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, SensorRows.Default.SensorRow);

    internal static SensorRow FromRow(byte[] value) => JsonSerializer.Deserialize(value, SensorRows.Default.SensorRow) ?? throw new JsonException("A sensor's row is null.");
}

/// <summary>One place in a sensor's library.</summary>
/// <param name="Person">Whose finger; null: to be erased, and let in by it is nobody.</param>
/// <param name="Digest">SHA-256 of the template as it was made, in hex.</param>
/// <param name="By">The officer's person id.</param>
public sealed record SensorSlot(int Slot, string? Person, string Digest, long EnrolledAtMs, long ExpiresAtMs, string By)
{
    internal static SensorSlot ToErase(int slot) => new(slot, null, "", 0, 0, "");

    internal bool Holds(ReadOnlySpan<byte> digest) => Digest.Length == 64 && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(Digest), digest);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SensorRow))]
internal sealed partial class SensorRows : JsonSerializerContext;
