using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>About whose session is asked, and by whom.</summary>
/// <param name="Session">Null where a service's handle names no live session that it may use.</param>
/// <param name="Service">Null where the person asks with the session's own token.</param>
internal readonly record struct Asker(ISession? Session, ServiceId? Service);

/// <summary>Finds out who asks.</summary>
internal sealed class Askers(ICallers callers, ISessions sessions)
{
    private const int HandleMax = 256;

    /// <exception cref="Secure.Contracts.RefusedException">Neither a service with a handle nor a signed-in person.</exception>
    internal Asker Of(ServerCallContext context, string handle)
    {
        Caller caller = callers.Of(context);
        if (handle.Length == 0)
        {
            return caller.Session is { } own ? new Asker(own, null) : throw AccessRefusals.SessionRequired();
        }
        if (!caller.TryGetService(out ServiceId? service)) { throw AccessRefusals.ServiceRequired(); }
        ISession? session = handle.Length <= HandleMax ? sessions.FindByHandle(handle, service, caller.Certificate!.Thumbprint) : null;
        return new Asker(session, service);
    }
}
