using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Verification;

public class TrustedTimeTests
{
    private const long Floor = 1_900_000_000_000;

    private readonly ManualTime _clock = new();
    private readonly TrustedTime _time;

    public TrustedTimeTests() => _time = new TrustedTime(_clock, Floor);

    [Fact]
    public void Until_a_signed_time_has_come_the_machines_own_clock_is_told_and_marked_so()
    {
        DeviceTime stamp = _time.Stamp();

        Assert.Equal((_clock.GetUtcNow().ToUnixTimeMilliseconds(), ClockQuality.Unknown), (stamp.WallMs, stamp.Quality));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue + 1_900_000_000_001)]
    public void A_word_no_newer_than_the_last_persisted_one_is_an_old_one(long behind)
    {
        _time.Advance(new SignedTime(Floor + behind));

        Assert.Equal(ClockQuality.Unknown, _time.Stamp().Quality);
    }

    [Fact]
    public void A_clock_that_runs_fast_is_set_back_by_the_next_word_but_keys_expire_by_the_later_time()
    {
        _time.Advance(new SignedTime(Floor + 1000));
        _clock.Advance(TimeSpan.FromSeconds(10));

        _time.Advance(new SignedTime(Floor + 9000));

        Assert.Equal(Floor + 9000, _time.Stamp().WallMs);
        Assert.Equal(Floor + 11_000, _time.TrustedMs);
    }

    [Fact]
    public void A_clock_that_runs_slow_is_set_forward()
    {
        _time.Advance(new SignedTime(Floor + 1000));
        _clock.Advance(TimeSpan.FromSeconds(10));

        _time.Advance(new SignedTime(Floor + 20_000));

        Assert.Equal((Floor + 20_000, Floor + 20_000), (_time.Stamp().WallMs, _time.TrustedMs));
    }

    [Fact]
    public void A_word_held_up_for_more_than_a_minute_and_a_repeated_one_change_nothing()
    {
        _time.Advance(new SignedTime(Floor + 1000));
        _clock.Advance(TimeSpan.FromSeconds(100));

        _time.Advance(new SignedTime(Floor + 40_999));
        Assert.Equal(Floor + 101_000, _time.Stamp().WallMs);

        _time.Advance(new SignedTime(Floor + 41_001));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(new SignedTime(Floor + 41_001));
        Assert.Equal(Floor + 42_001, _time.Stamp().WallMs);
    }

    [Fact]
    public void Recorded_words_replayed_backwards_do_not_walk_the_clock_back()
    {
        for (int i = 1; i <= 20; i++) { _time.Advance(new SignedTime(Floor + i * 5000)); _clock.Advance(TimeSpan.FromSeconds(5)); }
        long before = _time.Stamp().WallMs;

        for (int i = 19; i > 0; i--) { _time.Advance(new SignedTime(Floor + i * 5000)); }

        Assert.Equal(before, _time.Stamp().WallMs);
    }

    [Fact]
    public void Words_that_are_each_held_up_longer_do_not_slow_the_clock_down_for_a_night()
    {
        _time.Advance(new SignedTime(Floor + 1000));
        TimeSpan night = TimeSpan.FromHours(10), passed = TimeSpan.Zero;
        int taken = 0;
        for (long signed = 5000; passed < night; passed += TimeSpan.FromSeconds(65), signed += 5000)
        {
            _clock.Advance(TimeSpan.FromSeconds(65));
            if (_time.Advance(new SignedTime(Floor + 1000 + signed))) { taken++; }
        }
        Assert.Equal(1, taken);
        Assert.InRange(_time.Stamp().WallMs, Floor + 1000 + (long)passed.TotalMilliseconds - 60_000, Floor + 1000 + (long)passed.TotalMilliseconds);
    }

    [Fact]
    public void A_board_that_runs_fast_is_corrected_by_every_word_for_a_year()
    {
        _time.Advance(new SignedTime(Floor + 1000));
        for (int minutes = 1; minutes <= 365 * 24 * 60; minutes++)
        {
            // 43 s a day.
            _clock.Advance(TimeSpan.FromMilliseconds(60_030));
            Assert.True(_time.Advance(new SignedTime(Floor + 1000 + minutes * 60_000L)));
        }
    }
}
