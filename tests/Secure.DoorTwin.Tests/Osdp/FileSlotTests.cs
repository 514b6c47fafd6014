using System.Buffers.Binary;
using System.Security.Cryptography;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests.Osdp;

public class FileSlotTests
{
    private readonly FileSlot _slot = new();

    [Fact]
    public void A_file_comes_in_pieces_and_is_worked_on_for_a_moment()
    {
        byte[] file = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        Assert.Equal(0, Give(300, 0, file[..200]));
        Assert.Equal(3, Give(300, 200, file[200..]));
        Assert.Null(_slot.LastFile);
        Assert.Equal(1, Give(300, 300, []));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), _slot.LastFile);
    }

    [Fact]
    public void A_file_begun_again_starts_afresh()
    {
        Give(4, 0, [1, 2]);
        Assert.Equal(0, Give(4, 0, [5, 6]));
        Assert.Equal(3, Give(4, 2, [7, 8]));
        Give(4, 4, []);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([5, 6, 7, 8])), _slot.LastFile);
    }

    [Theory]
    [InlineData(4, 2, 2, -1)]
    [InlineData(4, 3, 2, -3)]
    [InlineData(0, 0, 1, -3)]
    [InlineData(FileSlot.SizeMax + 1, 0, 1, -3)]
    [InlineData(4, 0, 0, -1)]
    [InlineData(4, uint.MaxValue, 2, -3)]
    public void A_piece_that_does_not_fit_is_refused(uint total, uint offset, int length, int detail) => Assert.Equal(detail, Give(total, offset, new byte[length]));

    private short Give(uint total, uint offset, byte[] piece)
    {
        byte[] command = [1, 0, 0, 0, 0, 0, 0, 0, 0, (byte)piece.Length, (byte)(piece.Length >> 8), .. piece];
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(1), total);
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(5), offset);
        return BinaryPrimitives.ReadInt16LittleEndian(_slot.Take(command).AsSpan(3));
    }
}
