using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Answers a call of the page's in the gateway's stead, for what the demo cannot bring about in seconds.</summary>
internal static class GrpcWeb
{
    private const byte Trailers = 0x80;

    /// <summary>Before each message: what it is, and its length.</summary>
    private const int HeadBytes = 5;

    /// <param name="method">As Alerts/Watch.</param>
    /// <param name="messages">The stream, or the one answer.</param>
    internal static Task AnswerAsync(IPage page, string method, params IMessage[] messages)
    {
        byte[] body = Body(messages);
        return page.RouteAsync("**/secure.v1." + method, route => route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = body }));
    }

    /// <summary>Passes the gateway's own answer on, changed as long as somebody wants it.</summary>
    internal static Task ChangeAsync<T>(IPage page, string method, MessageParser<T> parser, Action<T> change) where T : IMessage<T> =>
        page.RouteAsync("**/secure.v1." + method, async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            byte[] body = await answer.BodyAsync();
            if (body.Length < HeadBytes || body[0] != 0) { await route.FulfillAsync(new() { Response = answer }); return; }
            T message = MessageOf(body, parser);
            change(message);
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = Body(message) });
        });

    /// <summary>The first message of an answer.</summary>
    internal static T MessageOf<T>(byte[] body, MessageParser<T> parser) where T : IMessage<T> => parser.ParseFrom(body, HeadBytes, (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)));

    /// <summary>Of an answer that went well.</summary>
    internal static byte[] Body(params IMessage[] messages) => [.. messages.SelectMany(message => Frame(0, message.ToByteArray())), .. Frame(Trailers, Encoding.ASCII.GetBytes("grpc-status: 0\r\n"))];

    private static byte[] Frame(byte kind, byte[] content)
    {
        byte[] frame = new byte[HeadBytes + content.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)content.Length);
        content.CopyTo(frame, HeadBytes);
        return frame;
    }
}
