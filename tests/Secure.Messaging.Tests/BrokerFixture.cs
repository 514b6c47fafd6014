using Microsoft.Extensions.Logging.Abstractions;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Messaging.Tests;

/// <summary>A broker with the certificates of gateway, gate-1 and gate-2.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IMqttSession> _sessions = [];

    private BrokerFixture() => Authority = new TestAuthority(_folder.Path, TimeProvider.System.GetUtcNow());

    public TestAuthority Authority { get; }

    public TestBroker Broker { get; private set; } = null!;

    public static readonly DeviceId Gateway = DeviceId.Parse("gateway");
    public static readonly DeviceId One = DeviceId.Parse("gate-1");
    public static readonly DeviceId Two = DeviceId.Parse("gate-2");

    public static async Task<BrokerFixture> StartAsync()
    {
        BrokerFixture fixture = new();
        foreach (DeviceId name in (DeviceId[])[Gateway, One, Two]) { fixture.Authority.Issue(name.Text).Dispose(); }
        fixture.Broker = await TestBroker.StartAsync(fixture.Authority);
        return fixture;
    }

    public MqttLink Link(DeviceId identity, params string[] subscriptions) => new()
    {
        Host = "127.0.0.1",
        Port = Broker.Port,
        Identity = identity,
        AuthorityFile = Authority.AuthoritiesFile,
        CertificateFile = Authority.CertificateFile(identity.Text),
        KeyFile = Authority.KeyFile(identity.Text),
        Subscriptions = subscriptions,
        KeepAlive = TimeSpan.FromSeconds(5),
        RetryMax = TimeSpan.FromSeconds(1),
    };

    /// <summary>Opens without waiting.</summary>
    public IMqttSession Open(MqttLink link)
    {
        IMqttSession session = MosquittoSession.Open(link, NullLogger<MosquittoSession>.Instance);
        _sessions.Add(session);
        return session;
    }

    public async Task<IMqttSession> ConnectAsync(MqttLink link)
    {
        IMqttSession session = Open(link);
        await session.WhenConnectedAsync(0, Limit.Token);
        return session;
    }

    public Task<IMqttSession> ConnectAsync(DeviceId identity, params string[] subscriptions) => ConnectAsync(Link(identity, subscriptions));

    public async ValueTask DisposeAsync()
    {
        foreach (IMqttSession session in _sessions) { await session.DisposeAsync(); }
        await Broker.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }
}

/// <summary>No test waits longer than this.</summary>
internal static class Limit
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
}
