using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Registers the Doors and Presence slices.</summary>
public static class DoorsRegistration
{
    /// <summary>The tables that the store must seal.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [ControllerState.Table, AgentQueues.Table, CommandNumbers.Table, PresenceBook.Table];

    public static IServiceCollection AddDoors(this IServiceCollection services) => services
        .AddSingleton<Controllers>().AddSingleton<DoorBoard>().AddSingleton<PendingEntries>().AddSingleton<AgentQueues>()
        .AddSingleton<CommandResults>().AddSingleton<CommandNumbers>().AddSingleton<CommandDesk>().AddSingleton<DownLink>()
        .AddSingleton<EntryDesk>().AddSingleton<JournalIntake>().AddSingleton<HeartbeatIntake>().AddSingleton<DeviceMessageCounter>()
        .AddSingleton<PresenceBook>().AddSingleton<IPresence>(s => s.GetRequiredService<PresenceBook>())
        .AddHostedService<DeviceInbox>().AddHostedService<SilenceWatch>();

    public static void MapDoors(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<DoorsService>();
        endpoints.MapGrpcService<PresenceService>();
    }

    /// <summary>Loads what the store holds, before anything is served. Everybody's place is in doubt until the controllers have spoken.</summary>
    public static async Task LoadDoorsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        IStore store = services.GetRequiredService<IStore>();
        IReadOnlyList<string> bad = services.GetRequiredService<Controllers>().Load(await store.ReadTableAsync(ControllerState.Table, cancellation));
        services.GetRequiredService<AgentQueues>().Load(await store.ReadTableAsync(AgentQueues.Table, cancellation));
        services.GetRequiredService<CommandNumbers>().Load(await store.ReadTableAsync(CommandNumbers.Table, cancellation));
        PresenceBook presence = services.GetRequiredService<PresenceBook>();
        presence.Load(await store.ReadTableAsync(PresenceBook.Table, cancellation));
        presence.Doubt(services.GetRequiredService<ISite>().Current.Rooms.Keys.ToHashSet<RoomId>(), "gateway_restarted");
        if (bad.Count == 0) { return; }
        DoorsLog.RowsUnusable(services.GetRequiredService<ILogger<Controllers>>(), string.Join(", ", bad));
        await services.GetRequiredService<IAlarms>().RaiseAsync(
            new Alarm("store.tampered", "门控制器记录完整性校验失败 · stored state of a controller failed its integrity check"), cancellation);
    }
}
