namespace Secure.Gateway.Grpc.Web;

/// <summary>How a gRPC-Web call is framed, by its content type (grpc/grpc, doc/PROTOCOL-WEB.md): binary, or the same in base64.</summary>
internal sealed record GrpcWebForm(string ContentType, bool Text)
{
    private static readonly GrpcWebForm[] Known =
    [
        new("application/grpc-web+proto", false), new("application/grpc-web", false),
        new("application/grpc-web-text+proto", true), new("application/grpc-web-text", true),
    ];

    /// <summary>Null for everything that is not gRPC-Web; plain gRPC is not.</summary>
    internal static GrpcWebForm? Of(HttpRequest request)
    {
        ReadOnlySpan<char> type = request.ContentType;
        if (type.IndexOf(';') is >= 0 and int parameters) { type = type[..parameters]; }
        type = type.Trim();
        foreach (GrpcWebForm form in Known)
        {
            if (type.Equals(form.ContentType, StringComparison.OrdinalIgnoreCase)) { return form; }
        }
        return null;
    }
}
