using System.Security.Cryptography;
using System.Text.Json;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>How far a controller's journal is held, and which of its starts is the present one.</summary>
/// <param name="Sequence">Newest journal entry held; 0 before the first.</param>
/// <param name="Head">SHA-256 of that entry's record, hex; empty before the first.</param>
/// <param name="RetiredBoots">The latest earlier starts: nothing of theirs is answered again.</param>
/// <param name="Key">SHA-256 of the key that it enrolled, hex: another key means another disk, whose journal begins anew.</param>
public sealed record ControllerState(
    string Key, ulong BootEpoch, string BootId, ulong Sequence, string Head, IReadOnlyList<string> RetiredBoots)
{
    public const string Table = "controllers";
    private const int RetiredMax = 64;

    public static readonly ControllerState New = new("", 0, "", 0, "", []);

    public static ControllerState Read(byte[] value) =>
        JsonSerializer.Deserialize<ControllerState>(value) ?? throw new FormatException("A controller's row does not read.");

    public RowWrite Row(DeviceId controller) => new(Table, controller.Text, JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>The state for this enrolled key: a new key begins a new journal.</summary>
    public ControllerState ForKey(Ed25519PublicKey key)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(key.Bytes));
        return id == Key ? this : New with { Key = id };
    }

    /// <summary>The state after a start with this boot id; itself where that is already the present one.</summary>
    public ControllerState Started(Token128 bootId, ulong epoch)
    {
        string boot = bootId.ToString();
        if (boot == BootId) { return this; }
        IReadOnlyList<string> retired = BootId.Length == 0 ? RetiredBoots : [BootId, .. RetiredBoots.Take(RetiredMax - 1)];
        return this with { BootEpoch = epoch, BootId = boot, RetiredBoots = retired };
    }

    public bool IsRetired(Token128 bootId) => RetiredBoots.Contains(bootId.ToString(), StringComparer.Ordinal);
}
