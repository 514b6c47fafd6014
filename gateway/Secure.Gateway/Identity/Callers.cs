using System.Net;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;

using Secure.Gateway.Spine;

namespace Secure.Gateway.Identity;

/// <summary>Puts together what the connection proved and whose session the metadata names. Cheap: it runs for every call.</summary>
internal sealed class Callers(Sessions sessions, Workstations workstations, IRoles roles, IRefusalCounter refusals, TimeProvider clock) : ICallers
{
    private const string Scheme = "Bearer ";

    public Caller Of(ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        IPAddress address = AddressOf(http);
        CallerCertificate? certificate = http.Features.Get<PresentedCertificate>()?.AsCaller(clock.GetUtcNow());
        return new Caller(certificate, FindSession(http, certificate, address), address);
    }

    public ISession RequireSession(ServerCallContext context)
    {
        ISession session = RequireAnySession(context);
        return session.Facts.MustChangePassword ? throw new RefusedException(IdentityRefusals.PasswordChangeRequired) : session;
    }

    public ISession RequireRight(ServerCallContext context, OfficerAction action)
    {
        ISession session = RequireSession(context);
        Roles may = OfficerActions.Of(action).May;
        if ((roles.Of(session.Person) & may) != Roles.None) { return session; }
        Refusal refusal = IdentityRefusals.RoleRequired(may);
        refusals.Count(session.Person.Text, refusal.Code);
        throw new RefusedException(refusal);
    }

    /// <summary>Also one whose password must be changed first: for the three calls that such a session may make.</summary>
    internal ISession RequireAnySession(ServerCallContext context)
    {
        Caller caller = Of(context);
        if (caller.Session is { } session) { return session; }
        refusals.Count(caller.Address.ToString(), IdentityRefusals.SessionRequired.Code);
        throw new RefusedException(WhyEnded(context.GetHttpContext(), caller));
    }

    internal static IPAddress AddressOf(HttpContext http)
    {
        IPAddress address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>Told to nobody but the one who comes with that session's token to where it was opened.</summary>
    private Refusal WhyEnded(HttpContext http, Caller caller)
    {
        ReadOnlySpan<char> token = TokenOf(http);
        if (token.IsEmpty) { return IdentityRefusals.NoToken; }
        return sessions.WhyEnded(token) is { } ended && workstations.IsStillAt(ended.Place, caller.Certificate, caller.Address) ? SessionEndings.Refusal(ended.Reason) : IdentityRefusals.SessionRequired;
    }

    private static ReadOnlySpan<char> TokenOf(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length) : SessionCookie.Read(http);
    }

    private LiveSession? FindSession(HttpContext http, CallerCertificate? certificate, IPAddress address)
    {
        // A token carried off to another workstation is worth nothing there.
        return sessions.Find(TokenOf(http)) is { } session && workstations.IsStillAt(session.Place, certificate, address) ? session : null;
    }
}
