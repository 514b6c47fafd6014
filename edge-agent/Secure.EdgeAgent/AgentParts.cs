using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Broker;
using Secure.EdgeAgent.Checks;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Controllers;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.EdgeAgent.Witnessing;
using Secure.Messaging;

namespace Secure.EdgeAgent;

/// <summary>How the agent's parts are put together, one method each.</summary>
internal static class AgentParts
{
    private const long MiB = 1 << 20;

    public static IServiceCollection AddTrust(this IServiceCollection services, AgentSettings settings, AgentFolder folder, TimeProvider time) => services
        .AddSingleton(settings)
        .AddSingleton(time)
        .AddSingleton(_ => AgentIdentity.Load(folder.Identity))
        .AddSingleton(_ => new AgentClock(time, BuildTime(), folder.SignedTime))
        .AddSingleton(parts => KeyLists(parts.GetRequiredService<AgentIdentity>(), folder))
        .AddSingleton(parts => new AgentWriter(settings.AgentId, parts.GetRequiredService<AgentIdentity>().SigningKey, parts.GetRequiredService<AgentClock>()));

    public static IServiceCollection AddOutboxes(this IServiceCollection services, AgentSettings settings, AgentFolder folder) => services
        .AddSingleton(parts => new Queues(folder.Queues, settings.EventQueueMiB * MiB, settings.AlarmQueueMiB * MiB,
            parts.GetRequiredService<AgentWriter>(), parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<ILogger<Queues>>()));

    public static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton(parts => GatewayChannel.Open(
            parts.GetRequiredService<AgentSettings>().Gateway, parts.GetRequiredService<AgentIdentity>(), parts.GetRequiredService<AgentClock>()))
        .AddHostedService<Upkeep>();

    public static IServiceCollection AddBroker(this IServiceCollection services) => services
        .AddSingleton<LiveOutlet>()
        .AddSingleton<Downward>()
        .AddHostedService<StatusService>()
        .AddHostedService<BrokerService>();

    public static IServiceCollection AddClips(this IServiceCollection services, AgentSettings settings, AgentFolder folder) => services
        .AddSingleton(parts => new ClipSpool(folder.Clips, settings.ClipSpoolMiB * MiB, parts.GetRequiredService<Queues>(), parts.GetRequiredService<TimeProvider>()))
        .AddSingleton<ClipMaker>()
        .AddSingleton<SnapshotTaker>()
        .AddSingleton(parts => ActivatorUtilities.CreateInstance<SelfCheck>(parts, folder.Root))
        .AddHostedService<CameraService>()
        .AddHostedService<ClipSender>();

    public static IServiceCollection AddControllers(this IServiceCollection services) => services
        .AddSingleton<ControllerSet>()
        .AddSingleton<DoorDevices>()
        .AddSingleton<EntryCaptures>()
        .AddHostedService<SensorKeeper>()
        .AddSingleton<GatewayRelay>()
        .AddHostedService<ControllerService>();

    public static IServiceCollection AddWitness(this IServiceCollection services, AgentFolder folder) => services
        .AddSingleton(parts => new WitnessDesk(folder.Witness, parts.GetRequiredService<AgentIdentity>(), parts.GetRequiredService<KeyListHolder>(),
            parts.GetRequiredService<AgentClock>(), parts.GetRequiredService<TimeProvider>()))
        .AddHostedService<WitnessService>();

    internal static KeyListHolder KeyLists(AgentIdentity identity, AgentFolder folder) =>
        new(folder.KeyList, () => identity.Root is { } root ? SiteTrust.Fingerprint(root) : null);

    /// <summary>When this program was put on the machine: no true time is before it.</summary>
    internal static DateTimeOffset BuildTime() => File.GetLastWriteTimeUtc(typeof(AgentParts).Assembly.Location);
}
