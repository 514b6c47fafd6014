using Grpc.Core;
using Secure.V1;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>What the tests of alerts call again and again.</summary>
internal static class AlertCalls
{
    private static int _made;

    /// <summary>A new alert in the given state, the officer's own, at a door of its own.</summary>
    internal static async Task<V1.Alert> InAsync(this AlertsRig rig, V1.AlertState state)
    {
        string door = "door-of-" + Interlocked.Increment(ref _made);
        await rig.RaiseAsync(AlertsRig.Forced(door));
        V1.Alert alert = (await rig.Client.ListAsync(new ListAlertsRequest { Door = door }, AlertsRig.As(AlertsRig.Officer))).Alerts[0];
        string[] way = state switch
        {
            V1.AlertState.Raised => [],
            V1.AlertState.Acknowledged => ["ack"],
            V1.AlertState.Assigned => ["ack", "assign"],
            V1.AlertState.Handling => ["ack", "assign", "handle"],
            V1.AlertState.Resolved => ["ack", "assign", "handle", "resolve"],
            _ => ["ack", "false"],
        };
        foreach (string act in way) { alert = await rig.ActAsync(act, alert.Id, alert.Version, AlertsRig.Officer); }
        Assert.Equal(state, alert.State);
        return alert;
    }

    internal static async Task<V1.Alert> ActAsync(this AlertsRig rig, string act, string id, ulong version, string who) => act switch
    {
        "ack" => (await rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = id, Version = version }, AlertsRig.As(who))).Alert,
        "assign" => (await rig.Client.AssignAsync(new AssignAlertRequest { Id = id, Version = version, Person = who }, AlertsRig.As(who))).Alert,
        "handle" => (await rig.Client.HandleAsync(new HandleAlertRequest { Id = id, Version = version, Measure = "m" }, AlertsRig.As(who))).Alert,
        "note" => (await rig.Client.AddNoteAsync(new AddAlertNoteRequest { Id = id, Version = version, Note = "n" }, AlertsRig.As(who))).Alert,
        "resolve" => (await rig.Client.ResolveAsync(new ResolveAlertRequest { Id = id, Version = version, Reason = "r" }, AlertsRig.As(who))).Alert,
        _ => (await rig.Client.MarkFalseAlarmAsync(new MarkFalseAlarmRequest { Id = id, Version = version, Reason = "r" }, AlertsRig.As(who))).Alert,
    };

    internal static async Task<T> NextAsync<T>(AsyncServerStreamingCall<T> call) => await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken) ? call.ResponseStream.Current : throw new EndOfStreamException();

    internal static async Task<V1.Alert> UntilAsync(AsyncServerStreamingCall<WatchAlertsResponse> watch, Func<V1.Alert, bool> shown)
    {
        while (true)
        {
            if ((await NextAsync(watch)).Alerts.FirstOrDefault(shown) is { } found) { return found; }
        }
    }
}
