using System.Buffers.Binary;
using Google.Protobuf;
using Secure.DoorMessages;

namespace Secure.DoorMessages.Tests;

public class FramingTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_come_back_in_order_and_then_the_end()
    {
        using MemoryStream stream = new();
        FromController first = new() { Hello = new ControllerHello { Controller = "c", Enrolled = true, KeyListNumber = 7 } }, second = new() { HeartbeatRecord = ByteString.CopyFrom(new byte[1000]) };
        await Framing.WriteAsync(stream, first, Limit);
        await Framing.WriteAsync(stream, second, Limit);
        await Framing.WriteAsync(stream, new FromController(), Limit);
        stream.Position = 0;

        Assert.Equal(first, await Framing.ReadAsync(stream, FromController.Parser, Limit));
        Assert.Equal(second, await Framing.ReadAsync(stream, FromController.Parser, Limit));
        Assert.Equal(FromController.MessageOneofCase.None, (await Framing.ReadAsync(stream, FromController.Parser, Limit))?.MessageCase);
        Assert.Null(await Framing.ReadAsync(stream, FromController.Parser, Limit));
    }

    [Fact]
    public async Task A_message_that_arrives_byte_by_byte_is_read_whole()
    {
        ToController message = new() { CommandRecord = ByteString.CopyFrom(new byte[300]) };
        using MemoryStream whole = new();
        await Framing.WriteAsync(whole, message, Limit);
        using DripStream dripping = new(whole.ToArray());

        Assert.Equal(message, await Framing.ReadAsync(dripping, ToController.Parser, Limit));
    }

    [Fact]
    public async Task The_longest_message_passes_and_one_byte_more_is_neither_written_nor_read()
    {
        ToController longest = new() { KeyList = ByteString.CopyFrom(new byte[Framing.LengthMax - 4]) };
        Assert.Equal(Framing.LengthMax, longest.CalculateSize());
        using MemoryStream stream = new();
        await Framing.WriteAsync(stream, longest, Limit);
        stream.Position = 0;
        Assert.Equal(longest, await Framing.ReadAsync(stream, ToController.Parser, Limit));

        using MemoryStream empty = new();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Framing.WriteAsync(empty, new ToController { KeyList = ByteString.CopyFrom(new byte[Framing.LengthMax - 3]) }, Limit));
        Assert.Equal(0, empty.Length);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Frame(Framing.LengthMax + 1, [])));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Frame(-1, [])));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Frame(int.MinValue, [])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task A_peer_that_closes_in_mid_message_is_told_apart_from_one_that_closes_after_it(int length)
    {
        byte[] frame = Frame(10, new byte[10]);
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(frame[..length]));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_refused() => await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Frame(3, [0x0A, 0xC8, 0x01])));

    [Fact]
    public async Task A_hundred_thousand_hostile_frames_give_a_message_an_end_or_one_of_two_errors()
    {
        Random random = new(20300107);
        byte[] good = new ToController { Hello = new AgentHello { Agent = "agent-1", LastStoredSequence = 99 } }.ToByteArray();
        for (int i = 0; i < 100_000; i++)
        {
            byte[] body = random.Next(2) == 0 ? [.. good] : new byte[random.Next(64)];
            if (body.Length != good.Length) { random.NextBytes(body); } else { body[random.Next(body.Length)] = (byte)random.Next(256); }
            byte[] frame = Frame(random.Next(8) == 0 ? random.Next() : body.Length + random.Next(2), body);
            try { await ReadAsync(frame); }
            catch (Exception expected) when (expected is InvalidDataException or EndOfStreamException) { }
        }
    }

    private static async Task ReadAsync(byte[] frame)
    {
        using MemoryStream stream = new(frame);
        await Framing.ReadAsync(stream, ToController.Parser, Limit);
    }

    private static byte[] Frame(int length, byte[] body)
    {
        byte[] prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        return [.. prefix, .. body];
    }

    /// <summary>Gives one byte a time, as a slow socket may.</summary>
    private sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
