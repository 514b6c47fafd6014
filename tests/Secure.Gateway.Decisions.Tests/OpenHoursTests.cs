using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions.Tests;

public sealed class OpenHoursTests
{
    private static readonly DayOfWeek[] WorkDays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly Schedule Office = Make([new ScheduleSpan(WorkDays, new TimeOnly(8, 10), new TimeOnly(12, 0)), new ScheduleSpan(WorkDays, new TimeOnly(13, 0), new TimeOnly(18, 0))], new DateOnly(2030, 1, 8));

    // 2030-01-07 is a Monday; times below are Shanghai's, eight hours ahead of UTC.
    [Theory]
    [InlineData("2030-01-07 08:09:59.999", false)]
    [InlineData("2030-01-07 08:10:00", true)]
    [InlineData("2030-01-07 11:59:59.999", true)]
    [InlineData("2030-01-07 12:00:00", false)]
    [InlineData("2030-01-07 13:00:00", true)]
    [InlineData("2030-01-07 18:00:00", false)]
    [InlineData("2030-01-08 10:00:00", false)] // holiday
    [InlineData("2030-01-09 10:00:00", true)]
    [InlineData("2030-01-12 10:00:00", false)] // Saturday
    public void Hours_are_read_on_the_sites_own_clock(string local, bool open) => Assert.Equal(open, IsOpen(Office, At(local), out _));

    [Fact]
    public void Times_asked_in_any_order_are_answered_alike()
    {
        OpenHours one = new(Office, Shanghai);
        Random order = new(20300107);
        DateTimeOffset start = At("2030-01-05 00:00:00");
        for (int i = 0; i < 20_000; i++)
        {
            DateTimeOffset at = start.AddSeconds(order.Next(0, 7 * 86_400));
            bool remembered = one.IsOpen(at, out DateTimeOffset? closes);
            Assert.Equal(IsOpen(Office, at, out DateTimeOffset? fresh), remembered);
            Assert.Equal(fresh, closes);
        }
    }

    [Fact]
    public void An_open_schedule_says_when_it_closes()
    {
        IsOpen(Office, At("2030-01-07 09:00:00"), out DateTimeOffset? closes);
        Assert.Equal(At("2030-01-07 12:00:00"), closes);
    }

    [Fact]
    public void Hours_that_touch_at_midnight_are_one()
    {
        Schedule night = Make([new ScheduleSpan(TestSite.EveryDay, new TimeOnly(22, 0), null), new ScheduleSpan(TestSite.EveryDay, TimeOnly.MinValue, new TimeOnly(6, 0))]);
        Assert.True(IsOpen(night, At("2030-01-07 23:00:00"), out DateTimeOffset? closes));
        Assert.Equal(At("2030-01-08 06:00:00"), closes);
    }

    [Fact]
    public void Round_the_clock_never_closes_but_for_a_holiday()
    {
        ScheduleSpan[] always = [new(TestSite.EveryDay, TimeOnly.MinValue, null)];
        Assert.True(IsOpen(Make(always), At("2030-01-07 23:59:59"), out DateTimeOffset? never));
        Assert.Null(never);
        Schedule holiday = Make(always, new DateOnly(2030, 1, 9));
        Assert.True(IsOpen(holiday, At("2030-01-07 23:59:59"), out DateTimeOffset? closes));
        Assert.Equal(At("2030-01-09 00:00:00"), closes);
        Assert.False(IsOpen(holiday, At("2030-01-09 00:00:00"), out _));
        Assert.True(IsOpen(holiday, At("2030-01-10 00:00:00"), out _));
    }

    // Berlin, 2030-03-31: 02:00 becomes 03:00. 2030-10-27: 03:00 becomes 02:00 again.
    [Theory]
    [InlineData("2030-03-31T00:59:59Z", true)]  // 01:59:59
    [InlineData("2030-03-31T01:00:00Z", false)] // 03:00
    [InlineData("2030-10-27T00:30:00Z", true)]  // 02:30, the first time
    [InlineData("2030-10-27T01:29:59Z", true)]  // 02:29:59, the second time
    [InlineData("2030-10-27T02:00:00Z", false)] // 03:00
    public void The_nights_on_which_clocks_change_follow_the_clock_on_the_wall(string utc, bool open)
    {
        Schedule small = Make([new ScheduleSpan(TestSite.EveryDay, new TimeOnly(1, 30), new TimeOnly(3, 0))]);
        OpenHours hours = new(small, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(open, hours.IsOpen(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), out _));
    }

    private static bool IsOpen(Schedule schedule, DateTimeOffset at, out DateTimeOffset? closes) => new OpenHours(schedule, Shanghai).IsOpen(at, out closes);

    private static DateTimeOffset At(string local) => new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    private static Schedule Make(IReadOnlyList<ScheduleSpan> spans, params DateOnly[] holidays) => new(ScheduleId.Parse("s"), spans, holidays);
}
