using Google.Protobuf;
using Secure.BiometricMessages;

namespace Secure.Biometrics.Host.Tests;

public sealed class FramingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(20_000_000)]
    public async Task A_message_comes_out_as_it_went_in(int length)
    {
        byte[] image = new byte[length];
        new Random(length).NextBytes(image);
        using MemoryStream stream = new();
        await Framing.WriteAsync(stream, new ToHost { Number = 5, ReadFace = new ReadFace { Image = ByteString.CopyFrom(image) } }, default);
        stream.Position = 0;
        ToHost? read = await Framing.ReadAsync(stream, ToHost.Parser, default);
        Assert.Equal(image, read!.ReadFace.Image.ToByteArray());
        Assert.Null(await Framing.ReadAsync(stream, ToHost.Parser, default));
    }

    [Fact]
    public async Task A_length_over_the_limit_is_refused_before_any_space_is_taken()
    {
        using MemoryStream stream = new([0x7F, 0xFF, 0xFF, 0xFF]);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Framing.ReadAsync(stream, ToHost.Parser, default));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 1, 2 })]
    public async Task A_peer_that_closes_in_mid_message_is_told_apart_from_one_that_is_done(byte[] sent)
    {
        using MemoryStream stream = new(sent);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await Framing.ReadAsync(stream, ToHost.Parser, default));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_refused()
    {
        using MemoryStream stream = new([0, 0, 0, 3, 0xFF, 0xFF, 0xFF]);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Framing.ReadAsync(stream, ToHost.Parser, default));
    }
}
