using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Settings;

/// <summary>The agent's configuration file: one JSON object with these names in camelCase. An unknown name is an error.</summary>
internal sealed record AgentSettings
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>This agent's id in the site.</summary>
    public string Agent { get; init; } = "";

    /// <summary>Absolute folder for keys, certificates, queues and the witness's memory; made 0700 where it is missing.</summary>
    public string DataFolder { get; init; } = "";

    public Address Gateway { get; init; } = new();

    public Address Broker { get; init; } = new();

    /// <summary>The door-controllers on this machine, 1 to 64.</summary>
    public IReadOnlyList<ControllerSettings> Controllers { get; init; } = [];

    /// <summary>The doors with a camera or a fingerprint sensor on this machine, at most 64; default none.</summary>
    public IReadOnlyList<DoorSettings> Doors { get; init; } = [];

    /// <summary>Limit of the event queue on disk, MiB, 1 to 4096; default 128, about 300,000 events: more than three days at one a second.</summary>
    public int EventQueueMiB { get; init; } = 128;

    /// <summary>Limit of the alarm queue on disk, MiB, 1 to 1024; default 8.</summary>
    public int AlarmQueueMiB { get; init; } = 8;

    /// <summary>Limit of the clips on disk that wait for the gateway, MiB, 16 to 65536; default 256.</summary>
    public int ClipSpoolMiB { get; init; } = 256;

    /// <summary><see cref="Agent"/>, once the settings are checked.</summary>
    [JsonIgnore]
    public DeviceId AgentId => DeviceId.Parse(Agent);

    /// <summary>Reads and checks; names every fault at once.</summary>
    /// <exception cref="SettingsException">The file is missing, no such object, or out of range.</exception>
    public static AgentSettings Load(string path)
    {
        AgentSettings? settings;
        try { settings = JsonSerializer.Deserialize<AgentSettings>(File.ReadAllBytes(path), Format); }
        catch (JsonException malformed) { throw new SettingsException(path, [malformed.Message]); }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException) { throw new SettingsException(path, [missing.Message]); }
        IReadOnlyList<string> faults = settings is null ? ["the file holds no object"] : SettingsFaults.Of(settings);
        return faults.Count == 0 ? settings! : throw new SettingsException(path, faults);
    }
}

/// <summary>Where something listens.</summary>
internal sealed record Address
{
    /// <summary>Name or address, 1 to 253 characters.</summary>
    public string Host { get; init; } = "";

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; init; }
}

/// <summary>One door-controller.</summary>
internal sealed record ControllerSettings
{
    /// <summary>Its id in the site.</summary>
    public string Id { get; init; } = "";

    /// <summary>Absolute path of its Unix socket, at most 107 bytes (sun_path of unix(7)).</summary>
    public string Socket { get; init; } = "";

    /// <summary><see cref="Id"/>, once the settings are checked.</summary>
    [JsonIgnore]
    public DeviceId DeviceId => DeviceId.Parse(Id);
}

/// <summary>The configuration cannot be used. The message names the file and every fault, for people.</summary>
internal sealed class SettingsException(string path, IReadOnlyList<string> faults)
    : Exception($"{path}:\n  " + string.Join("\n  ", faults));
