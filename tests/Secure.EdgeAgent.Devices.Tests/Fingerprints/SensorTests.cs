using System.Text;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.TestKit;

namespace Secure.EdgeAgent.Devices.Tests.Fingerprints;

public sealed class SensorTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly TempFolder _folder = new();
    private readonly SensorTwin _twin = new();
    private readonly UartFingerprintSensor _sensor;

    public SensorTests()
    {
        // The driver opens the same name after the sensor was plugged in again.
        File.CreateSymbolicLink(_folder["tty"], _twin.Path);
        _sensor = new UartFingerprintSensor(new SensorOptions(_folder["tty"]) { ReplyMax = Short }, TimeProvider.System);
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sensor.Dispose();
        _twin.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_sensor_says_what_it_is() => Assert.Equal(new SensorParameters(162, 3, 128), await _sensor.OpenAsync(None));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_comes_up_the_wire_as_it_was_taken_noise_or_not(bool noise)
    {
        (_twin.Finger, _twin.Pixels, _twin.Noise) = (() => 1, TestFinger.Touch(1, 1), noise);
        Assert.Equal(Expected(_twin.Pixels), await _sensor.CaptureAsync(Short, None));
    }

    [Fact]
    public async Task Without_a_finger_there_is_no_picture()
    {
        Assert.Null(await _sensor.CaptureAsync(TimeSpan.Zero, None));
        Assert.DoesNotContain((byte)0x0A, _twin.Commands);
    }

    [Fact]
    public async Task A_finger_that_comes_a_little_later_is_waited_for()
    {
        int looks = 0;
        _twin.Finger = () => ++looks < 3 ? 0 : 1;
        Assert.NotNull(await _sensor.CaptureAsync(TimeSpan.FromSeconds(10), None));
    }

    [Fact]
    public async Task A_damaged_answer_is_asked_for_again()
    {
        (_twin.Finger, _twin.Damage) = (() => 1, (2, 1));
        Assert.NotNull(await _sensor.CaptureAsync(Short, None));
        Assert.Equal(2, _twin.Commands.Count(c => c == 0x01));
    }

    [Fact]
    public async Task A_picture_with_a_damaged_packet_in_it_is_asked_for_again_and_comes_whole()
    {
        (_twin.Finger, _twin.Pixels, _twin.Damage) = (() => 1, TestFinger.Touch(1, 2), (100, 1));
        Assert.Equal(Expected(_twin.Pixels), await _sensor.CaptureAsync(Short, None));
        Assert.Equal(2, _twin.Commands.Count(c => c == 0x0A));
    }

    [Fact]
    public async Task A_wire_that_damages_everything_is_said_to()
    {
        _twin.Damage = (0, 1000);
        Assert.Equal(SensorTrouble.Garbled, (await Assert.ThrowsAsync<SensorException>(() => _sensor.OpenAsync(None))).Trouble);
    }

    [Fact]
    public async Task A_silent_sensor_is_given_up_and_used_again_when_it_answers()
    {
        _twin.Silent = true;
        Assert.Equal(SensorTrouble.Silent, (await Assert.ThrowsAsync<SensorException>(() => _sensor.OpenAsync(None))).Trouble);
        _twin.Silent = false;
        await _sensor.OpenAsync(None);
    }

    [Fact]
    public async Task A_sensor_with_another_password_is_not_used()
    {
        _twin.Password = [1, 2, 3, 4];
        Assert.Equal(SensorTrouble.WrongPassword, (await Assert.ThrowsAsync<SensorException>(() => _sensor.CaptureAsync(Short, None))).Trouble);
        Assert.DoesNotContain((byte)0x01, _twin.Commands);
    }

    [Fact]
    public async Task No_sensor_at_all_is_said_to_be_gone()
    {
        using UartFingerprintSensor none = new(new SensorOptions(_folder["nothing"]), TimeProvider.System);
        Assert.Equal(SensorTrouble.Gone, (await Assert.ThrowsAsync<SensorException>(() => none.OpenAsync(None))).Trouble);
    }

    [Fact]
    public async Task Unplugged_in_the_middle_of_a_picture_there_is_none_and_plugged_in_again_there_is_one()
    {
        (_twin.Finger, _twin.UnplugAfterPackets) = (() => 1, 50);
        Assert.Equal(SensorTrouble.Gone, (await Assert.ThrowsAsync<SensorException>(() => _sensor.CaptureAsync(Short, None))).Trouble);

        using SensorTwin again = new() { Finger = () => 1, Pixels = TestFinger.Touch(1, 1) };
        Replug(again);
        Assert.Equal(Expected(again.Pixels), await _sensor.CaptureAsync(Short, None));
    }

    [Fact]
    public async Task A_picture_given_up_half_way_does_not_get_into_the_next()
    {
        (_twin.Finger, _twin.Pixels) = (() => 1, TestFinger.Touch(1, 1));
        using CancellationTokenSource soon = new();
        Task<byte[]?> given = _sensor.CaptureAsync(Short, soon.Token);
        while (!_twin.Commands.Contains((byte)0x0A) && !given.IsCompleted) { await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, None); }
        await soon.CancelAsync();
        try { await given; } catch (OperationCanceledException) { }

        _twin.Pixels = TestFinger.Touch(2, 1);
        Assert.Equal(Expected(_twin.Pixels), await _sensor.CaptureAsync(Short, None));
    }

    [Fact]
    public async Task A_finger_enrolled_on_the_sensor_is_found_there_and_another_is_not()
    {
        int finger = 7;
        _twin.Finger = () => finger;
        Assert.Equal(SensorVerdict.Done, await _sensor.EnrolAsync(3, Short, None));
        Assert.Equal(new SensorMatch(3, 100), await _sensor.SearchAsync(Short, None));
        finger = 8;
        Assert.Null(await _sensor.SearchAsync(Short, None));
        await _sensor.DeleteAsync(3, None);
        Assert.Empty(_twin.Library);
    }

    [Fact]
    public async Task Two_fingers_are_not_enrolled_as_one()
    {
        int touches = 0;
        _twin.Finger = () => ++touches;
        Assert.Equal(SensorVerdict.TwoFingers, await _sensor.EnrolAsync(0, Short, None));
        Assert.Empty(_twin.Library);
    }

    [Theory]
    [InlineData(0x01, 2)]
    [InlineData(0x02, 2)]
    [InlineData(0x05, 1)]
    [InlineData(0x06, 1)]
    public async Task Unplugged_in_the_middle_of_an_enrolment_nothing_is_kept(byte command, int time)
    {
        (_twin.Finger, _twin.UnplugAt) = (() => 1, (command, time));
        Assert.Equal(SensorTrouble.Gone, (await Assert.ThrowsAsync<SensorException>(() => _sensor.EnrolAsync(0, Short, None))).Trouble);
        Assert.Empty(_twin.Library);
    }

    [Fact]
    public async Task A_slot_whose_storing_was_not_acknowledged_is_emptied_before_the_sensor_is_used_again()
    {
        (_twin.Finger, _twin.LoseAnswerTo) = (() => 1, 0x06);
        Assert.Equal(SensorTrouble.Silent, (await Assert.ThrowsAsync<SensorException>(() => _sensor.EnrolAsync(5, Short, None))).Trouble);
        Assert.Equal([5], _twin.Library.Keys);
        Assert.Null(await _sensor.SearchAsync(Short, None));
        Assert.Empty(_twin.Library);
    }

    private void Replug(SensorTwin twin)
    {
        File.Delete(_folder["tty"]);
        File.CreateSymbolicLink(_folder["tty"], twin.Path);
    }

    /// <summary>The upper four bits of each pixel, as a PGM of eight.</summary>
    private static byte[] Expected(byte[] pixels) =>
        [.. Encoding.ASCII.GetBytes($"P5\n{SensorTwin.Width} {SensorTwin.Height}\n255\n"), .. pixels.Select(p => (byte)((p >> 4) * 17))];
}
