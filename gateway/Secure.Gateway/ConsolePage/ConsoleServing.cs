using System.Security.Cryptography;

namespace Secure.Gateway.ConsolePage;

/// <summary>Gives the page to a browser. Answers GET and HEAD of the page's own files; everything else goes on.</summary>
internal sealed class ConsoleServing(RequestDelegate next, ConsoleFiles files)
{
    private const string Off = "控制台未启用，原因见网关日志 · the console is off; the gateway's log says why\n";

    public Task InvokeAsync(HttpContext http)
    {
        bool reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!reads) { return next(http); }
        string path = http.Request.Path.Value ?? "/";
        if (path == "/") { return files.On ? SendIndexAsync(http) : SendOffAsync(http); }
        return files.Find(path) is { } file ? SendAsync(http, file) : next(http);
    }

    private Task SendIndexAsync(HttpContext http)
    {
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        ConsoleHeaders.Set(http, ConsoleHeaders.PolicyWith(nonce));
        http.Response.ContentType = "text/html; charset=utf-8";
        // The nonce is good for one answer.
        http.Response.Headers.CacheControl = "no-store";
        return BodyAsync(http, System.Text.Encoding.UTF8.GetBytes(files.IndexWith(nonce)));
    }

    private static Task SendAsync(HttpContext http, ConsoleFile file)
    {
        ConsoleHeaders.Set(http, "default-src 'none'; frame-ancestors 'none'");
        http.Response.ContentType = file.ContentType;
        // A file's name holds the hash of what is in it.
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (file.Packed is null || !Unpacks(http.Request)) { return BodyAsync(http, file.Content); }
        http.Response.Headers.ContentEncoding = "br";
        return BodyAsync(http, file.Packed);
    }

    private static Task SendOffAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        ConsoleHeaders.Set(http, "default-src 'none'");
        http.Response.ContentType = "text/plain; charset=utf-8";
        return BodyAsync(http, System.Text.Encoding.UTF8.GetBytes(Off));
    }

    private static bool Unpacks(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Split(',').Any(word => word.Trim().Equals("br", StringComparison.OrdinalIgnoreCase));

    private static Task BodyAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
