using Secure.EdgeAgent.Devices.Fingerprints;

namespace Secure.EdgeAgent.Devices.Tests.Fingerprints;

/// <summary>A sensor that keeps templates and says itself who it is, through the real driver.</summary>
public sealed class SensorLibraryTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly SensorTwin _twin = new() { Finger = () => 7 };
    private readonly UartFingerprintSensor _sensor;

    public SensorLibraryTests() => _sensor = new UartFingerprintSensor(new SensorOptions(_twin.Path) { ReplyMax = Short }, TimeProvider.System);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _sensor.Dispose();
        _twin.Dispose();
    }

    [Fact]
    public async Task The_library_says_which_slots_it_holds()
    {
        foreach (int slot in new[] { 0, 7, 8, 161 }) { _twin.Put(slot, slot + 1); }
        SensorLibrary library = await _sensor.ReadLibraryAsync(None);
        Assert.Equal(162, library.Capacity);
        Assert.Equal([0, 7, 8, 161], library.Slots);
    }

    [Fact]
    public async Task A_touch_is_found_with_its_slot_its_score_and_the_digest_of_the_template_that_was_enrolled()
    {
        await _sensor.EnrolAsync(3, Short, None);
        byte[] enrolled = await _sensor.DigestAsync(3, None);
        SensorFinding finding = (await _sensor.FindAsync(Short, None))!;
        Assert.Equal((new SensorMatch(3, 100), 32), (finding.Match, finding.Digest.Length));
        Assert.Equal([3], finding.Library.Slots);
        Assert.Equal(enrolled, finding.Digest);

        _twin.Put(3, 7);
        Assert.NotEqual(enrolled, (await _sensor.FindAsync(Short, None))!.Digest);
    }

    [Fact]
    public async Task A_finger_that_no_slot_holds_is_told_as_such_and_no_finger_as_nothing()
    {
        await _sensor.EnrolAsync(3, Short, None);
        _twin.Finger = () => 8;
        SensorFinding finding = (await _sensor.FindAsync(Short, None))!;
        Assert.Null(finding.Match);
        Assert.Empty(finding.Digest);
        _twin.Finger = () => 0;
        Assert.Null(await _sensor.FindAsync(TimeSpan.Zero, None));
    }

    [Fact]
    public async Task A_sensor_that_is_set_to_match_loosely_is_not_asked_who_somebody_is()
    {
        _twin.Put(3, 7);
        _twin.SecurityLevel = 2;
        Assert.Equal(SensorTrouble.Unexpected, (await Assert.ThrowsAsync<SensorException>(() => _sensor.FindAsync(Short, None))).Trouble);
        Assert.DoesNotContain((byte)0x04, _twin.Commands);
    }

    [Theory]
    [InlineData(0x1F, new byte[] { 0 })]
    [InlineData(0x1F, new byte[] { 1, 0, 0 })]
    [InlineData(0x1D, new byte[] { 0, 0, 9 })]
    [InlineData(0x1D, new byte[] { 0 })]
    [InlineData(0x07, new byte[] { 0x0C })]
    [InlineData(0x08, new byte[] { 0x0D })]
    public async Task An_answer_that_makes_no_sense_opens_nothing(byte command, byte[] answer)
    {
        _twin.Put(3, 7);
        _twin.Forge = (asked, right) => asked == command ? answer : right;
        Assert.Equal(SensorTrouble.Unexpected, (await Assert.ThrowsAsync<SensorException>(() => _sensor.FindAsync(Short, None))).Trouble);
    }

    [Fact]
    public async Task A_table_that_names_slots_which_the_sensor_does_not_have_is_not_believed()
    {
        byte[] table = new byte[33];
        table[1 + 31] = 0x80;
        _twin.Forge = (asked, right) => asked switch { 0x1F => table, 0x1D => [0, 0, 1], _ => right };
        Assert.Equal(SensorTrouble.Unexpected, (await Assert.ThrowsAsync<SensorException>(() => _sensor.ReadLibraryAsync(None))).Trouble);
    }

    [Fact]
    public async Task Hostile_answers_never_make_a_match_of_the_slot_that_was_not_found()
    {
        Random random = new(11);
        _twin.Put(3, 8);
        for (int i = 0; i < 150; i++)
        {
            _twin.Forge = (asked, right) => asked is 0x13 or 0x0F ? right : Spoilt(random, right);
            SensorFinding? finding = null;
            try { finding = await _sensor.FindAsync(TimeSpan.Zero, None); }
            catch (SensorException) { }
            // The far end may say anything; what comes out of the driver is within what the sensor can hold, or nothing.
            if (finding is null) { continue; }
            Assert.All(finding.Library.Slots, s => Assert.InRange(s, 0, 161));
            if (finding.Match is { } match) { Assert.InRange(match.Slot, 0, 161); Assert.Equal(32, finding.Digest.Length); }
        }
        _twin.Forge = (_, right) => right;
        Assert.Null((await _sensor.FindAsync(Short, None))!.Match);
    }

    [Fact]
    public async Task Unplugged_while_the_template_comes_up_there_is_no_answer()
    {
        _twin.Put(3, 7);
        _twin.UnplugAfterPackets = 2;
        Assert.Equal(SensorTrouble.Gone, (await Assert.ThrowsAsync<SensorException>(() => _sensor.FindAsync(Short, None))).Trouble);
    }

    private static byte[] Spoilt(Random random, byte[] right)
    {
        byte[] spoilt = random.Next(3) switch { 0 => right[..random.Next(1, right.Length + 1)], 1 => [.. right, .. new byte[random.Next(200)]], _ => [.. right] };
        for (int i = random.Next(3); i > 0; i--) { spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256); }
        return spoilt;
    }
}
