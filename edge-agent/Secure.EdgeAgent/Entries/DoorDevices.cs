using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.EdgeAgent.Settings;

namespace Secure.EdgeAgent.Entries;

/// <summary>The cameras and sensors of this machine's doors, by door.</summary>
internal sealed class DoorDevices : IDisposable
{
    /// <summary>Bytes of pictures that all rings together hold: the agent has 64 MiB for everything.</summary>
    private const long RingBytes = 12 << 20;

    private readonly Dictionary<string, CameraHub> _cameras;
    private readonly Dictionary<string, UartFingerprintSensor> _sensors = [];

    public DoorDevices(AgentSettings settings, TimeProvider time)
    {
        long each = RingBytes / Math.Max(1, settings.Doors.Count(d => d.Camera?.Clips is not null));
        _cameras = settings.Doors.Where(d => d.Camera is not null).ToDictionary(d => d.Id, d => new CameraHub(d.Id, Open(d.Camera!, time), d.Camera!.Clips, each, time));
        _sensors = settings.Doors.Where(d => d.Fingerprint is not null)
            .ToDictionary(d => d.Id, d => new UartFingerprintSensor(new SensorOptions(d.Fingerprint!.Tty) { Baud = d.Fingerprint.Baud }, time));
    }

    private DoorDevices(IEnumerable<CameraHub> cameras) => _cameras = cameras.ToDictionary(c => c.Door);

    public IEnumerable<CameraHub> Hubs => _cameras.Values;

    public ICamera? CameraOf(string door) => HubOf(door);

    public CameraHub? HubOf(string door) => _cameras.GetValueOrDefault(door);

    public IFingerprintSensor? SensorOf(string door) => _sensors.GetValueOrDefault(door);

    /// <summary>The doors that have a sensor here.</summary>
    public IEnumerable<string> SensorDoors => _sensors.Keys;

    /// <summary>Cameras that are open already, and no sensor.</summary>
    internal static DoorDevices Of(params IEnumerable<CameraHub> cameras) => new(cameras);

    private static ICamera Open(CameraSettings camera, TimeProvider time) => camera.Device is { } device
        ? new V4l2Camera(device, camera.Width, camera.Height, time)
        : new FollowedFolderCamera(camera.Folder!, time);

    public void Dispose()
    {
        foreach (UartFingerprintSensor sensor in _sensors.Values) { sensor.Dispose(); }
    }
}
