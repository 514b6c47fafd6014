using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Kind of a certificate's owner, as the issuing CA wrote it into the subject (OU), its id being the CN.</summary>
public enum CertificateKind
{
    Agent = 1,
    Controller = 2,
    Service = 3,
    Workstation = 4,
    Gateway = 5,
    Broker = 6,
}

/// <param name="Expired">True within the 90 days in which an expired certificate may still renew, and do nothing else.</param>
public sealed record CallerCertificate(CertificateKind Kind, string Id, string Thumbprint, string SerialNumber, bool Expired);

/// <summary>Who is on the other end of a call: what the connection proved and whose session the metadata names.</summary>
/// <param name="Certificate">Verified, unrevoked client certificate, or null.</param>
/// <param name="Session">Live session of the bearer token, or null.</param>
/// <param name="Address">Remote network address, for the record and for address-mapped workstations.</param>
public sealed record Caller(CallerCertificate? Certificate, ISession? Session, System.Net.IPAddress Address)
{
    public bool TryGetService([NotNullWhen(true)] out ServiceId? service)
    {
        service = null;
        return Certificate is { Kind: CertificateKind.Service, Expired: false } c && ServiceId.TryParse(c.Id, out service);
    }

    public bool TryGetAgent([NotNullWhen(true)] out DeviceId? agent)
    {
        agent = null;
        return Certificate is { Kind: CertificateKind.Agent, Expired: false } c && DeviceId.TryParse(c.Id, out agent);
    }
}

/// <summary>Reads the caller of a gRPC call; throws a refusal where a demand is not met.</summary>
public interface ICallers
{
    Caller Of(ServerCallContext context);

    /// <summary>The live session of the caller; refuses UNAUTHENTICATED without one, and FAILED_PRECONDITION where the password must be changed first.</summary>
    ISession RequireSession(ServerCallContext context);

    /// <summary>As above, and PERMISSION_DENIED, naming the role, for whoever holds none that <see cref="OfficerActions"/> asks for.</summary>
    ISession RequireRight(ServerCallContext context, OfficerAction action);
}
