using Secure.EdgeAgent.Trust;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

public sealed class AgentClockTests : IDisposable
{
    private static readonly DateTimeOffset Built = new(2029, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _temp = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_time_is_unknown_until_the_gateway_signs_for_something_fresh()
    {
        AgentClock clock = Clock();
        Assert.Equal(ClockQuality.Unknown, clock.Now.Quality);
        long written = clock.MonotonicNs;
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(clock.Accept(_time.GetUtcNow(), written));
        Assert.Equal(ClockQuality.Unknown, clock.Now.Quality);

        Assert.True(clock.Accept(_time.GetUtcNow().AddHours(3), clock.MonotonicNs));
        Assert.Equal((_time.GetUtcNow().AddHours(3), ClockQuality.Synchronised), clock.Now);
    }

    [Fact]
    public void A_stepped_wall_clock_changes_nothing_once_the_time_is_known()
    {
        AgentClock clock = Clock();
        DateTimeOffset gateway = _time.GetUtcNow();
        clock.Accept(gateway, clock.MonotonicNs);
        _time.StepWall(TimeSpan.FromDays(-1));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(gateway.AddSeconds(30), clock.Now.Wall);
    }

    [Fact]
    public void The_time_is_never_moved_back()
    {
        AgentClock clock = Clock();
        DateTimeOffset gateway = _time.GetUtcNow();
        clock.Accept(gateway, clock.MonotonicNs);
        clock.Accept(gateway.AddHours(-1), clock.MonotonicNs);
        Assert.Equal(gateway, clock.Now.Wall);
    }

    [Fact]
    public void The_last_signed_time_is_kept_over_a_restart_and_no_time_before_the_build_counts()
    {
        AgentClock clock = Clock();
        Assert.Equal(Built, clock.CertainlyPassed);
        DateTimeOffset gateway = Built.AddYears(3);
        Assert.False(clock.Accept(Built.AddDays(-1), clock.MonotonicNs));
        Assert.True(clock.Accept(gateway, clock.MonotonicNs));
        Assert.Equal(gateway, Clock().CertainlyPassed);
        Assert.Equal(ClockQuality.Unknown, Clock().Now.Quality);
    }

    private AgentClock Clock() => new(_time, Built, _temp["signed-time"]);
}
