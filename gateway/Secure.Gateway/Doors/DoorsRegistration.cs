using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Doors.Details;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Doors.SelfTests;
using Secure.Gateway.Doors.Tailgating;
using Secure.Gateway.Fleet;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Doors;

/// <summary>Registers the Doors and Presence slices.</summary>
public static class DoorsRegistration
{
    /// <summary>Tables of these slices whose rows are to be sealed.</summary>
    public static IReadOnlyList<string> SealedTables { get; } = [ControllerState.Table, AgentQueues.Table, CommandNumbers.Table, PresenceBook.Table, DoorPlans.Table, BreakGlassBook.Table];

    public static IServiceCollection AddDoors(this IServiceCollection services) => services
        .AddSingleton<Controllers>().AddSingleton<DoorBoard>().AddSingleton<PendingEntries>().AddSingleton<AgentQueues>()
        .AddSingleton<CommandResults>().AddSingleton<CommandNumbers>().AddSingleton<CommandDesk>().AddSingleton<ReaderInstalls>().AddSingleton<IDoorSecuring, PolicySecuring>().AddSingleton<DownLink>()
        .AddSingleton<EntryDesk>().AddEntryProofs().AddSingleton<JournalIntake>().AddSingleton<JournalGaps>().AddSingleton<ClockSettings>().AddSingleton<HeartbeatIntake>().AddSingleton<DeviceAlarms>()
        .AddSingleton<PassageDesk>().AddSingleton<PassageBook>().AddSingleton<DoorPlans>().AddSingleton<AgentAsks>().AddSingleton<SnapshotDesk>().AddSingleton<SelfTestAnswers>().AddSingleton<ControllerTest>().AddSingleton<SelfTestDesk>()
        .AddSingleton<DoorHistory>().AddSingleton<DoorList>().AddSingleton<OfficerOrders>().AddSingleton<BreakGlassBook>().AddSingleton<BreakGlassMaker>().AddSingleton<LeaseNames>().AddSingleton<ILeasePins, LeasePinBook>().AddSingleton<LeaseIssuer>().AddHostedService<LeaseHints>()
        .AddSingleton<IPinTally, PinTally>().AddSingleton<BadCards>().AddSingleton<Drafts>().AddSingleton<DeviceAnswers>().AddDeviceWords()
        .AddSingleton<TodayEntries>().AddSingleton<PresenceBook>().AddSingleton<IPresence>(s => s.GetRequiredService<PresenceBook>())
        .AddHostedService<DeviceInbox>().AddHostedService<SilenceWatch>();

    /// <summary>Counts who passes, where a room asks for it: needs the clips and the face engine besides.</summary>
    public static IServiceCollection AddTailgating(this IServiceCollection services) => services.AddHostedService<TailgatingWatch>();

    public static void MapDoors(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<DoorsService>();
        endpoints.MapGrpcService<PresenceService>();
    }

    /// <summary>
    /// Loads what the store holds, after the site and before anything is served. Everybody's place is in doubt until the
    /// controllers have spoken; a row that fails its seal denies what it stood for, and alarms.
    /// </summary>
    /// <exception cref="InvalidOperationException">The alarm about such a row could not be recorded.</exception>
    public static async Task LoadDoorsAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        IStore store = services.GetRequiredService<IStore>();
        PresenceBook presence = services.GetRequiredService<PresenceBook>();
        (string Table, Func<TableRead, IReadOnlyList<string>> Load)[] tables =
        [
            (ControllerState.Table, services.GetRequiredService<Controllers>().Load), (AgentQueues.Table, services.GetRequiredService<AgentQueues>().Load),
            (CommandNumbers.Table, services.GetRequiredService<CommandNumbers>().Load), (PresenceBook.Table, presence.Load),
            (DoorPlans.Table, services.GetRequiredService<DoorPlans>().Load),
            (BreakGlassBook.Table, services.GetRequiredService<BreakGlassBook>().Load),
        ];
        List<string> bad = [];
        foreach ((string table, Func<TableRead, IReadOnlyList<string>> load) in tables)
        {
            bad.AddRange(load(await store.ReadTableAsync(table, cancellation)).Select(key => table + "/" + key));
        }
        presence.DoubtAll("gateway_restarted");
        if (bad.Count > 0) { await TellAsync(services, bad, cancellation); }
    }

    private static async Task TellAsync(IServiceProvider services, List<string> bad, CancellationToken cancellation)
    {
        DoorsLog.RowsUnusable(services.GetRequiredService<ILogger<Controllers>>(), string.Join(", ", bad));
        Alarm alarm = new("store.tampered", AlarmTexts.Of("store.tampered")) { Details = [.. bad.Take(16).Select((row, i) => KeyValuePair.Create($"row_{i + 1}", row))] };
        if (await services.GetRequiredService<IAlarms>().RaiseAsync(alarm, cancellation) is not CommitOutcome.Committed)
        {
            throw new InvalidOperationException("The alarm about unusable rows could not be recorded.");
        }
    }
}
