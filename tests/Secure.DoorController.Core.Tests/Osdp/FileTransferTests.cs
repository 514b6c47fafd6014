using System.Buffers.Binary;
using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>A file goes at the pace and in the pieces that the reader asks for (SIA OSDP v2.2, 6.26 and 7.24).</summary>
public sealed class FileTransferTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private readonly FileTransfer _file = new(1, new byte[300], 128);

    [Theory]
    [InlineData(0, 128)] // no wish
    [InlineData(OsdpReaderLink.Overhead, 128)] // leaves no room at all: not a wish that can be met
    [InlineData(OsdpReaderLink.Overhead + 20, 20)]
    [InlineData(OsdpReaderLink.Overhead + 500, 128)] // never more than the line was planned for
    public void A_reader_may_ask_for_smaller_pieces(int messageMax, int expected)
    {
        Assert.Equal((0, 128), Piece());
        Assert.Equal(FileProgress.Sending, Take(0, messageMax: messageMax));
        Assert.Equal((128, expected), Piece());
    }

    [Fact]
    public void A_reader_that_needs_time_is_given_it()
    {
        Piece();
        Take(0, delay: 750);
        Assert.Equal(Now + TimeSpan.FromMilliseconds(750), _file.DueAt);
    }

    [Theory]
    [InlineData(1, FileProgress.Done)]
    [InlineData(2, FileProgress.Rebooting)]
    [InlineData(3, FileProgress.Sending)]
    [InlineData(-1, FileProgress.Refused)]
    [InlineData(-3, FileProgress.Refused)]
    public void The_reader_says_how_it_ends(short detail, FileProgress expected)
    {
        Piece();
        Assert.Equal(expected, Take(detail));
    }

    [Fact]
    public void After_the_last_piece_a_plain_yes_is_the_end()
    {
        for (int i = 0; i < 2; i++)
        {
            Piece();
            Assert.Equal(FileProgress.Sending, Take(0));
        }
        Assert.Equal((256, 44), Piece());
        Assert.Equal(FileProgress.Done, Take(0));
        Assert.Equal((300, 0), Piece());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(6, false)]
    [InlineData(8, true)]
    public void A_status_that_is_too_short_is_none_and_what_follows_one_is_passed_over(int length, bool isStatus) => Assert.Equal(isStatus, _file.Took(new byte[length], Now) is not null);

    private (int Offset, int Length) Piece()
    {
        byte[] data = _file.Next().Data;
        return (BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(5)), BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(9)));
    }

    private FileProgress? Take(short detail, int delay = 0, int messageMax = 0)
    {
        byte[] status = new byte[7];
        BinaryPrimitives.WriteUInt16LittleEndian(status.AsSpan(1), (ushort)delay);
        BinaryPrimitives.WriteInt16LittleEndian(status.AsSpan(3), detail);
        BinaryPrimitives.WriteUInt16LittleEndian(status.AsSpan(5), (ushort)messageMax);
        return _file.Took(status, Now);
    }
}
