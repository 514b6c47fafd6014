namespace Secure.Gateway.Tests.Alerts;

/// <summary>Alerts in a rig of their own for each test.</summary>
public abstract class AlertCase : IAsyncLifetime
{
    private protected AlertsRig Rig { get; private set; } = null!;

    private protected V1.Alerts.AlertsClient Client => Rig.Client;

    private protected static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Rig = await AlertsRig.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Rig.DisposeAsync();
    }
}
