using Secure.EdgeAgent.Checks;
using Secure.EdgeAgent.Devices.Tests.Fingerprints;
using Secure.EdgeAgent.Settings;

namespace Secure.EdgeAgent.Tests;

/// <summary>What a fitter is told of a door's camera and sensor.</summary>
public sealed class FitterTestTests
{
    [Fact]
    public async Task A_sensor_that_answers_is_well_and_one_that_says_nothing_or_is_not_there_is_told_apart()
    {
        using SensorTwin sensor = new();
        (bool well, string said) = await TestAsync(new DoorSettings { Id = "archive", Fingerprint = new SensorSettings { Tty = sensor.Path } });
        Assert.True(well && said.StartsWith("✓ 门 archive 的指纹仪", StringComparison.Ordinal), said);

        sensor.Silent = true;
        (well, said) = await TestAsync(new DoorSettings { Id = "archive", Fingerprint = new SensorSettings { Tty = sensor.Path } });
        Assert.True(!well && said.StartsWith("✗ 门 archive 的指纹仪", StringComparison.Ordinal) && said.Contains("no answer", StringComparison.Ordinal), said);

        (well, said) = await TestAsync(new DoorSettings { Id = "archive", Fingerprint = new SensorSettings { Tty = "/nowhere/ttyS0" } });
        Assert.True(!well && said.Contains("does not open", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task A_device_that_can_be_read_and_written_and_takes_no_picture_is_no_camera()
    {
        (bool well, string said) = await TestAsync(
            new DoorSettings { Id = "vault", Camera = new CameraSettings { Device = "/dev/null" } }, new DoorSettings { Id = "lobby", Camera = new CameraSettings { Folder = "/tmp" } });
        Assert.False(well);
        Assert.Contains("✗ 门 vault 的摄像头 · camera of door vault: 没有图片 · no picture: /dev/null: ", said, StringComparison.Ordinal);
        Assert.Contains("✓ 门 lobby 的摄像头", said, StringComparison.Ordinal);
    }

    private static async Task<(bool Well, string Said)> TestAsync(params DoorSettings[] doors)
    {
        using StringWriter said = new();
        bool well = await new FitterTest(new AgentSettings { Doors = doors }, said, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        return (well, said.ToString());
    }
}
