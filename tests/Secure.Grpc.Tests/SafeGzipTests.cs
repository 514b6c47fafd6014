using System.IO.Compression;
using Grpc.Core;

namespace Secure.Grpc.Tests;

public class SafeGzipTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void What_is_packed_unpacks_by_any_gzip_reader(int length)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)i)];

        byte[] packed = Pack(stream => stream.Write(message));

        Assert.NotEmpty(packed);
        using GZipStream reader = new(new MemoryStream(packed), CompressionMode.Decompress);
        Assert.Equal(message, ReadAll(reader));
    }

    [Fact]
    public void A_message_of_which_nothing_was_written_is_the_empty_gzip_member_once()
    {
        byte[] packed = Pack(stream => { stream.Dispose(); });

        Assert.Equal(20, packed.Length);
        using GZipStream reader = new(new MemoryStream(packed), CompressionMode.Decompress);
        Assert.Empty(ReadAll(reader));
    }

    [Fact]
    public async Task Writing_and_closing_asynchronously_gives_the_same()
    {
        using MemoryStream empty = new(), full = new();
        await using (SafeGzip().CreateCompressionStream(empty, null)) { }
        await using (Stream stream = SafeGzip().CreateCompressionStream(full, null)) { await stream.WriteAsync(new byte[] { 7 }, TestContext.Current.CancellationToken); }

        Assert.Equal(20, empty.Length);
        using GZipStream reader = new(new MemoryStream(full.ToArray()), CompressionMode.Decompress);
        Assert.Equal([7], ReadAll(reader));
    }

    [Fact]
    public void A_message_at_the_limit_unpacks_and_one_byte_more_ends_the_call()
    {
        using Stream fits = Unpack(Pack(s => s.Write(new byte[1000])), 1000);
        using Stream bomb = Unpack(Pack(s => s.Write(new byte[1001])), 1000);

        Assert.Equal(1000, ReadAll(fits).Length);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => ReadAll(bomb)).StatusCode);
    }

    private static SafeGzip SafeGzip() => new(1000);

    private static byte[] Pack(Action<Stream> write)
    {
        using MemoryStream packed = new();
        using (Stream stream = SafeGzip().CreateCompressionStream(packed, null)) { write(stream); }
        return packed.ToArray();
    }

    private static Stream Unpack(byte[] packed, int max) => new SafeGzip(max).CreateDecompressionStream(new MemoryStream(packed));

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
