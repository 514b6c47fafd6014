using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.DoorTwin.Locks;

namespace Secure.DoorTwin.Site;

/// <summary>What the twin pretends to be: a JSON file.</summary>
/// <param name="Facility">The facility code of cards that are given by number alone. Default 1, range 0 to 255.</param>
/// <param name="Box">The box that the controller stands in. Default: none.</param>
internal sealed record SiteFile(BusEntry[] Buses, LockEntry[] Locks, byte Facility = 1, BoxEntry? Box = null)
{
    /// <summary>The file's content, or null and what is wrong with it: every fault, a line each.</summary>
    internal static SiteFile? Read(string path, out IReadOnlyList<string> faults)
    {
        try
        {
            SiteFile? site = JsonSerializer.Deserialize(File.ReadAllBytes(path), SiteJson.Default.SiteFile);
            faults = site is null ? ["The file is empty."] : [.. SiteRules.Faults(site)];
            return faults.Count == 0 ? site : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            faults = [e.Message];
            return null;
        }
    }
}

/// <param name="Tamper">Input line; 1 the box is open.</param>
/// <param name="Mains">Input line; 1 the mains have failed.</param>
/// <param name="Battery">Input line; 1 the battery is nearly empty.</param>
internal sealed record BoxEntry(string? Tamper = null, string? Mains = null, string? Battery = null)
{
    internal string[] Lines => [.. new[] { Tamper, Mains, Battery }.OfType<string>()];
}

/// <param name="Name">Of the link in the run folder: letters, digits, '.', '_' and '-', at most 32.</param>
/// <param name="Baud">9600 (default) to 115200, one of the standard's speeds.</param>
internal sealed record BusEntry(string Name, ReaderEntry[] Readers, int Baud = 9600);

/// <param name="Address">0 to 126, one on its bus.</param>
/// <param name="Door">The door that it stands at: the lock of that name.</param>
/// <param name="Side">"in": for those who come in (default); "out".</param>
/// <param name="KeyFile">Its secure channel key, 32 hex digits in a file of mode 0600, beside this one unless a path is given. Default: none, the reader takes the default key (install mode).</param>
internal sealed record ReaderEntry(int Address, string Name, string Door, string Side = "in", string? KeyFile = null);

/// <param name="Door">The door's name, as <c>badge</c> and <c>twin</c> call it.</param>
/// <param name="Strike">Output line; 1 drives the lock open.</param>
/// <param name="Contact">Input line; 1 leaf open or wire cut.</param>
/// <param name="Feedback">Input line; 1 bolt withdrawn.</param>
/// <param name="Rex">Input line; 1 pressed.</param>
/// <param name="MotionMs">How long the bolt moves, in milliseconds. Default 60, range 0 to 5000.</param>
/// <param name="ContactOpposite">The other line of a change-over contact: 0 leaf open, both lines 1 while the wire is cut. Default: a simple contact.</param>
/// <param name="Fire">Input line; 1 while the fire alarm's relay releases the lock. Default: none.</param>
/// <param name="Signs">Output lines of lamps and buzzers; 1 lit or loud. Default: none.</param>
internal sealed record LockEntry(
    string Door, string Strike, string Contact, string Feedback, string Rex, int MotionMs = 60, string? ContactOpposite = null, string? Fire = null,
    string[]? Signs = null)
{
    internal LockLines Lines => new(Strike, Contact, Feedback, Rex, ContactOpposite, Fire, Signs);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SiteFile))]
internal sealed partial class SiteJson : JsonSerializerContext;
