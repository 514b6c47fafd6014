using System.Diagnostics.Metrics;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Doors;
using Secure.Gateway.Identity;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Telemetry;

/// <summary>What is read from the slices when somebody looks.</summary>
internal sealed class GatewayGauges : IDisposable
{
    private readonly Meter _meter;

    public GatewayGauges(IStore store, Publisher publisher, AlertBook alerts, DoorBoard doors, Sessions sessions)
    {
        _meter = new Meter(GatewayMeter.Name, version: null, tags: null, scope: this);
        _meter.CreateObservableGauge("secure.log.entries", () => store.LogSize, "{entry}", "Entries of the audit log.");
        _meter.CreateObservableGauge("secure.log.checkpoint", () => publisher.Current?.Size ?? 0, "{entry}", "Entries under the newest checkpoint.");
        _meter.CreateObservableGauge("secure.store.ready", () => store.State.Health == StoreHealth.Ready ? 1 : 0, null, "1 where changes can be committed, else 0.");
        _meter.CreateObservableGauge("secure.alerts.open", () => alerts.All().Count(a => !a.IsClosed), "{alert}", "Alerts that are not closed.");
        _meter.CreateObservableGauge("secure.sessions", () => sessions.Count, "{session}", "Live sessions.");
        _meter.CreateObservableGauge("secure.doors", () => Links(doors), "{door}", "Doors of the site, by whether their controller is heard.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Links(DoorBoard doors)
    {
        IReadOnlyList<DoorView> all = doors.All();
        int online = all.Count(d => d.Online);
        return [new(online, new KeyValuePair<string, object?>("link", "online")), new(all.Count - online, new KeyValuePair<string, object?>("link", "offline"))];
    }
}
