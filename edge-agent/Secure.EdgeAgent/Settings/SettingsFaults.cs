using System.Text;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Settings;

internal static class SettingsFaults
{
    private const int SocketPathMax = 107;

    internal static IReadOnlyList<string> Of(AgentSettings settings)
    {
        List<string> faults = [];
        void Check(bool good, string fault) { if (!good) { faults.Add(fault); } }
        void CheckAddress(string name, Address? address)
        {
            Check(address?.Host is { Length: > 0 and <= 253 }, $"{name}.host: 1 to 253 characters");
            Check(address?.Port is > 0 and <= 65535, $"{name}.port: 1 to 65535");
        }
        Check(DeviceId.TryParse(settings.Agent, out _), "agent: not an id (1 to 63 of a-z, 0-9, '.', '_', '-')");
        Check(settings.Agent is not ("gateway" or "broker"), "agent: this name is reserved");
        Check(Path.IsPathFullyQualified(settings.DataFolder ?? ""), "dataFolder: an absolute path");
        CheckAddress("gateway", settings.Gateway);
        CheckAddress("broker", settings.Broker);
        Check(settings.EventQueueMiB is >= 1 and <= 4096, "eventQueueMiB: 1 to 4096");
        Check(settings.AlarmQueueMiB is >= 1 and <= 1024, "alarmQueueMiB: 1 to 1024");
        Check(settings.ClipSpoolMiB is >= 16 and <= 65536, "clipSpoolMiB: 16 to 65536");
        IReadOnlyList<ControllerSettings> controllers = settings.Controllers ?? [];
        Check(controllers.Count is >= 1 and <= 64, "controllers: 1 to 64");
        for (int i = 0; i < controllers.Count; i++)
        {
            Check(DeviceId.TryParse(controllers[i]?.Id, out _), $"controllers[{i}].id: not an id");
            Check(Path.IsPathFullyQualified(controllers[i]?.Socket ?? "") && Encoding.UTF8.GetByteCount(controllers[i].Socket!) <= SocketPathMax,
                $"controllers[{i}].socket: an absolute path of at most {SocketPathMax} bytes");
        }
        Check(controllers.DistinctBy(c => c?.Id).Count() == controllers.Count, "controllers: an id stands twice");
        IReadOnlyList<DoorSettings> doors = settings.Doors ?? [];
        Check(doors.Count <= 64, "doors: at most 64");
        for (int i = 0; i < doors.Count; i++)
        {
            Check(DoorId.TryParse(doors[i]?.Id, out _), $"doors[{i}].id: not an id");
            CameraSettings? camera = doors[i]?.Camera;
            Check(camera is null || (camera.Device is null) != (camera.Folder is null), $"doors[{i}].camera: a device or a folder");
            Check(camera?.Device is null || Path.IsPathFullyQualified(camera.Device), $"doors[{i}].camera.device: an absolute path");
            Check(camera?.Folder is null || Path.IsPathFullyQualified(camera.Folder), $"doors[{i}].camera.folder: an absolute path");
            Check(camera is null or { Width: >= 160 and <= 4096, Height: >= 120 and <= 4096 }, $"doors[{i}].camera: 160x120 to 4096x4096 pixels");
            Check(camera?.Clips is null or { BeforeS: >= 0 and <= 30, AfterS: >= 1 and <= 60, FramesPerSecond: >= 1 and <= 15 }, $"doors[{i}].camera.clips: beforeS 0 to 30, afterS 1 to 60, framesPerSecond 1 to 15");
            Check(doors[i]?.Fingerprint is not { } sensor || Path.IsPathFullyQualified(sensor.Tty ?? ""), $"doors[{i}].fingerprint.tty: an absolute path");
            Check(doors[i]?.Fingerprint?.Baud is null or 9600 or 19200 or 38400 or 57600 or 115200, $"doors[{i}].fingerprint.baud: 9600, 19200, 38400, 57600 or 115200");
        }
        Check(doors.DistinctBy(d => d?.Id).Count() == doors.Count, "doors: an id stands twice");
        return faults;
    }
}
