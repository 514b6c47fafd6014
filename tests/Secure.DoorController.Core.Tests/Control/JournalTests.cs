using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;
using Case = Secure.DoorMessages.FromController.MessageOneofCase;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class JournalTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    private ulong[] Told => [.. _site.Ports.Sent.Where(m => m.MessageCase == Case.JournalEvent).Select(m => m.JournalEvent.Sequence)];

    /// <summary>Doors whose camera is to keep what was told.</summary>
    private string[] Cameras => [.. _site.Ports.Sent.Where(m => m.MessageCase == Case.JournalEvent && m.JournalEvent.Door.Length > 0).Select(m => m.JournalEvent.Door)];

    private Heartbeat LastBeat()
    {
        Assert.True(Record.TryVerify(_site.Ports.Sent.Last(m => m.MessageCase == Case.HeartbeatRecord).HeartbeatRecord.Span, [_site.PublicKey], out Heartbeat? beat));
        return beat;
    }

    private void Force(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _site.Leaf(TestController.Lobby, true);
            _site.Leaf(TestController.Lobby, false);
        }
    }

    [Fact]
    public void Entries_are_signed_and_chained_over_restarts()
    {
        Force(3);
        _site.Start();
        Force(3);
        byte[] previous = new byte[32];
        ulong sequence = 0;
        foreach (byte[] record in _site.Ports.Records)
        {
            Assert.True(Record.TryVerify(record, [_site.PublicKey], out DoorEvent? entry));
            Assert.Equal((++sequence, Convert.ToHexString(previous)), (entry.Sequence, Convert.ToHexString(entry.Previous)));
            previous = DoorEvent.HashOf(record);
        }
        Assert.Equal([1UL, 2UL], _site.Ports.Events.Select(e => e.BootEpoch).Distinct());
    }

    [Fact]
    public void Only_what_is_on_disk_is_told()
    {
        Force(1);
        Assert.Empty(Told);
        _site.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(0UL, LastBeat().JournalSequence);
        _site.Controller.JournalIsDurable(2);
        Assert.Equal([1UL, 2UL], Told);
        _site.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal((2UL, Convert.ToHexString(DoorEvent.HashOf(_site.Ports.Records[1]))), (LastBeat().JournalSequence, Convert.ToHexString(LastBeat().JournalHead)));
    }

    [Fact]
    public void A_new_connection_goes_on_after_what_the_agent_has_stored()
    {
        Force(3);
        _site.DiskKeeps();
        _site.Ports.Sent.Clear();
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet(stored: 4);
        _site.Controller.JournalIsDurable(7);
        Assert.Equal([5UL, 6UL, 7UL], Told);
    }

    [Fact]
    public void An_agent_that_claims_more_than_there_is_knew_another_journal_and_gets_this_one_from_its_first_entry()
    {
        _site.DiskKeeps();
        _site.Ports.Sent.Clear();
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet(stored: 5000);
        Force(1);
        _site.DiskKeeps();
        Assert.Equal([1UL, 2UL, 3UL], Told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void An_agent_that_claims_an_entry_of_another_journal_gets_this_one_from_its_first_entry_however_long_it_is_already(ulong claimed)
    {
        Force(3);
        _site.DiskKeeps();
        _site.Ports.Sent.Clear();
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet(claimed, DoorEvent.HashOf([1, 2, 3]));
        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL, 6UL, 7UL], Told);

        _site.Ports.Sent.Clear();
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet(claimed, DoorEvent.HashOf(_site.Ports.Records[(int)claimed - 1]));
        Assert.Equal(Enumerable.Range(1, 7).Select(i => (ulong)i).Where(i => i > claimed), Told);
    }

    [Fact]
    public void No_more_than_a_window_goes_out_before_the_agent_has_stored_some()
    {
        Force(100);
        _site.DiskKeeps();
        Assert.Equal((int)JournalFeed.Window, Told.Length);
        _site.Say(new() { EventsStored = new() { Sequence = 10 } });
        Assert.Equal((int)JournalFeed.Window + 10, Told.Length);
        _site.Say(new() { EventsStored = new() { Sequence = ulong.MaxValue } });
        Assert.Equal(Enumerable.Range(1, Told.Length).Select(i => (ulong)i), Told);
    }

    [Fact]
    public void Alarms_are_marked()
    {
        Force(1);
        _site.DiskKeeps();
        Assert.Equal([false, true, false], _site.Ports.Sent.Where(m => m.MessageCase == Case.JournalEvent).Select(m => m.JournalEvent.Alarm));
    }

    [Fact]
    public void What_happened_while_the_agent_was_away_asks_for_no_camera_because_it_would_show_another_moment()
    {
        Force(1);
        _site.DiskKeeps();
        Assert.Equal(["lobby", "lobby"], Cameras);
        _site.Ports.Sent.Clear();
        _site.Controller.AgentLeft();
        Force(1);
        _site.DiskKeeps();
        _site.Pass(TimeSpan.FromSeconds(6));
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet(stored: 3);
        Assert.Equal((true, 0), (Told.Length > 1, Cameras.Length));
        Force(1);
        _site.DiskKeeps();
        Assert.Equal(["lobby", "lobby"], Cameras);
    }

    [Fact]
    public void The_camera_is_told_whether_the_leaf_stands_open()
    {
        Force(1);
        _site.DiskKeeps();
        Assert.Equal([true, false], _site.Ports.Sent.Where(m => m.MessageCase == Case.JournalEvent && m.JournalEvent.Door.Length > 0).Select(m => m.JournalEvent.LeafOpen));
    }

    [Fact]
    public void Only_the_gateways_signed_word_lets_entries_go()
    {
        _site.DiskKeeps();
        Acknowledgement word = new(DeviceId.Parse("controller-1"), 1, 1);
        _site.Say(new() { EventsStored = new() { Sequence = 1 } });
        _site.Say(new() { AcknowledgementRecord = ByteString.CopyFrom(word.Sign(_site.Gateway.GrantKey)) });
        _site.Say(new() { AcknowledgementRecord = ByteString.CopyFrom((word with { Controller = DeviceId.Parse("other") }).Sign(_site.Gateway.CommandKey)) });
        _site.Say(new() { AcknowledgementRecord = ByteString.CopyFrom((word with { Sequence = 99 }).Sign(_site.Gateway.CommandKey)) });
        Assert.Equal(0UL, _site.Ports.Pruned);
        _site.Say(new() { AcknowledgementRecord = ByteString.CopyFrom(word.Sign(_site.Gateway.CommandKey)) });
        Assert.Equal(1UL, _site.Ports.Pruned);
    }

    [Fact]
    public void A_heartbeat_goes_out_every_five_seconds_with_every_door()
    {
        _site.Pass(TimeSpan.FromSeconds(21));
        Assert.Equal(5, _site.Ports.Sent.Count(m => m.MessageCase == Case.HeartbeatRecord));
        Assert.Equal([(TestController.Vault, LockState.Locked, LeafState.Closed), (TestController.Lobby, LockState.Locked, LeafState.Closed)],
            LastBeat().Doors.Select(d => (d.Door, d.Lock, d.Leaf)));
    }

    [Fact]
    public void The_link_is_offline_when_entries_stay_unacknowledged_and_online_again_when_they_do_not()
    {
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.TellTime();
        Assert.True(_site.Controller.IsOnline);
        Force(1);
        _site.DiskKeeps();
        _site.Pass(TimeSpan.FromSeconds(21));
        Assert.False(_site.Controller.IsOnline);
        Acknowledgement word = new(DeviceId.Parse("controller-1"), 3, 1);
        _site.Say(new() { AcknowledgementRecord = ByteString.CopyFrom(word.Sign(_site.Gateway.CommandKey)) });
        _site.Pass(TimeSpan.FromSeconds(5));
        Assert.True(_site.Controller.IsOnline);
        _site.Controller.AgentLeft();
        _site.Pass(TimeSpan.FromSeconds(5));
        Assert.False(_site.Controller.IsOnline);
    }
}
