using Secure.Gateway.Spine;

namespace Secure.Gateway.Alerts;

/// <summary>One legal move.</summary>
/// <param name="From">The states in which it is legal.</param>
/// <param name="To">The state that follows; null: none, the alert stays where it is.</param>
/// <param name="OwnerOnly">Only the alert's one owner may: whoever wants to take over assigns it to themselves first, which the history shows.</param>
/// <param name="Closes">Ends the alert for good.</param>
internal sealed record AlertMove(AlertAct Act, AlertStep Step, AlertState[] From, AlertState? To, OfficerAction Right, bool OwnerOnly = false, bool Closes = false);

/// <summary>未签收 → 签收 → 指派 → 处置 → 办结 / 误报: every legal move, and there is no other.</summary>
internal static class AlertMoves
{
    internal static readonly IReadOnlyList<AlertMove> All =
    [
        new(AlertAct.Acknowledge, AlertStep.Acknowledged, [AlertState.Raised], AlertState.Acknowledged, OfficerAction.AcknowledgeAlerts),
        new(AlertAct.Assign, AlertStep.Assigned, [AlertState.Acknowledged, AlertState.Assigned, AlertState.Handling], AlertState.Assigned, OfficerAction.HandleAlerts),
        new(AlertAct.Handle, AlertStep.Handled, [AlertState.Assigned, AlertState.Handling], AlertState.Handling, OfficerAction.HandleAlerts, OwnerOnly: true),
        new(AlertAct.Note, AlertStep.Noted, [AlertState.Raised, AlertState.Acknowledged, AlertState.Assigned, AlertState.Handling], null, OfficerAction.AcknowledgeAlerts),
        new(AlertAct.Resolve, AlertStep.Resolved, [AlertState.Handling], AlertState.Resolved, OfficerAction.HandleAlerts, OwnerOnly: true, Closes: true),
        new(AlertAct.MarkFalse, AlertStep.MarkedFalse, [AlertState.Acknowledged, AlertState.Assigned, AlertState.Handling], AlertState.FalseAlarm, OfficerAction.HandleAlerts, OwnerOnly: true, Closes: true),
    ];

    internal static AlertMove Of(AlertAct act) => All.First(m => m.Act == act);

    internal static bool IsLegal(AlertAct act, AlertState from) => Of(act).From.Contains(from);

    internal static bool IsClosed(AlertState state) => state is AlertState.Resolved or AlertState.FalseAlarm;
}
