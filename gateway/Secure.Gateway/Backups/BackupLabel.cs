using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Fleet.Keys;

namespace Secure.Gateway.Backups;

/// <summary>What a backup says of itself, in a file beside it. Written last: without it there is no whole backup.</summary>
/// <param name="LogOrigin">The name in the log's checkpoints.</param>
/// <param name="LogRoot">Of the copied checkpoint, lower-case hexadecimal.</param>
internal sealed record BackupLabel(int Layout, string Site, DateTimeOffset MadeAt, string LogOrigin, long LogSize, string LogRoot)
{
    internal const int Known = 1;
    private const string FileName = "backup.json";

    /// <summary>Null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read, or is no label.</exception>
    internal static BackupLabel? Read(string folder) => ReadAs(Path.Combine(folder, FileName));

    /// <inheritdoc cref="Read"/>
    internal static BackupLabel? ReadAs(string path)
    {
        if (!File.Exists(path)) { return null; }
        try { return JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupLabel) is { Site: not null, LogOrigin: not null, LogRoot: not null } label ? label : throw new JsonException("empty"); }
        catch (JsonException e) { throw new IOException($"{path} is no label of a backup: {e.Message}", e); }
    }

    internal void Write(string folder) => WriteAs(Path.Combine(folder, FileName));

    internal void WriteAs(string path) => PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupLabel));

    /// <summary>A copy that was found bad claims nothing.</summary>
    internal static void Remove(string folder) => File.Delete(Path.Combine(folder, FileName));
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackupLabel))]
internal sealed partial class BackupJson : JsonSerializerContext;
