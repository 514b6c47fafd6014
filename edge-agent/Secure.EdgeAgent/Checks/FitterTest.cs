using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.EdgeAgent.Settings;

namespace Secure.EdgeAgent.Checks;

/// <summary>
/// What a fitter runs on site, with the service stopped: one picture of every camera, which is dropped, and a word from every
/// fingerprint sensor. Each with a yes or no and why.
/// </summary>
internal sealed class FitterTest(AgentSettings settings, TextWriter output, TimeProvider time)
{
    /// <returns>True: all is well.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        bool allWell = true;
        foreach (DoorSettings door in settings.Doors)
        {
            if (door.Camera is { } camera) { allWell &= Camera($"门 {door.Id} 的摄像头 · camera of door {door.Id}", camera, cancellation); }
            if (door.Fingerprint is { } sensor) { allWell &= await SensorAsync($"门 {door.Id} 的指纹仪 · fingerprint sensor of door {door.Id}", sensor, cancellation).ConfigureAwait(false); }
        }
        if (settings.Doors.Count == 0) { output.WriteLine("· 未配置摄像头或指纹仪 · no camera and no fingerprint sensor is configured"); }
        return allWell;
    }

    private bool Camera(string what, CameraSettings camera, CancellationToken cancellation)
    {
        if (camera.Device is not { } device) { return Say(Directory.Exists(camera.Folder), $"{what}: {camera.Folder}"); }
        try { return Say(true, $"{what}: {device}，已拍一张 · took a picture ({new V4l2Camera(device, camera.Width, camera.Height, time).TakeOne(cancellation).Length} B)"); }
        catch (CameraException lost) { return Say(false, $"{what}: 没有图片 · no picture: {lost.Message}"); }
    }

    private async Task<bool> SensorAsync(string what, SensorSettings settings, CancellationToken cancellation)
    {
        using UartFingerprintSensor sensor = new(new SensorOptions(settings.Tty) { Baud = settings.Baud }, time);
        try
        {
            SensorParameters found = await sensor.OpenAsync(cancellation).ConfigureAwait(false);
            return Say(true, $"{what}: {settings.Tty}，有应答 · answers ({found.Slots} slots, security level {found.SecurityLevel})");
        }
        catch (SensorException lost) { return Say(false, $"{what}: {Words(lost.Trouble)}: {lost.Message}"); }
    }

    private static string Words(SensorTrouble trouble) => trouble switch
    {
        SensorTrouble.Gone => "串口打不开（不存在，或未在 udev 中指定给指纹仪）· its line does not open: not there, or not named to udev as a sensor's",
        SensorTrouble.Silent => "没有应答 · no answer",
        SensorTrouble.Garbled => "应答损坏 · damaged answers",
        SensorTrouble.WrongPassword => "密码不对 · another password",
        SensorTrouble.Unexpected => "应答异常 · an answer that has no place",
    };

    private bool Say(bool well, string what)
    {
        output.WriteLine($"{(well ? "✓" : "✗")} {what}");
        return well;
    }
}
