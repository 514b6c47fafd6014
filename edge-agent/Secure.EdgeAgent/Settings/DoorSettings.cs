using System.Text.Json.Serialization;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Settings;

/// <summary>What stands at one door besides its reader.</summary>
internal sealed record DoorSettings
{
    /// <summary>Its id in the site.</summary>
    public string Id { get; init; } = "";

    /// <summary>The camera that sees who stands outside; default none.</summary>
    public CameraSettings? Camera { get; init; }

    /// <summary>The sensor beside the reader; default none.</summary>
    public SensorSettings? Fingerprint { get; init; }

    /// <summary><see cref="Id"/>, once the settings are checked.</summary>
    [JsonIgnore]
    public DoorId DoorId => DoorId.Parse(Id);
}

/// <summary>How a camera is reached: by one of the two.</summary>
internal sealed record CameraSettings
{
    /// <summary>Absolute path of a Video4Linux device, as <c>/dev/video0</c>.</summary>
    public string? Device { get; init; }

    /// <summary>Absolute folder into which somebody puts JPEG pictures as they are taken; see FollowedFolderCamera.</summary>
    public string? Folder { get; init; }

    /// <summary>Asked of a device, in pixels, 160 to 4096; default 1280. It gives the nearest that it has.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Asked of a device, in pixels, 120 to 4096; default 720.</summary>
    public int Height { get; init; } = 720;

    /// <summary>Films all the time and keeps a clip of each event; default none: the camera is opened only when a face is asked for.</summary>
    public ClipSettings? Clips { get; init; }
}

/// <summary>What is kept of a camera around each event of its door.</summary>
internal sealed record ClipSettings
{
    /// <summary>Seconds before the event, 0 to 30; default 5.</summary>
    public int BeforeS { get; init; } = 5;

    /// <summary>Seconds after the event, 1 to 60; default 10.</summary>
    public int AfterS { get; init; } = 10;

    /// <summary>Pictures that are kept, 1 to 15 a second; default 5.</summary>
    public int FramesPerSecond { get; init; } = 5;
}

/// <summary>How a fingerprint sensor is reached.</summary>
internal sealed record SensorSettings
{
    /// <summary>Absolute path of its serial line, as <c>/dev/serial0</c>.</summary>
    public string Tty { get; init; } = "";

    /// <summary>9600, 19200, 38400, 57600 or 115200; default 57600, as the factory sets it.</summary>
    public int Baud { get; init; } = 57600;
}
