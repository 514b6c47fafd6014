using Secure.DoorController.Core.Osdp;
using Secure.DoorTwin.Line;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests.Joint;

/// <summary>
/// The attacks of "Badge of Shame" (Bishop Fox), and what an attacker with a clip on the cable would try next: each fails,
/// and what can be noticed is told.
/// </summary>
public class JointAttackTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_capability_taken_out_of_the_list_does_not_lead_to_plain_text()
    {
        JointLine line = new(JointLine.KeyBytes, JointLine.KeyBytes);
        line.Wire.Attacker = new Attacker(AttackKind.Downgrade, 1);
        line.Run(3 * Second);
        line.Present(1);
        line.Run(Second);
        Assert.True(line.Panel.IsSecure(0) && line.StayedSecret);
        Assert.Equal([1], line.Cards());
    }

    [Fact]
    public void A_forged_refusal_of_the_secure_channel_leads_to_an_alarm_and_never_to_plain_text()
    {
        JointLine line = JointLine.Keyed();
        line.Wire.Attacker = new Attacker(AttackKind.Refuse, 1);
        line.Reader.Reboot();
        line.Run(60 * Second);
        Assert.True(line.Wire.Attacker.Forged > 0);
        Assert.True(line.StayedSecret && !line.Panel.IsSecure(0));
        Assert.Contains(line.Events, e => e is OsdpEvent.Attack { What: LineAttack.KeyDenied });
        Recovers(line);
    }

    [Theory]
    [InlineData("Replay", 1)]
    [InlineData("Replay", 0.3)]
    [InlineData("Card", 1)]
    [InlineData("Card", 0.3)]
    [InlineData("Unsealed", 1)]
    [InlineData("Unsealed", 0.3)]
    public void A_card_that_the_reader_did_not_send_is_never_believed_and_the_attack_is_told(string kind, double share)
    {
        JointLine line = JointLine.Keyed();
        line.Present(1001);
        line.Wire.Attacker = new Attacker(Enum.Parse<AttackKind>(kind), 1, share);
        line.Run(30 * Second);
        Assert.True(line.Wire.Attacker.Forged > 2);
        Assert.Equal([1001], line.Cards());
        Assert.True(line.Attacked && line.StayedSecret);
        Recovers(line);
    }

    [Fact]
    public void A_status_that_claims_proof_but_is_not_sealed_is_never_believed()
    {
        JointLine line = JointLine.Keyed();
        line.Events.Clear();
        line.Wire.Attacker = new Attacker(AttackKind.Status, 1);
        for (int i = 0; i < 4; i++)
        {
            line.Panel.Enqueue(0, OsdpCommand.InputStatus);
            line.Run(Second);
        }
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Inputs i && i.States.Span.Contains((byte)1));
        Assert.True(line.Attacked);
        Recovers(line);
    }

    [Fact]
    public void A_reader_that_lost_its_key_gets_neither_the_default_key_nor_a_new_one_outside_the_window()
    {
        JointLine line = JointLine.Keyed();
        line.Reader.Install();
        line.Run(120 * Second);
        Assert.True(line.StayedSecret && !line.Panel.IsSecure(0));
        Assert.DoesNotContain(line.Commands, c => (Command)c.Code == Command.KeySet);
        Assert.True(line.Attacked);
        line.Present(1);
        line.Run(5 * Second);
        Assert.Empty(line.Cards());
    }

    [Fact]
    public void A_weak_key_is_refused_wherever_it_comes_from()
    {
        foreach (string weak in (string[])["303132333435363738393A3B3C3D3E3F", "00000000000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "000102030405060708090A0B0C0D0E0F"])
        {
            byte[] bytes = Convert.FromHexString(weak);
            Assert.Throws<ArgumentException>(() => new JointLine(bytes, bytes));
            JointLine line = new(null, null);
            Assert.Throws<ArgumentException>(() => line.Panel.OpenInstallWindow(0, OsdpKey.FromBytes(bytes), 60 * Second));
        }
    }

    [Fact]
    public void Messages_put_on_the_line_between_the_others_bring_no_card_and_do_not_end_the_service()
    {
        JointLine line = JointLine.Keyed();
        Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] forged = Frame.Write(0x80, (byte)random.Next(4), true, 0x50, [0, 1, 26, 0, 1, 2, 3, 0x40]);
            line.Wire.Inject(forged);
            line.Run(TimeSpan.FromMilliseconds(random.Next(1, 60)));
        }
        line.Present(77);
        line.Run(5 * Second);
        Assert.Equal([77], line.Cards());
        Assert.True(line.StayedSecret);
    }

    [Fact]
    public void A_command_put_on_the_line_by_a_stranger_is_refused_by_the_reader_and_the_session_comes_back()
    {
        JointLine line = JointLine.Keyed();
        for (int i = 0; i < 15; i++)
        {
            line.Wire.Receive(Frame.Write(0, 0, true, 0x68, [0, 2, 0, 0]));
            line.Run(2 * Second);
        }
        Assert.Equal([0, 0], line.Reader.Device.OutputLevels);
        Assert.True(line.Attacked);
        line.Commands.Clear();
        Recovers(line);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.1)]
    [InlineData(3, 1)]
    public void Whatever_a_stranger_answers_nothing_of_it_is_believed(int seed, double share)
    {
        JointLine line = JointLine.Keyed();
        line.Events.Clear();
        line.Wire.Attacker = new Attacker(AttackKind.Anything, seed, share);
        line.Run(120 * Second);
        Assert.True(line.Wire.Attacker.Forged > 100);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Card or OsdpEvent.Keypad or OsdpEvent.Moved or OsdpEvent.KeyTaken or OsdpEvent.LocalStatus { Tampered: true } or OsdpEvent.Online { Secure: false });
        Assert.True(line.Attacked && line.StayedSecret);
        Recovers(line);
    }

    [Fact]
    public void A_recording_of_a_reader_cannot_stand_in_for_it()
    {
        Dictionary<byte, byte[]> recorded = [];
        JointLine line = new(JointLine.KeyBytes, JointLine.KeyBytes);
        line.Wire.Exchanged += (command, reply) =>
        {
            if (reply.Length > 0) { recorded[command.Code] = reply; }
            else if (command.IsWhole && recorded.TryGetValue(command.Code, out byte[]? old)) { line.Wire.Inject(AsAnswerTo(command, old)); }
        };
        line.Present(1001);
        line.Run(3 * Second);
        Assert.Equal([1001], line.Cards());
        line.Reader.Unplugged = true;
        line.Run(60 * Second);
        Assert.True(!line.Panel.IsSecure(0) && line.Attacked && line.StayedSecret);
        line.Reader.Unplugged = false;
        Recovers(line);
        Assert.Equal([1001, 4242], line.Cards());
    }

    private static byte[] AsAnswerTo(Frame command, byte[] old)
    {
        byte[] bytes = [.. old];
        bytes[4] = (byte)((bytes[4] & ~3) | command.Sequence);
        ushort crc = Check.Crc(bytes.AsSpan(..^2));
        (bytes[^2], bytes[^1]) = ((byte)crc, (byte)(crc >> 8));
        return bytes;
    }

    private static void Recovers(JointLine line)
    {
        line.Wire.Attacker = null;
        line.RunUntil(() => line.Panel.IsSecure(0), 70 * Second);
        line.Present(4242);
        line.Run(3 * Second);
        Assert.Equal(4242, line.Cards().Last());
        Assert.True(line.StayedSecret);
    }
}
