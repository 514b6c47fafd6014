using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>The step-ups under way: one per person, so that guesses cannot be made side by side, and so many in all.</summary>
internal sealed class OpenStepUps(StepUpOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, OpenStepUp> _open = [];

    /// <exception cref="RefusedException">Too many in all.</exception>
    internal OpenStepUp Open(ISession session, StepUpTicket ticket, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _open.TryGetValue(session.Person, out OpenStepUp? before);
            if (before is null && _open.Count >= options.OpenMax) { throw new RefusedException(StepUpRefusals.Busy); }
            OpenStepUp open = new(session, ticket, clock, cancellation);
            _open[session.Person] = open;
            before?.Replace();
            return open;
        }
    }

    /// <summary>The one of that name, to its own session alone.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    internal OpenStepUp Find(ISession session, string id)
    {
        lock (_gate)
        {
            return _open.TryGetValue(session.Person, out OpenStepUp? open) && open.Session.Id == session.Id && open.Id == id
                ? open : throw new RefusedException(StepUpRefusals.ChallengeUnknown);
        }
    }

    internal void Close(OpenStepUp open)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(open.Session.Person, out OpenStepUp? now) && now == open) { _open.Remove(open.Session.Person); }
        }
        open.Dispose();
    }
}
