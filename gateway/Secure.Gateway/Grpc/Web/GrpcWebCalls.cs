using Microsoft.AspNetCore.Http.Features;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Vocabulary;
using StatusCode = Grpc.Core.StatusCode;

namespace Secure.Gateway.Grpc.Web;

/// <summary>
/// Lets a browser call the same services: what it sends is handed on as gRPC, what is answered goes out in gRPC-Web.
/// Deadlines (grpc-timeout), statuses and the caller's leaving are the gRPC server's own, unchanged.
/// </summary>
internal static class GrpcWebCalls
{
    private static readonly Refusal Foreign = new(StatusCode.PermissionDenied, "foreign_origin", new Sentence("请求并非来自本网关的页面", "the call does not come from a page of this gateway"));

    /// <summary>Must run before everything that answers gRPC.</summary>
    internal static Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (GrpcWebForm.Of(context.Request) is not { } form) { return next(context); }
        context.Response.OnStarting(() => Rename(context.Response, form));
        if (BrowserCall.Of(context.Request) is not { } call) { return Refuse(context, form); }
        context.Features.Set(call);
        return HandOnAsync(context, form, next);
    }

    private static async Task HandOnAsync(HttpContext context, GrpcWebForm form, RequestDelegate next)
    {
        GrpcWebResponse response = new(context, form.Text);
        context.Features.Set<IHttpResponseBodyFeature>(response);
        context.Features.Set<IHttpResponseTrailersFeature>(response);
        context.Features.Set<IHttpResetFeature>(response);
        context.Request.ContentType = "application/grpc";
        // The gRPC server serves no other; gRPC-Web works over HTTP/1.1 as well.
        string protocol = context.Request.Protocol;
        context.Request.Protocol = HttpProtocol.Http2;
        if (form.Text) { context.Request.Body = new Base64Reading(context.Request.Body); }
        try { await next(context); }
        finally { context.Request.Protocol = protocol; }
        await response.EndAsync(context.RequestAborted);
    }

    private static Task Refuse(HttpContext context, GrpcWebForm form)
    {
        context.RequestServices.GetService<IRefusalCounter>()?.Count(context.Connection.RemoteIpAddress?.ToString() ?? "", Foreign.Code);
        context.Response.ContentType = form.ContentType;
        TrailersOnly.Write(context.Response, Foreign);
        return Task.CompletedTask;
    }

    private static Task Rename(HttpResponse response, GrpcWebForm form)
    {
        if (response.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true) { response.ContentType = form.ContentType; }
        return Task.CompletedTask;
    }
}
