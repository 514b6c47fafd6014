using System.Text.Json;
using Secure.DoorController.Core.Osdp;

namespace Secure.OsdpTool;

/// <summary>
/// What this machine's controller knows: its lines and the readers it has met. Their keys are the controller's business
/// alone. What cannot be read is taken for known.
/// </summary>
internal sealed class KnownReaders
{
    private readonly bool _unreadable;
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<(uint Vendor, uint Model, uint Serial)> _devices = [];

    private KnownReaders(bool unreadable) => _unreadable = unreadable;

    /// <param name="controllerFile">Its absence means that there is no controller here.</param>
    public static KnownReaders Of(string controllerFile)
    {
        try
        {
            KnownReaders known = new(unreadable: false);
            if (TryParse(controllerFile) is not { } configuration) { return known; }
            using (configuration) { known.Learn(configuration.RootElement); }
            return known;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new KnownReaders(unreadable: true);
        }
    }

    public bool HasLine(string line) => _unreadable || _lines.Contains(Real(line));

    public bool Has(ReaderIdentity reader) => _unreadable || _devices.Contains((reader.Vendor, reader.Model, reader.Serial));

    private void Learn(JsonElement configuration)
    {
        foreach (JsonElement bus in configuration.GetProperty("buses").EnumerateArray()) { _lines.Add(Real(bus.GetProperty("line").GetString()!)); }
        string readers = Path.Combine(configuration.GetProperty("stateFolder").GetString()!, "readers");
        if (TryParse(readers) is not { } met) { return; }
        using (met)
        {
            foreach (JsonElement reader in met.RootElement.GetProperty("Readers").EnumerateArray())
            {
                if (reader.GetProperty("Identity") is not { ValueKind: JsonValueKind.Object } identity) { continue; }
                _devices.Add((identity.GetProperty("Vendor").GetUInt32(), identity.GetProperty("Model").GetUInt32(), identity.GetProperty("Serial").GetUInt32()));
            }
        }
    }

    /// <summary>Null only where there is nothing; a folder that may not be looked into throws.</summary>
    private static JsonDocument? TryParse(string path)
    {
        try { return JsonDocument.Parse(File.ReadAllBytes(path)); }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    private static string Real(string path)
    {
        string full = Path.GetFullPath(path.StartsWith("unix:", StringComparison.Ordinal) ? path[5..] : path);
        return File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }
}
