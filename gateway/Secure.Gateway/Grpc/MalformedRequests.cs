using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Vocabulary;

namespace Secure.Gateway.Grpc;

/// <summary>
/// Gives a request that is no message of its type a clear answer. The server reads a unary request before any
/// interceptor runs and answers UNKNOWN, "Exception was thrown by handler", as if the gateway were at fault.
/// </summary>
internal static class MalformedRequests
{
    private static readonly string Unknown = ((int)StatusCode.Unknown).ToString(CultureInfo.InvariantCulture);
    private static readonly object HandledKey = new();

    public static Refusal Refusal { get; } = new(StatusCode.InvalidArgument, "malformed_message", new Sentence("请求不是有效的消息", "the request is not a valid message"));

    /// <summary>A handler has begun: its failures are answered where they happen.</summary>
    public static void MarkHandled(ServerCallContext context) => context.UserState[HandledKey] = true;

    /// <summary>Must run before the gRPC endpoints. Replaces the status only of calls that reached no handler.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        IHeaderDictionary headers = context.Response.Headers;
        if (context.Response.HasStarted || headers[TrailersOnly.StatusHeader] != Unknown) { return; }
        ILogger log = context.RequestServices.GetRequiredService<ILogger<RefusalInterceptor>>();
        if (context.Items.ContainsKey(HandledKey)) { log.AnswerNotSent(context.Request.Path); return; }
        log.CallRefused(context.Request.Path, Refusal.Code);
        context.RequestServices.GetService<IRefusalCounter>()?.Count(context.Connection.RemoteIpAddress?.ToString() ?? "", Refusal.Code);
        TrailersOnly.Write(context.Response, Refusal);
    }
}

/// <summary>The same for each message of a stream, where the handler itself reads.</summary>
internal sealed class CheckedReader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try { return await inner.MoveNext(cancellationToken); }
        catch (InvalidProtocolBufferException) { throw new RefusedException(MalformedRequests.Refusal); }
    }
}
