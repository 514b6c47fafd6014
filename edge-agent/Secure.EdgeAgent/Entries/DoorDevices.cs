using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.EdgeAgent.Settings;

namespace Secure.EdgeAgent.Entries;

/// <summary>The cameras and sensors of this machine's doors, by door.</summary>
internal sealed class DoorDevices : IDisposable
{
    private readonly Dictionary<string, ICamera> _cameras;
    private readonly Dictionary<string, UartFingerprintSensor> _sensors;

    public DoorDevices(AgentSettings settings, TimeProvider time)
    {
        _cameras = settings.Doors.Where(d => d.Camera is not null).ToDictionary(d => d.Id, d => Open(d.Camera!, time));
        _sensors = settings.Doors.Where(d => d.Fingerprint is not null)
            .ToDictionary(d => d.Id, d => new UartFingerprintSensor(new SensorOptions(d.Fingerprint!.Tty) { Baud = d.Fingerprint.Baud }, time));
    }

    public ICamera? CameraOf(string door) => _cameras.GetValueOrDefault(door);

    public IFingerprintSensor? SensorOf(string door) => _sensors.GetValueOrDefault(door);

    private static ICamera Open(CameraSettings camera, TimeProvider time) => camera.Device is { } device
        ? new V4l2Camera(device, camera.Width, camera.Height, time)
        : new FollowedFolderCamera(camera.Folder!, time);

    public void Dispose()
    {
        foreach (UartFingerprintSensor sensor in _sensors.Values) { sensor.Dispose(); }
    }
}
