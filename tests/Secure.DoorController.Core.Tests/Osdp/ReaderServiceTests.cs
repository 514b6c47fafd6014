using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>Status, outputs, files, addresses and keys: what a fitter and a panel do besides polling.</summary>
public sealed class ReaderServiceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_reader_is_asked_how_it_is_and_tells_changes_by_itself()
    {
        TestLine line = new();
        line.Run(Second);
        Assert.Equal(new OsdpEvent.LocalStatus(0, false, false), Assert.Single(line.Events.OfType<OsdpEvent.LocalStatus>()));
        Assert.Equal([0, 1], Assert.Single(line.Events.OfType<OsdpEvent.Inputs>()).States.ToArray());
        line.Reader.Report(0x48, 1, 0);
        line.Reader.Report(0x90, 1, 2, 3);
        line.Bus.Enqueue(0, OsdpCommand.OutputStatus);
        line.Reader.Report(0x4B, 2);
        line.Run(Second);
        Assert.Equal(new OsdpEvent.LocalStatus(0, true, false), line.Events.OfType<OsdpEvent.LocalStatus>().Last());
        Assert.Equal([1], Assert.Single(line.Events.OfType<OsdpEvent.Outputs>()).States.ToArray());
        Assert.Equal([[0], [2]], line.Events.OfType<OsdpEvent.Heads>().Select(h => h.States.ToArray()));
    }

    [Fact]
    public void Every_reader_is_asked_again_how_it_is_and_no_two_in_one_cycle()
    {
        TestLine line = new(5);
        line.Run(Second);
        foreach (TestReader reader in line.Readers) { reader.CommandsActedOn.Clear(); }
        int before = line.Sent.Count;
        line.Run(OsdpBus.StatusPeriod);
        Assert.All(line.Readers, r => Assert.Equal([0x64, 0x67], r.CommandsActedOn.Where(c => c != 0x60)));
        TimeSpan[] asked = [.. line.Sent.Skip(before).Where(s => s.Bytes[5] == 0x64).Select(s => s.At)];
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First > 3 * Second, $"{pair}"));
    }

    [Fact]
    public void A_status_that_was_refused_is_not_asked_for_again_until_the_reader_comes_online_anew()
    {
        TestLine line = new();
        line.Reader.Unknown.Add(0x67);
        line.Run(Second + (2 * OsdpBus.StatusPeriod));
        Assert.Single(line.Sent, s => s.Bytes[5] == 0x67);
        Assert.Equal(3, line.Sent.Count(s => s.Bytes[5] == 0x64));
        Assert.Single(line.Events.OfType<OsdpEvent.Refused>());
        line.Reader.Reboot();
        line.Run(Second);
        Assert.Equal(2, line.Sent.Count(s => s.Bytes[5] == 0x67));
    }

    [Fact]
    public void A_status_that_the_reader_does_not_know_does_no_harm()
    {
        TestLine line = new();
        line.Reader.Unknown.Add(0x64);
        line.Run(Second);
        Assert.Equal(OsdpNakCode.UnknownCommand, Assert.Single(line.Events.OfType<OsdpEvent.Refused>()).Reason);
        Assert.True(line.Bus.IsOnline(0));
    }

    [Fact]
    public void Outputs_have_the_layout_of_the_standard()
    {
        Assert.Equal([3, 2, 0, 0], OsdpCommand.Output(3, on: true).Data);
        Assert.Equal([3, 1, 0, 0], OsdpCommand.Output(3, on: false).Data);
        Assert.Equal([0, 5, 0x2C, 1], OsdpCommand.OutputFor(0, 30 * Second).Data);
    }

    [Fact]
    public void A_file_arrives_in_pieces_between_the_polls()
    {
        TestLine line = new();
        line.Run(Second);
        byte[] content = new byte[300];
        new Random(8).NextBytes(content);
        line.Reader.CommandsActedOn.Clear();
        Assert.True(line.Bus.SendFile(0, 1, content));
        Assert.False(line.Bus.SendFile(0, 1, content));
        line.Run(2 * Second);
        OsdpEvent.File[] told = [.. line.Events.OfType<OsdpEvent.File>()];
        Assert.Equal([(FileProgress.Sending, 128), (FileProgress.Sending, 256), (FileProgress.Done, 300)], told.Select(f => (f.Progress, f.Sent)));
        Assert.Equal([0x60, 0x7C, 0x60, 0x7C], line.Reader.CommandsActedOn.SkipWhile(c => c == 0x60).Prepend((byte)0x60).Take(4));
        Assert.Equal([1, 44, 1, 0, 0, 0, 1, 0, 0, 44, 0, .. content[256..]], line.Reader.LastData[0x7C]);
    }

    [Fact]
    public void A_reader_that_wants_a_file_alone_gets_nothing_between_the_pieces_and_its_time_for_each()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.WantsFilesAlone = true;
        line.Reader.CommandsActedOn.Clear();
        int before = line.Sent.Count;
        line.Bus.SendFile(0, 1, new byte[500]);
        Assert.True(line.Bus.HasWaiting(0));
        line.Run(2 * Second);
        Assert.Equal(FileProgress.Done, line.Events.OfType<OsdpEvent.File>().Last().Progress);
        Assert.False(line.Bus.HasWaiting(0));
        Assert.Equal([0x7C, 0x7C, 0x7C, 0x7C, 0x60], line.Reader.CommandsActedOn.SkipWhile(c => c == 0x60).Take(5));
        TimeSpan[] pieces = [.. line.Sent.Skip(before).Where(s => s.Bytes[5] == 0x7C).Select(s => s.At)];
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(100)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void On_a_bench_a_reader_at_any_address_answers_the_broadcast_and_is_given_one(bool fromBroadcast)
    {
        TestLine line = new(with: s => s with { Address = 127, IsBench = true });
        (line.Reader.Address, line.Reader.AnswersFromBroadcast) = (42, fromBroadcast);
        line.Run(Second);
        Assert.True(line.Bus.IsOnline(127));
        Assert.True(line.Bus.Move(127, 3, 9600));
        line.Run(Second);
        Assert.True(line.Bus.IsOnline(3));
        Assert.Equal(3, line.Reader.Address);
        Assert.Throws<ArgumentException>(() => new TestLine(with: s => s with { Address = 127 }));
    }

    [Fact]
    public void A_reader_is_sent_to_another_address_and_followed_there()
    {
        TestLine line = new();
        line.Run(Second);
        Assert.True(line.Bus.Move(0, 5, 38400));
        line.Run(Second);
        Assert.Equal(new OsdpEvent.Moved(0, 5, 38400), Assert.Single(line.Events.OfType<OsdpEvent.Moved>()));
        Assert.True(line.Bus.IsOnline(5));
        Assert.Equal([5, 0, 0x96, 0, 0], line.Reader.LastData[0x6E]);
    }

    [Fact]
    public void A_move_that_would_leave_others_behind_is_refused()
    {
        TestLine line = new(count: 2);
        line.Run(Second);
        Assert.False(line.Bus.Move(0, 1, 9600));
        Assert.False(line.Bus.Move(0, 5, 38400));
        Assert.False(line.Bus.Move(0, 127, 9600));
        Assert.True(line.Bus.Move(0, 5, 9600));
    }

    [Fact]
    public void The_default_key_out_of_a_file_is_announced_as_what_it_is()
    {
        Assert.True(OsdpKey.TryParse("303132333435363738393A3B3C3D3E3F", out OsdpKey? key));
        TestLine line = new(with: s => s with { Key = key, IsBench = true });
        line.Reader.InstallMode = true;
        line.Run(Second);
        Assert.True(line.Bus.IsSecure(0));
    }

    [Fact]
    public void On_a_bench_a_reader_in_install_mode_gets_a_key_and_takes_it_up()
    {
        TestLine line = new(with: s => s with { Key = OsdpKey.Default, IsBench = true });
        line.Reader.InstallMode = true;
        line.Run(Second);
        Assert.True(line.Bus.IsSecure(0));
        Assert.True(OsdpKey.TryParse("00112233445566778899aabbccddeeff", out OsdpKey? key));
        Assert.True(line.Bus.SetKey(0, key));
        line.Run(3 * Second);
        Assert.Equal([1, 16, .. Convert.FromHexString("00112233445566778899AABBCCDDEEFF")], line.Reader.LastData[0x75]);
        Assert.Equal(key, Assert.Single(line.Events.OfType<OsdpEvent.KeyTaken>()).Key);
        Assert.True(line.Bus.IsSecure(0));
    }
}
