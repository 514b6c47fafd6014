using Secure.DoorMessages;
using Case = Secure.DoorMessages.ToController.MessageOneofCase;

namespace Secure.DoorController.Core.Control;

/// <summary>How far the conversation with the agent is.</summary>
internal enum SessionState
{
    /// <summary>The agent has not said who it is.</summary>
    Silent,
    /// <summary>The gateway does not know this controller's key yet.</summary>
    Unenrolled,
    Enrolled,
}

/// <summary>
/// The whole of what the controller listens to: message, states in which it is allowed, handler. Anything else closes
/// the connection. Whoever may connect, this table is all that he can reach.
/// </summary>
internal static class AcceptedMessages
{
    private static readonly SessionState[] Silent = [SessionState.Silent];
    private static readonly SessionState[] Enrolled = [SessionState.Enrolled];
    private static readonly SessionState[] Greeted = [SessionState.Unenrolled, SessionState.Enrolled];

    private static readonly Dictionary<Case, (SessionState[] In, Func<AgentSession, ToController, Reception> Handle)> Table = new()
    {
        [Case.Hello] = (Silent, (session, message) => session.Greet(message.Hello)),
        [Case.KeyList] = (Greeted, (session, message) => session.TakeKeyList(message.KeyList)),
        [Case.AcceptedRecord] = (Greeted, (session, message) => session.TakeAccepted(message.AcceptedRecord)),
        // Also after a yes: the answer to an earlier request may come late.
        [Case.EnrollmentRefused] = (Greeted, (session, message) => session.TakeEnrollmentRefusal(message.EnrollmentRefused)),
        [Case.SignedTimeRecord] = (Greeted, (session, message) => session.TakeTime(message.SignedTimeRecord)),
        [Case.Grant] = (Enrolled, (session, message) => session.TakeGrant(message.Grant)),
        [Case.EntryRefused] = (Enrolled, (session, message) => session.TakeEntryRefusal(message.EntryRefused)),
        [Case.EntryPending] = (Enrolled, (session, message) => session.TakeEntryPending(message.EntryPending)),
        [Case.CommandRecord] = (Enrolled, (session, message) => session.TakeCommand(message.CommandRecord)),
        [Case.ClockRecord] = (Enrolled, (session, message) => session.TakeClock(message.ClockRecord)),
        [Case.NonceRequest] = (Enrolled, (session, message) => session.GiveNonce(message.NonceRequest)),
        [Case.AcknowledgementRecord] = (Enrolled, (session, message) => session.TakeAcknowledgement(message.AcknowledgementRecord)),
        [Case.DoorPlanRecord] = (Enrolled, (session, message) => session.TakePlan(message.DoorPlanRecord)),
        [Case.LeaseRecord] = (Enrolled, (session, message) => session.TakeLease(message.LeaseRecord)),
        [Case.LeaseDue] = (Enrolled, (session, _) => session.LeaseIsDue()),
        [Case.BreakGlassRecord] = (Enrolled, (session, message) => session.TakeBreakGlass(message.BreakGlassRecord)),
        [Case.EventsStored] = (Enrolled, (session, message) => session.TakeStored(message.EventsStored)),
    };

    public static Reception Handle(AgentSession session, ToController message) =>
        Table.TryGetValue(message.MessageCase, out (SessionState[] In, Func<AgentSession, ToController, Reception> Handle) entry) && entry.In.Contains(session.State)
            ? entry.Handle(session, message)
            : Reception.Malformed;
}
