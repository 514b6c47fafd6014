using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Spine;
using Session = Secure.V1.Session;

namespace Secure.Gateway.Identity;

/// <summary>Sessions as the contract tells them.</summary>
internal sealed class SessionAnswers(IRoles roles, Sessions sessions)
{
    /// <summary>
    /// The token goes into the page's cookie, or to a program that is no page. The session whose cookie it replaces ends: its page may be
    /// open in another tab, whose calls would go out from now on as this person's under the other one's name.
    /// </summary>
    internal async Task<V1.SignInResponse> OpenedAsync(OpenedSession opened, ServerCallContext context)
    {
        LiveSession? replaced = SessionCookie.Read(context.GetHttpContext()) is { } before ? sessions.Find(before.AsSpan()) : null;
        bool kept = SessionCookie.TryGive(context.GetHttpContext(), opened.Token);
        if (replaced is not null) { await sessions.EndAsync([replaced], "replaced", CancellationToken.None); }
        return new V1.SignInResponse { SessionToken = kept ? "" : opened.Token, Session = Describe(opened.Session) };
    }

    internal Session Describe(LiveSession session)
    {
        Session described = new()
        {
            Person = session.Person.Text,
            Name = session.Name,
            Account = session.Account,
            Workstation = session.Place.Workstation?.Text ?? "",
            WorkstationSource = (V1.WorkstationSource)(int)session.Place.Source,
            ExpiresAt = session.ExpiresAt.ToTimestamp(),
            MustChangePassword = session.Facts.MustChangePassword,
            ByPasskey = session.ByPasskey,
        };
        described.Roles.AddRange(roles.Of(session.Person).Codes());
        described.Factors.AddRange(session.Facts.FactorTimes.Select(f => new V1.ProvenFactor { Factor = (V1.Factor)(int)f.Key, At = f.Value.ToTimestamp() }));
        return described;
    }
}
