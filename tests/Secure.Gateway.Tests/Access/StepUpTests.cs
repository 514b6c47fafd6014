using Secure.Gateway.Access;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Access;

public sealed class StepUpTests
{
    private readonly ManualTime _clock = new();
    private readonly StepUps _stepUps;

    public StepUpTests() => _stepUps = new StepUps(new AccessOptions(), _clock);

    [Fact]
    public void A_nonce_is_good_once_for_what_it_was_issued_for()
    {
        StepUpTicket issued = _stepUps.Issue("s1", "read", "material/plan-7", "d1");
        Assert.True(_stepUps.TryConsume("s1", issued.Nonce, out StepUpTicket? ticket));
        Assert.Equal(("read", "material/plan-7"), (ticket.Action, ticket.Resource));
        Assert.False(_stepUps.TryConsume("s1", issued.Nonce, out _));
    }

    [Fact]
    public void Another_session_cannot_use_it_nor_spoil_it()
    {
        StepUpTicket issued = _stepUps.Issue("s1", "read", "material/plan-7", "d1");
        Assert.False(_stepUps.TryConsume("s2", issued.Nonce, out _));
        Assert.True(_stepUps.TryConsume("s1", issued.Nonce, out _));
    }

    [Fact]
    public void It_expires()
    {
        StepUpTicket issued = _stepUps.Issue("s1", "read", "material/plan-7", "d1");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(_stepUps.TryConsume("s1", issued.Nonce, out _));
    }

    [Fact]
    public void An_altered_or_short_nonce_is_nothing()
    {
        StepUpTicket issued = _stepUps.Issue("s1", "read", "material/plan-7", "d1");
        byte[] altered = [.. issued.Nonce];
        altered[15] ^= 1;
        Assert.False(_stepUps.TryConsume("s1", altered, out _));
        Assert.False(_stepUps.TryConsume("s1", issued.Nonce.AsSpan(0, 15), out _));
        Assert.False(_stepUps.TryConsume("s1", [], out _));
    }

    [Fact]
    public void A_session_that_asks_without_end_loses_only_its_own_oldest()
    {
        StepUpTicket other = _stepUps.Issue("s2", "read", "material/plan-7", "d1");
        StepUpTicket first = _stepUps.Issue("s1", "read", "material/plan-7", "d1");
        for (int i = 0; i < 128; i++) { _stepUps.Issue("s1", "read", "material/plan-7", "d1"); }
        Assert.False(_stepUps.TryConsume("s1", first.Nonce, out _));
        Assert.True(_stepUps.TryConsume("s2", other.Nonce, out _));
    }

    [Fact]
    public void Each_of_the_hundred_questions_of_one_call_has_a_nonce_that_counts()
    {
        StepUpTicket[] asked = [.. Enumerable.Range(0, 100).Select(i => _stepUps.Issue("s1", "read", $"material/{i}", "d1"))];
        Assert.All(asked, a => Assert.True(_stepUps.TryConsume("s1", a.Nonce, out _)));
    }

    [Fact]
    public void What_gave_way_takes_no_memory_for_long_and_what_counts_is_kept()
    {
        StepUpTicket kept = _stepUps.Issue("s2", "read", "material/plan-7", "d1");
        for (int i = 0; i < 50_000; i++) { _stepUps.Issue("s1", "read", "material/plan-7", "d1"); }
        Assert.True(_stepUps.Held < 5_000, $"{_stepUps.Held} tickets");
        Assert.True(_stepUps.TryConsume("s2", kept.Nonce, out _));
        _clock.Advance(TimeSpan.FromMinutes(2));
        _stepUps.Issue("s3", "read", "material/plan-7", "d1");
        Assert.Equal(1, _stepUps.Held);
    }
}
