using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Secure.Grpc;

/// <summary>
/// The gRPC encoding <c>gzip</c> (RFC 1952), valid for empty messages too.
/// <see cref="GZipStream"/> writes no byte at all when nothing was written to it; strict readers,
/// such as grpc-js, then fail the call because a gzip member of zero bytes does not exist.
/// </summary>
/// <param name="messageMax">
/// Longest message after decompression, in bytes. The transport's own limit counts what arrives, and a thousandth of
/// the limit can unpack to all of it: more ends the call with RESOURCE_EXHAUSTED, having held at most this much.
/// </param>
public sealed class SafeGzip(int messageMax) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new NeverEmptyGzipStream(stream, compressionLevel ?? CompressionLevel.Fastest);

    public Stream CreateDecompressionStream(Stream stream) =>
        new BoundedStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), messageMax);

    private sealed class NeverEmptyGzipStream(Stream output, CompressionLevel level) : GZipStream(output, level, leaveOpen: true)
    {
        private bool _written;
        private bool _closed;

        /// <summary>RFC 1952 section 2.3: a header, one final block of nothing, checksum 0 and length 0.</summary>
        private static ReadOnlySpan<byte> EmptyMember => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _written |= buffer.Length > 0;
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            _written |= count > 0;
            base.Write(buffer, offset, count);
        }

        public override void WriteByte(byte value)
        {
            _written = true;
            base.WriteByte(value);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            _written |= count > 0;
            return base.WriteAsync(buffer, offset, count, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written |= buffer.Length > 0;
            return base.WriteAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_written && !_closed) { BaseStream.Write(EmptyMember); }
            _closed = true;
            base.Dispose(disposing);
        }

        public override async ValueTask DisposeAsync()
        {
            if (!_written && !_closed) { await BaseStream.WriteAsync(EmptyMember.ToArray()).ConfigureAwait(false); }
            _closed = true;
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
