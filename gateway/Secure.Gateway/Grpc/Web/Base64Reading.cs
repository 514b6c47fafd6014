using System.Buffers;
using System.Buffers.Text;

namespace Secure.Gateway.Grpc.Web;

/// <summary>
/// A body in base64 as the bytes that it stands for. Padding may stand at the end of any group of four signs, not only
/// of the last, since a sender may encode each piece by itself.
/// </summary>
internal sealed class Base64Reading(Stream inner) : Stream
{
    private const int GroupLength = 4;
    private readonly byte[] _group = new byte[GroupLength];
    private readonly byte[] _signs = new byte[4096];
    private readonly byte[] _bytes = new byte[4096];
    private int _held;
    private int _from;
    private int _to;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="BadHttpRequestException">The body is not base64, or breaks off inside a group.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_from == _to)
        {
            int read = await inner.ReadAsync(_signs, cancellationToken);
            if (read == 0) { return _held == 0 ? 0 : throw NotBase64(); }
            Decode(_signs.AsSpan(0, read));
        }
        int given = Math.Min(buffer.Length, _to - _from);
        _bytes.AsSpan(_from, given).CopyTo(buffer.Span);
        _from += given;
        return given;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Decode(ReadOnlySpan<byte> signs)
    {
        (_from, _to) = (0, 0);
        foreach (byte sign in signs)
        {
            _group[_held++] = sign;
            if (_held < GroupLength) { continue; }
            if (Base64.DecodeFromUtf8(_group, _bytes.AsSpan(_to), out _, out int written) != OperationStatus.Done) { throw NotBase64(); }
            _to += written;
            _held = 0;
        }
    }

    private static BadHttpRequestException NotBase64() => new("The body is not base64.");
}
