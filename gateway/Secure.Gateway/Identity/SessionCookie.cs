using Secure.Gateway.Grpc.Web;

namespace Secure.Gateway.Identity;

/// <summary>
/// The token of a session that a page of the gateway's own has opened. Its scripts never see it, and it counts only in
/// calls of which the browser says that they come from that page.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The prefix binds it to this host, to TLS and to the whole of it (RFC 6265bis, section 4.1.3.2).</summary>
    internal const string Name = "__Host-secure";

    // It ends with the browser; the session behind it ends by the gateway's own clock.
    private static readonly CookieOptions Options = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    /// <summary>Null where there is none, or none that counts.</summary>
    internal static string? Read(HttpContext http) => IsOwnPage(http) ? http.Request.Cookies[Name] : null;

    /// <summary>False where the caller is no page, and is to be given the token itself.</summary>
    internal static bool TryGive(HttpContext http, string token)
    {
        if (!IsOwnPage(http)) { return false; }
        http.Response.Cookies.Append(Name, token, Options);
        return true;
    }

    internal static void TakeBack(HttpContext http)
    {
        if (IsOwnPage(http)) { http.Response.Cookies.Delete(Name, Options); }
    }

    internal static bool IsOwnPage(HttpContext http) => http.Features.Get<BrowserCall>() is { OwnPage: true };
}
