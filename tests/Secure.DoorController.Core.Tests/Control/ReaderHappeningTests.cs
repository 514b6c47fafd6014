using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Osdp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>What the readers' lines tell, as the journal keeps it.</summary>
public sealed class ReaderHappeningTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void An_attack_a_swap_and_a_key_stand_in_the_journal_and_the_first_two_go_ahead_of_the_backlog()
    {
        ReaderIdentity was = new(1, 2, 3, 4, 5);
        int before = _site.Ports.Records.Count;
        _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.Attack(0, LineAttack.ForgedReplies));
        _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.Swapped(0, was, was with { Serial = 9 }, Accepted: false));
        _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.KeyTaken(0, OsdpKey.NewRandom()));
        Assert.Equal(
            [(DoorEventKind.ReaderAttacked, "forged_replies"), (DoorEventKind.ReaderSwapped, "refused"), (DoorEventKind.ReaderKeyed, "")],
            _site.Ports.EventsAfter(before).Select(e => (e.Happened, e.Reason)));
        Assert.All(_site.Ports.EventsAfter(before), e => Assert.Equal((TestController.Vault, TestController.VaultIn), (e.Door, e.Reader)));
        Assert.True(Journal.IsAlarm(DoorEventKind.ReaderAttacked) && Journal.IsAlarm(DoorEventKind.ReaderSwapped) && !Journal.IsAlarm(DoorEventKind.ReaderKeyed));
    }

    [Fact]
    public void An_opened_reader_is_told_when_it_is_opened_and_when_it_is_closed()
    {
        int before = _site.Ports.Records.Count;
        foreach (bool tampered in new[] { false, true, true, false }) { _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.LocalStatus(0, tampered, PowerFailed: false)); }
        Assert.Equal([DoorEventKind.DoorTampered, DoorEventKind.DoorTamperEnded], _site.Ports.EventsAfter(before).Select(e => e.Happened));
    }

    [Fact]
    public void A_reading_head_that_is_worked_on_or_gone_is_told_once_and_so_is_its_end()
    {
        int before = _site.Ports.Records.Count;
        foreach (byte[] heads in new byte[][] { [0, 0], [0, 2], [2, 2], [1, 0], [0, 0] }) { _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.Heads(0, heads)); }
        Assert.Equal(
            [
                (DoorEventKind.DoorTampered, "reader_head"), (DoorEventKind.DoorTamperEnded, "reader_head"),
                (DoorEventKind.DoorTampered, "reader_head_missing"), (DoorEventKind.DoorTamperEnded, "reader_head_missing"),
            ],
            _site.Ports.EventsAfter(before).Select(e => (e.Happened, e.Reason)));
        Assert.All(_site.Ports.EventsAfter(before), e => Assert.Equal((TestController.Vault, TestController.VaultIn), (e.Door, e.Reader)));
    }

    [Fact]
    public void A_well_head_does_not_end_the_tamper_of_the_case()
    {
        _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.LocalStatus(0, Tampered: true, PowerFailed: false));
        int before = _site.Ports.Records.Count;
        _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.Heads(0, new byte[] { 0 }));
        Assert.Empty(_site.Ports.EventsAfter(before));
    }

    [Fact]
    public void A_readers_failing_power_is_told_with_the_reader_and_goes_ahead_of_the_backlog()
    {
        int before = _site.Ports.Records.Count;
        foreach (bool fails in new[] { false, true, true, false }) { _site.Controller.ReaderHappened(TestController.VaultIn, new OsdpEvent.LocalStatus(0, Tampered: false, fails)); }
        Assert.Equal(
            [(DoorEventKind.PowerLost, "reader", TestController.VaultIn), (DoorEventKind.PowerBack, "reader", TestController.VaultIn)],
            _site.Ports.EventsAfter(before).Select(e => (e.Happened, e.Reason, e.Reader)));
        Assert.True(Journal.IsAlarm(DoorEventKind.PowerLost));
    }

    [Fact]
    public void Every_way_of_being_lost_has_a_code_of_its_own() =>
        Assert.Equal(7, Enum.GetValues<OfflineReason>().Select(ReaderReasons.Of).Distinct().Count());

    [Fact]
    public void Two_officers_word_opens_the_window_of_the_doors_readers_once()
    {
        byte[] order = TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 7, DoorCommand.InstallReaders).Sign(_site.Gateway.CommandKey);
        Assert.Equal(Reception.Fine, _site.Order(order));
        Assert.Equal(Reception.Refused, _site.Order(order));
        Assert.Equal(TestController.VaultIn, Assert.Single(_site.Ports.Windows));
        DoorEvent done = Assert.Single(_site.Ports.Events, e => e.Happened == DoorEventKind.CommandDone);
        Assert.Equal((7UL, DoorMode.Secured), (done.CommandNumber, done.Mode));
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void A_window_for_a_door_without_readers_is_refused()
    {
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Lobby), 7, DoorCommand.InstallReaders).Sign(_site.Gateway.CommandKey));
        Assert.Equal((DoorEventKind.CommandRefused, ReaderReasons.NoReader), (_site.Ports.Events.Last().Happened, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void A_window_takes_a_nonce_and_the_gateways_key()
    {
        Assert.Equal(Reception.Refused, _site.Order(TestGateway.Securing(TestController.Vault, 7, DoorCommand.InstallReaders).Sign(_site.Gateway.CommandKey)));
        Assert.Empty(_site.Ports.Windows);
    }
}
