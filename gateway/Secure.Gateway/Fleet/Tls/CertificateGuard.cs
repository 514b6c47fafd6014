using Secure.Contracts;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Grpc;

namespace Secure.Gateway.Fleet.Tls;

/// <summary>
/// Stands before every endpoint, health and reflection included: a certificate that was revoked after its handshake is
/// served nothing, one that has expired only <c>Fleet.Renew</c>.
/// </summary>
internal sealed class CertificateGuard(RequestDelegate next, DeviceRegister register, LastHeard heard, TimeProvider clock)
{
    private const string Renew = "/secure.v1.Fleet/Renew";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<PresentedCertificate>() is not { } certificate) { return next(context); }
        if (!certificate.IsTrusted(register)) { return Refuse(context, FleetRefusals.RevokedCertificate); }
        if (certificate.IsExpired(clock.GetUtcNow()) && context.Request.Path != Renew) { return Refuse(context, FleetRefusals.ExpiredCertificate); }
        heard.Heard(certificate.Id);
        return next(context);
    }

    private static Task Refuse(HttpContext context, Refusal refusal)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "application/grpc";
        TrailersOnly.Write(context.Response, refusal);
        return Task.CompletedTask;
    }
}
