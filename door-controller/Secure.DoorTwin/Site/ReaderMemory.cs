using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Site;

/// <summary>
/// What readers were told on the line and keep without power: a file of mode 0600 each, in a folder of its own. It goes
/// before the site file; delete it for a reader fresh from its box.
/// </summary>
internal sealed class ReaderMemory(string folder)
{
    /// <exception cref="IOException">The reader's file cannot be read or is none.</exception>
    internal ReaderState Recall(ReaderEntry entry, int baud, string siteFolder)
    {
        string path = PathOf(entry.Name);
        if (!File.Exists(path))
        {
            byte[]? given = entry.KeyFile is { } file ? KeyFile.Read(Path.Combine(siteFolder, file)) : null;
            return new ReaderState((byte)entry.Address, baud, SerialOf(entry.Name), given);
        }
        try
        {
            Kept kept = JsonSerializer.Deserialize(File.ReadAllBytes(path), MemoryJson.Default.Kept) ?? throw new JsonException();
            byte[]? key = null;
            bool sound = kept.Address <= ReaderState.AddressMax && ReaderState.Bauds.Contains(kept.Baud) && (kept.Key is null || KeyFile.TryParse(kept.Key, out key));
            return sound ? new ReaderState(kept.Address, kept.Baud, kept.Serial, key) : throw new JsonException();
        }
        catch (JsonException) { throw new IOException($"{path}: not what a reader keeps; delete it for a fresh reader"); }
    }

    /// <summary>By rename, so that a killed twin leaves the old content or the new.</summary>
    internal void Keep(string reader, ReaderState state)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Kept kept = new(state.Address, state.Baud, state.Serial, state.Key is null ? null : Convert.ToHexStringLower(state.Key));
        string fresh = PathOf(reader) + ".new";
        FileStreamOptions own = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (FileStream file = new(fresh, own)) { JsonSerializer.Serialize(file, kept, MemoryJson.Default.Kept); }
        File.Move(fresh, PathOf(reader), overwrite: true);
    }

    /// <summary>The same for a reader of that name at every start (FNV-1a).</summary>
    private static uint SerialOf(string name) => name.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619));

    private string PathOf(string reader) => Path.Combine(folder, reader + ".json");
}

internal sealed record Kept(byte Address, int Baud, uint Serial, string? Key)
{
    /// <summary>Every record's default would print the key.</summary>
    public override string ToString() => $"reader {Address}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Kept))]
internal sealed partial class MemoryJson : JsonSerializerContext;
