using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>How far a controller's journal is held, and which of its starts is the present one.</summary>
/// <param name="Key">SHA-256 of the key that it enrolled, hex: another key means another disk, whose journal begins anew.</param>
/// <param name="Sequence">Newest journal entry held; 0 before the first.</param>
/// <param name="Head">SHA-256 of that entry's record, hex; empty before the first, and where it was given up for lost.</param>
/// <param name="RetiredBoots">The latest earlier starts: nothing of theirs is answered again.</param>
/// <param name="Alarmed">Sequences behind <paramref name="Sequence"/> whose alarm came first and is recorded already.</param>
public sealed record ControllerState(
    string Key, ulong BootEpoch, string BootId, ulong Sequence, string Head, IReadOnlyList<string> RetiredBoots, IReadOnlyList<ulong> Alarmed)
{
    public const string Table = "controllers";
    private const int RetiredMax = 64;
    private const int AlarmedMax = 1024;

    /// <summary>Its box was opened, and two officers have not ended that yet.</summary>
    public bool BoxTampered { get; init; }

    public static readonly ControllerState New = new("", 0, "", 0, "", [], []);

    /// <exception cref="FormatException">The row does not read.</exception>
    public static ControllerState Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<ControllerState>(value) is { Key: not null, BootId: not null, Head: not null, RetiredBoots: not null, Alarmed: not null } read
                ? read
                : throw new FormatException("A controller's row does not read.");
        }
        catch (JsonException malformed) { throw new FormatException("A controller's row does not read.", malformed); }
    }

    public RowWrite Row(DeviceId controller) => new(Table, controller.Text, JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>The state for this enrolled key: a new key begins a new journal.</summary>
    public ControllerState ForKey(Ed25519PublicKey key)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(key.Bytes));
        return id == Key ? this : New with { Key = id };
    }

    /// <summary>True for a start later than any known: starts are counted by the controller, and signed.</summary>
    public bool IsNewBoot(Token128 bootId, ulong epoch) => bootId.ToString() != BootId && (BootId.Length == 0 || epoch > BootEpoch);

    public bool IsPresentBoot(Token128 bootId) => bootId.ToString() == BootId;

    /// <summary>The state after a start with this boot id; itself for the present start and for any earlier one.</summary>
    public ControllerState Started(Token128 bootId, ulong epoch)
    {
        if (!IsNewBoot(bootId, epoch)) { return this; }
        IReadOnlyList<string> retired = BootId.Length == 0 ? RetiredBoots : [BootId, .. RetiredBoots.Take(RetiredMax - 1)];
        return this with { BootEpoch = epoch, BootId = bootId.ToString(), RetiredBoots = retired };
    }

    public bool IsRetired(Token128 bootId) => RetiredBoots.Contains(bootId.ToString(), StringComparer.Ordinal);

    /// <summary>Entries up to <see cref="Sequence"/> are given up for lost: the next one is believed, whatever it says came before.</summary>
    [JsonIgnore]
    public bool IsSkipping => Sequence > 0 && Head.Length == 0;

    /// <summary>The state that gives up everything up to this entry.</summary>
    public ControllerState Skipping(ulong through) => this with { Sequence = through, Head = "", Alarmed = [.. Alarmed.Where(s => s > through)] };

    /// <summary>Whether an entry continues the journal that is held. The very first one has nothing before it.</summary>
    public bool IsContinuedBy(DoorEvent told) =>
        told.Sequence == Sequence + 1 && (IsSkipping || (Sequence > 0 ? Convert.ToHexStringLower(told.Previous) == Head : told.Previous.All(b => b == 0)));

    /// <summary>The state that holds this entry.</summary>
    public ControllerState Holding(DoorEvent told, ReadOnlySpan<byte> signed) => Started(told.BootId, told.BootEpoch) with
    {
        Sequence = told.Sequence,
        Head = Convert.ToHexStringLower(DoorEvent.HashOf(signed)),
        Alarmed = Alarmed.Count == 0 ? Alarmed : [.. Alarmed.Where(s => s > told.Sequence)],
        BoxTampered = BoxAfter(told),
    };

    /// <summary>The state that knows that this entry's alarm is recorded.</summary>
    public ControllerState Alarming(DoorEvent told) => this with { Alarmed = [.. Alarmed.TakeLast(AlarmedMax - 1), told.Sequence], BoxTampered = BoxAfter(told) };

    /// <summary>A closed box is tampered still: only the officers' word ends that.</summary>
    private bool BoxAfter(DoorEvent told) => told.Happened == DoorEventKind.Tampered ? told.Reason switch { "ended" => false, "closed" => BoxTampered, _ => true } : BoxTampered;
}
