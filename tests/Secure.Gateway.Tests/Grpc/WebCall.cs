using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>A gRPC-Web call made of nothing but HTTP, so that every byte of it is the test's own.</summary>
internal sealed class WebCall(GrpcServer server) : IDisposable
{
    public const string Binary = "application/grpc-web+proto";
    public const string Text = "application/grpc-web-text";

    private readonly HttpClient _http = new();

    public Version Version { get; init; } = new(2, 0);

    /// <summary>A message with its prefix: no compression, length in four bytes, the greatest first.</summary>
    public static byte[] Frame(IMessage message)
    {
        byte[] frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - 5));
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>The last frame of a call: flag 0x80, length, lines.</summary>
    public static byte[] Trailers(string lines)
    {
        byte[] frame = [0x80, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(lines)];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - 5));
        return frame;
    }

    public Task<HttpResponseMessage> SendAsync(string method, string type, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(method, type, body, TestContext.Current.CancellationToken, headers);

    /// <summary>Returns as soon as the answer's headers are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(string method, string type, byte[] body, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{server.Address}/secure.v1.Presence/{method}") { Version = Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        foreach ((string name, string value) in headers.Any(h => h.Name == "X-Grpc-Web") ? headers : [.. headers, ("X-Grpc-Web", "1")]) { request.Headers.TryAddWithoutValidation(name, value); }
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public void Dispose() => _http.Dispose();
}
