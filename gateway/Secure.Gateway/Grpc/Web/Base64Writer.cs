using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Secure.Gateway.Grpc.Web;

/// <summary>What was written since the last flush leaves as one run of base64 with its own padding, as the protocol allows.</summary>
internal sealed class Base64Writer(PipeWriter inner) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _pending = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _pending.WrittenCount;

    public override void Advance(int bytes) => _pending.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encode();
        return inner.FlushAsync(cancellationToken);
    }

    public override void Complete(Exception? exception = null)
    {
        Encode();
        inner.Complete(exception);
    }

    private void Encode()
    {
        if (_pending.WrittenCount == 0) { return; }
        Span<byte> target = inner.GetSpan(Base64.GetMaxEncodedToUtf8Length(_pending.WrittenCount));
        Base64.EncodeToUtf8(_pending.WrittenSpan, target, out _, out int written);
        inner.Advance(written);
        _pending.ResetWrittenCount();
    }
}
