using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>The known weaknesses of OSDP ("Badge of Shame"), and what tells cut, reboot, swap and attack apart.</summary>
public sealed class LineAttackTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");

    private static TestLine Keyed(byte[]? readerKey)
    {
        TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(KeyBytes) });
        line.Reader.Key = readerKey;
        return line;
    }

    private static byte[] Forge(byte[] command, params byte[] body)
    {
        byte[] frame = [0x53, 0x80, (byte)(body.Length + 7), 0, (byte)(4 | (command[4] & 3)), .. body, 0, 0];
        int crc = TestReader.Crc(frame, 2);
        return [.. frame[..^2], (byte)crc, (byte)(crc >> 8)];
    }

    private static void AssertNeverPlain(TestLine line) =>
        Assert.All(line.Sent, s => Assert.True((s.Bytes[4] & 8) != 0 || s.Bytes[5] == 0x61, $"{s.Bytes[5]:X2} in plain text"));

    [Fact]
    public void A_reader_without_the_key_never_serves_and_nothing_but_its_id_is_asked_in_plain_text()
    {
        TestLine line = Keyed(readerKey: null);
        line.Reader.Present(1);
        line.Run(20 * Second);
        Assert.Equal(OfflineReason.SecureRefused, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Online or OsdpEvent.Card);
        AssertNeverPlain(line);
    }

    [Fact]
    public void A_wrong_key_keeps_the_reader_out()
    {
        TestLine line = Keyed([.. KeyBytes.Reverse()]);
        line.Run(10 * Second);
        Assert.Equal(OfflineReason.WrongKey, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Online);
        AssertNeverPlain(line);
    }

    [Fact]
    public void A_stripped_capability_bit_changes_nothing()
    {
        TestLine line = Keyed(KeyBytes);
        line.Injects = command => command[5] == 0x62 || command[5] == 0x61 ? Forge(command, 0x46, 9, 0, 0) : null;
        line.Run(2 * Second);
        Assert.True(line.Bus.IsSecure(0));
        AssertNeverPlain(line);
    }

    [Fact]
    public void Forged_refusals_before_every_reply_neither_end_the_session_nor_lose_a_card()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Injects = command => Forge(command, 0x41, 5);
        line.Reader.Present(7);
        line.Run(3 * Second);
        Assert.Equal([7], Assert.Single(line.Cards));
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Fact]
    public void Forged_refusals_to_the_handshake_lead_to_no_plain_text()
    {
        TestLine line = Keyed(KeyBytes);
        line.Injects = command => Forge(command, 0x41, 6);
        line.Run(5 * Second);
        AssertNeverPlain(line);
        Assert.True(line.Bus.IsSecure(0));
    }

    [Fact]
    public void A_forged_card_in_a_session_is_no_card_and_three_are_an_attack()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Injects = command => Forge(command, 0x50, 0, 0, 8, 0, 0x66);
        line.Run(30 * Second);
        Assert.Empty(line.Cards);
        Assert.Equal(LineAttack.ForgedReplies, Assert.Single(line.Events.OfType<OsdpEvent.Attack>()).What);
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Fact]
    public void A_replayed_reply_is_no_second_card()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        byte[]? taped = null;
        line.Fault = bytes => { if (bytes[0] == 0x53 && bytes.Length >= 30 && taped is null) { taped = bytes; } return bytes; };
        line.Reader.Present(7, 7, 7);
        line.Run(Second);
        Assert.NotNull(taped);
        line.Injects = command => (command[4] & 3) == (taped[4] & 3) ? taped : null;
        line.Run(5 * Second);
        Assert.Single(line.Cards);
        Assert.Single(line.Events.OfType<OsdpEvent.Attack>());
    }

    [Fact]
    public void Status_that_travels_unencrypted_inside_the_channel_is_not_believed()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Events.Clear();
        line.Reader.SendsBare = true;
        line.Reader.Report(0x48, 1, 0);
        line.Run(5 * Second);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.LocalStatus { Tampered: true });
        Assert.Single(line.Events.OfType<OsdpEvent.Attack>());
    }

    [Fact]
    public void Sessions_that_break_again_and_again_are_an_attack_and_one_is_a_restart()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Reader.Reboot();
        line.Run(5 * Second);
        Assert.Single(line.Events.OfType<OsdpEvent.Restarted>());
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack);
        for (int i = 0; i < 3; i++) { line.Reader.Reboot(); line.Run(5 * Second); }
        Assert.Equal(LineAttack.SessionLosses, Assert.Single(line.Events.OfType<OsdpEvent.Attack>()).What);
    }

    [Fact]
    public void A_cut_cable_is_silence_and_a_reader_put_in_its_place_is_a_swap()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Reader.IsSilent = true;
        line.Run(10 * Second);
        Assert.Equal(OfflineReason.Silent, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        (line.Reader.IsSilent, line.Reader.Serial, line.Reader.Key) = (false, 0x99, null);
        line.Reader.Reboot();
        line.Run(5 * Second);
        OsdpEvent.Swapped swapped = Assert.Single(line.Events.OfType<OsdpEvent.Swapped>());
        Assert.False(swapped.Accepted);
        Assert.Equal((0x11223344U, 0x99223344U), (swapped.Was.Serial, swapped.Now.Serial));
        Assert.Equal(OfflineReason.Swapped, line.Events.OfType<OsdpEvent.Offline>().Last().Reason);
        Assert.False(line.Bus.IsOnline(0));
    }

    [Fact]
    public void Another_device_that_knows_the_key_is_refused_too()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Reader.Serial = 0x99;
        line.Reader.Reboot();
        line.Run(5 * Second);
        Assert.Single(line.Events.OfType<OsdpEvent.Swapped>());
        Assert.False(line.Bus.IsOnline(0));
    }

    [Fact]
    public void The_same_reader_that_denies_its_key_is_an_attack()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Reader.Key = null;
        line.Reader.Reboot();
        line.Run(30 * Second);
        Assert.Equal(LineAttack.KeyDenied, Assert.Single(line.Events.OfType<OsdpEvent.Attack>()).What);
        Assert.False(line.Bus.IsOnline(0));
    }

    [Fact]
    public void One_kind_of_attack_does_not_hide_another_within_its_minute()
    {
        TestLine line = Keyed(KeyBytes);
        line.Run(Second);
        line.Injects = command => Forge(command, 0x50, 0, 0, 8, 0, 0x66);
        line.Run(2 * Second);
        (line.Injects, line.Reader.Key) = (null, null);
        line.Reader.Reboot();
        line.Run(5 * Second);
        Assert.Equal([LineAttack.ForgedReplies, LineAttack.KeyDenied], line.Events.OfType<OsdpEvent.Attack>().Select(a => a.What));
    }

    [Fact]
    public void A_plain_reader_that_is_exchanged_is_told_and_serves()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Serial = 0x99;
        line.Reader.Reboot();
        line.Run(Second);
        Assert.True(Assert.Single(line.Events.OfType<OsdpEvent.Swapped>()).Accepted);
        Assert.True(line.Bus.IsOnline(0));
    }

    [Fact]
    public void Where_a_channel_is_demanded_a_reader_without_key_does_not_serve()
    {
        TestLine line = new(with: s => s with { SecureRequired = true });
        line.Run(5 * Second);
        Assert.Equal(OfflineReason.NoKey, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        AssertNeverPlain(line);
    }

    [Theory]
    [InlineData("303132333435363738393A3B3C3D3E3F")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("000102030405060708090A0B0C0D0E0F")]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    [InlineData("0101010101010101FEFEFEFEFEFEFEFE")]
    public void Weak_keys_are_refused_outside_a_bench(string hex)
    {
        Assert.True(OsdpKey.TryParse(hex, out OsdpKey? key));
        Assert.Throws<ArgumentException>(() => new OsdpBus(9600, TestLine.Poll, [new(0) { Key = key }]));
        OsdpBus bench = new(9600, TestLine.Poll, [new(0) { Key = key, IsBench = true }]);
        Assert.Throws<ArgumentException>(() => bench.OpenInstallWindow(0, key, Second));
    }

    [Fact]
    public void Without_an_install_window_no_key_is_ever_sent_and_the_default_key_never_used()
    {
        TestLine line = Keyed(readerKey: null);
        line.Reader.InstallMode = true;
        line.Run(10 * Second);
        Assert.False(line.Bus.SetKey(0, OsdpKey.NewRandom()));
        Assert.DoesNotContain(line.Sent, s => (s.Bytes[4] & 8) != 0 && s.Bytes[6] == 0x11 && s.Bytes[7] == 0);
        Assert.Equal(0, line.Reader.Handshakes);
    }

    [Fact]
    public void In_the_install_window_a_reader_in_install_mode_gets_its_own_key_and_serves_only_with_it()
    {
        TestLine line = new(with: s => s with { SecureRequired = true });
        line.Reader.InstallMode = true;
        line.Reader.Present(1);
        line.Run(3 * Second);
        using OsdpKey fresh = OsdpKey.NewRandom();
        Assert.True(line.Bus.OpenInstallWindow(0, fresh, line.Now + (300 * Second)));
        line.Run(5 * Second);
        Assert.Equal(fresh, Assert.Single(line.Events.OfType<OsdpEvent.KeyTaken>()).Key);
        byte[] bytes = new byte[OsdpKey.Length];
        fresh.CopyTo(bytes);
        Assert.Equal(bytes, line.Reader.Key);
        Assert.True(line.Bus.IsSecure(0));
        Assert.Single(line.Cards);
        Assert.Equal(2, line.Reader.Handshakes);
    }

    [Fact]
    public void Who_answers_to_the_default_key_after_the_reader_took_its_new_one_is_not_handed_that_key()
    {
        TestLine line = Keyed(readerKey: KeyBytes);
        line.Run(3 * Second);
        line.Bus.OpenInstallWindow(0, OsdpKey.NewRandom(), line.Now + (300 * Second));
        while (!line.Reader.CommandsActedOn.Contains(0x75)) { line.Run(TimeSpan.FromMilliseconds(20)); }
        // Somebody in the cable takes the reader's place at that moment, as a reader fresh from the factory.
        (line.Reader.Key, line.Reader.InstallMode) = (null, true);
        line.Run(30 * Second);
        Assert.Single(line.Reader.CommandsActedOn, c => c == 0x75);
        Assert.False(line.Bus.IsSecure(0));
    }

    [Fact]
    public void An_install_window_that_has_ended_hands_over_nothing()
    {
        TestLine line = new(with: s => s with { SecureRequired = true });
        line.Run(3 * Second);
        line.Bus.OpenInstallWindow(0, OsdpKey.NewRandom(), line.Now + (5 * Second));
        line.Run(10 * Second);
        line.Reader.InstallMode = true;
        line.Run(10 * Second);
        Assert.Equal(0, line.Reader.Handshakes);
        Assert.False(line.Bus.IsOnline(0));
    }

    [Fact]
    public void A_crash_in_the_middle_of_handing_over_a_key_loses_no_reader()
    {
        using OsdpKey next = OsdpKey.NewRandom();
        byte[] bytes = new byte[OsdpKey.Length];
        next.CopyTo(bytes);
        foreach (byte[] held in new[] { bytes, KeyBytes })
        {
            TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(KeyBytes), NextKey = next });
            line.Reader.Key = held;
            line.Run(5 * Second);
            Assert.True(line.Bus.IsSecure(0));
            Assert.Equal(held == bytes, line.Events.OfType<OsdpEvent.KeyTaken>().Any());
        }
    }
}
