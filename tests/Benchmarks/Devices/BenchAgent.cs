using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.Benchmarks.Checks;
using Secure.EdgeAgent;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.Signatures;
using Secure.V1;

namespace Secure.Benchmarks.Devices;

/// <summary>An edge-agent, all its parts, in this process: with a certificate of its own, its queues on the disk, over the real broker.</summary>
internal sealed class BenchAgent : IAsyncDisposable
{
    /// <summary>Room for 72 hours with an event a second.</summary>
    private const int QueueMiB = 256;

    private readonly AgentFolder _folder;
    private readonly IHost _host;

    private BenchAgent(AgentFolder folder, IHost host) => (_folder, _host) = (folder, host);

    public Queues Queues => _host.Services.GetRequiredService<Queues>();

    /// <summary>The gateway's public keys, as the agent has verified them.</summary>
    public KeyList Keys => _host.Services.GetRequiredService<KeyListHolder>().Current!;

    /// <summary>Enrols it with a code; it is not started yet.</summary>
    /// <exception cref="InvalidOperationException">It was not enrolled.</exception>
    public static async Task<BenchAgent> EnrolAsync(BenchGateway gateway, string folder, string id, IReadOnlyList<(string Id, string Socket)> controllers, string code, CancellationToken cancellation)
    {
        Uri address = new(gateway.Address);
        AgentSettings settings = new()
        {
            Agent = id,
            DataFolder = folder,
            Gateway = new Address { Host = address.Host, Port = address.Port },
            Broker = new Address { Host = address.Host, Port = gateway.BrokerPort },
            Controllers = [.. controllers.Select(c => new ControllerSettings { Id = c.Id, Socket = c.Socket })],
            EventQueueMiB = QueueMiB,
        };
        AgentFolder held = AgentFolder.Hold(settings);
        IHost host = Build(settings, held);
        IServiceProvider parts = host.Services;
        Enroller enroller = new(settings, parts.GetRequiredService<AgentIdentity>(), parts.GetRequiredService<KeyListHolder>(), parts.GetRequiredService<AgentClock>());
        EnrolOutcome outcome = EnrollmentCode.TryParse(code, out EnrollmentCode? parsed) ? await enroller.EnrolAsync(parsed, cancellation) : new(false, "no enrolment code");
        BenchAgent agent = new(held, host);
        if (outcome.Done) { return agent; }
        await agent.DisposeAsync();
        throw new InvalidOperationException(outcome.Words);
    }

    /// <summary>Relays a controller's own request, which only this agent may.</summary>
    public async Task RelayAsync(EnrollRequest request, CancellationToken cancellation) =>
        await _host.Services.GetRequiredService<GatewayChannel>().Fleet.EnrollAsync(request, cancellationToken: cancellation);

    public Task StartAsync(CancellationToken cancellation) => _host.StartAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        using (_host) { await _host.StopAsync(); }
        _folder.Dispose();
    }

    private static IHost Build(AgentSettings settings, AgentFolder folder)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        IServiceCollection services = builder.Services.AddLogging().AddTrust(settings, folder, TimeProvider.System).AddOutboxes(settings, folder).AddGateway().AddBroker().AddClips(settings, folder);
        // MVC has a method of the same name.
        AgentParts.AddControllers(services);
        return builder.Build();
    }
}
