using Microsoft.Extensions.Logging.Abstractions;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

public sealed class QueuesTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly ManualTime _time = new();
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_queue_that_fills_up_alarms_once_at_90_percent_and_once_when_full()
    {
        using Queues queues = Open();
        ulong next = 1;
        while (queues.Events.Fullness < 0.89) { Assert.True(queues.TryStore(Site.Door, next++, new byte[2000], alarm: false)); }
        Assert.DoesNotContain(AgentNotices.OutboxNearlyFull, Notices(queues));

        while (queues.TryStore(Site.Door, next, new byte[2000], alarm: false)) { next++; }
        Assert.False(queues.TryStore(Site.Door, next, new byte[2000], alarm: false));
        Assert.Equal([AgentNotices.OutboxNearlyFull, AgentNotices.OutboxFull], Notices(queues));
        Assert.Equal(next - 1, queues.StoredOf(Site.Door).Sequence);
    }

    [Fact]
    public void An_alarm_is_stored_in_both_queues()
    {
        using Queues queues = Open();
        queues.TryStore(Site.Door, 1, [1], alarm: true);
        Assert.Equal((2UL, 2UL), (queues.Events.Next, queues.Alarms.Next));
    }

    [Fact]
    public void An_alarm_whose_event_finds_no_room_is_stored_once_however_often_it_comes()
    {
        using Queues queues = Open();
        ulong next = 1;
        while (queues.TryStore(Site.Door, next, new byte[2000], alarm: false)) { next++; }
        ulong before = queues.Alarms.Next;
        for (int i = 0; i < 100; i++) { Assert.False(queues.TryStore(Site.Door, next, new byte[2000], alarm: true)); }
        Assert.Equal(before + 1, queues.Alarms.Next);
        // Another controller's, and another journal's under the same number, are others.
        queues.TryStore(DeviceId.Parse("door-2"), next, new byte[2000], alarm: true);
        queues.Forget(Site.Door);
        queues.TryStore(Site.Door, next, new byte[2000], alarm: true);
        Assert.Equal(before + 3, queues.Alarms.Next);
    }

    [Fact]
    public void The_same_hostile_thing_is_told_once_a_minute()
    {
        using Queues queues = Open();
        for (int i = 0; i < 100; i++) { queues.NotifySeldom("code", "about", "words"); }
        queues.NotifySeldom("code", "another", "words");
        Assert.Equal(2, Notices(queues).Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        queues.NotifySeldom("code", "about", "words");
        Assert.Equal(3, Notices(queues).Count);
    }

    private Queues Open()
    {
        AgentWriter writer = new(Site.Agent, _key, new AgentClock(_time, DateTimeOffset.UnixEpoch, _temp["time"]));
        return new Queues(_temp["queues"], 1 << 20, 1 << 20, writer, _time, NullLogger<Queues>.Instance);
    }

    private static List<string> Notices(Queues queues)
    {
        List<string> codes = [];
        for (ulong i = 1; queues.Alarms.Read(i) is { } entry; i++)
        {
            if (EnvelopeContent.TryDecode(entry, out EnvelopeContent? content) && AgentNotice.TryDecode(content.Payload, out AgentNotice? notice)) { codes.Add(notice.Code); }
        }
        return codes;
    }
}
