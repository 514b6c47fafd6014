using System.Net;

namespace Secure.Gateway.ConsolePage;

/// <summary>What the browser is told to refuse, on every answer of the page (OWASP ASVS 5.0, section 3.4).</summary>
internal static class ConsoleHeaders
{
    /// <summary>Scripts from here alone and none inline; styles from here and those that carry the nonce; nothing from anywhere else.</summary>
    internal static string PolicyWith(string nonce) =>
        $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static void Set(HttpContext http, string policy)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";
        // Said on localhost it would bind every other program of that machine.
        if (IsNamed(http.Request.Host.Host)) { headers.StrictTransportSecurity = "max-age=31536000"; }
    }

    private static bool IsNamed(string host) => host != "localhost" && !IPAddress.TryParse(host.Trim('[', ']'), out _);
}
