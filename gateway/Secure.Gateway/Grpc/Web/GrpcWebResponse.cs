using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Secure.Gateway.Grpc.Web;

/// <summary>
/// A response whose trailers travel as its last frame, since scripts in a browser are never shown real ones. Stands in
/// for the server's own features for the length of one call.
/// </summary>
internal sealed class GrpcWebResponse : IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpResetFeature
{
    private const byte TrailersFlag = 0x80;
    private const int PrefixLength = 5;

    private readonly IHttpResponseBodyFeature _inner;
    private int _ended;

    public GrpcWebResponse(HttpContext context, bool text)
    {
        _inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        Writer = text ? new Base64Writer(_inner.Writer) : _inner.Writer;
    }

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public PipeWriter Writer { get; }

    public Stream Stream => Writer.AsStream(leaveOpen: true);

    public void DisableBuffering() => _inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A call is not answered with a file.");

    /// <summary>The server calls it when a deadline has passed, while the handler may still be running.</summary>
    public async Task CompleteAsync()
    {
        await EndAsync(CancellationToken.None);
        await _inner.CompleteAsync();
    }

    /// <summary>Nothing: the response is complete, and a reset would take its last frame away from the browser.</summary>
    public void Reset(int errorCode) { }

    /// <summary>Writes the trailers' frame, once; none where the status already stands in the headers.</summary>
    internal async Task EndAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) { return; }
        if (Trailers.Count > 0) { WriteTrailers(); }
        await Writer.FlushAsync(cancellation);
    }

    private void WriteTrailers()
    {
        StringBuilder lines = new();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in Trailers)
        {
            foreach (string? value in values) { lines.Append(name.ToLowerInvariant()).Append(": ").Append(value).Append("\r\n"); }
        }
        int length = Encoding.ASCII.GetByteCount(lines.ToString());
        Span<byte> frame = Writer.GetSpan(PrefixLength + length);
        frame[0] = TrailersFlag;
        BinaryPrimitives.WriteUInt32BigEndian(frame[1..], (uint)length);
        Encoding.ASCII.GetBytes(lines.ToString(), frame[PrefixLength..]);
        Writer.Advance(PrefixLength + length);
    }
}
