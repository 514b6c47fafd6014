namespace Secure.Gateway.Grpc.Web;

/// <summary>
/// What is known of a gRPC-Web call before it is answered. A page of another origin cannot make one: the header and the
/// content type need a preflight, which nobody here answers, and its origin gives it away.
/// </summary>
/// <param name="OwnPage">The browser names this gateway as the page's origin: only then a cookie counts.</param>
internal sealed record BrowserCall(bool OwnPage)
{
    /// <summary>Null: refuse it. A program that is no browser sends no Origin; it is served, its cookies are not.</summary>
    internal static BrowserCall? Of(HttpRequest request)
    {
        if (request.Headers["X-Grpc-Web"] != "1") { return null; }
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin") { return null; }
        if (request.Headers.Origin is not { Count: > 0 } origin) { return new BrowserCall(OwnPage: false); }
        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) ? new BrowserCall(OwnPage: true) : null;
    }
}
