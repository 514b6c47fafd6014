using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors.Details;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Doors.SelfTests;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>The gRPC service `Doors`.</summary>
public sealed class DoorsService(EntryProofs entries, CommandDesk commands, OfficerOrders orders, BreakGlassMaker breakGlass, ReaderInstalls installs, JournalGaps gaps, ClockSettings clocks, SnapshotDesk snapshots, SelfTestDesk selfTests, DoorHistory history, DoorList list, DoorBoard board, ISite site, ICallers callers, TimeProvider clock) : V1.Doors.DoorsBase
{
    private const int PresentationMax = 4096;

    /// <summary>A controller's word comes every 5 s; 500 doors that rest are told again at most ten times a second together.</summary>
    private static readonly TimeSpan TimeTold = TimeSpan.FromMinutes(1);

    public override async Task<RequestEntryResponse> RequestEntry(RequestEntryRequest request, ServerCallContext context)
    {
        if (!callers.Of(context).TryGetAgent(out DeviceId? agent)) { throw DoorRefusals.NotADevice(); }
        if (request.Presentation.Length > PresentationMax) { throw DoorRefusals.Malformed("presentation", "at most 4,096 bytes"); }
        // Once decided, the record and the grant belong together: a caller that hangs up does not undo either.
        return (await entries.RequestAsync(agent, request.Presentation.ToByteArray(), CancellationToken.None)).ToRequestEntryResponse();
    }

    public override async Task<SendEntrySampleResponse> SendEntrySample(SendEntrySampleRequest request, ServerCallContext context)
    {
        if (!callers.Of(context).TryGetAgent(out DeviceId? agent)) { throw DoorRefusals.NotADevice(); }
        // As above; and nobody escapes the count of a failed attempt by hanging up.
        return (await entries.SampleAsync(agent, request.ToSample(), CancellationToken.None)).ToSampleResponse();
    }

    public override Task<ListDoorsResponse> List(ListDoorsRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.WatchDoors);
        return Task.FromResult(list.Find(request));
    }

    public override async Task Watch(WatchDoorsRequest request, IServerStreamWriter<WatchDoorsResponse> responseStream, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.WatchDoors);
        HashSet<string> wanted = [.. request.Doors.Select(d => Find(d).Id.Text)];
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, officer.Ended);
        using ChangeFeed feed = new(clock);
        Action<DoorId> changed = _ => feed.Changed();
        board.Changed += changed;
        try { await StreamAsync(wanted, responseStream, feed, ending.Token); }
        catch (OperationCanceledException) when (officer.Ended.IsCancellationRequested) { callers.RequireRight(context, OfficerAction.WatchDoors); }
        finally { board.Changed -= changed; }
    }

    public override async Task<UnlockResponse> Unlock(UnlockRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.UnlockDoor);
        Door door = Find(request.Door);
        OfficerOrders.RequireReason(request.Reason);
        TimeSpan? hold = request.Hold?.ToTimeSpan();
        if (hold is { } h && (h < TimeSpan.FromMilliseconds(1) || h > Grant.HoldMax)) { throw DoorRefusals.Malformed("hold", "1 ms to 30 s"); }
        CommandResult result = await commands.GiveAsync(door, DoorCommand.Unlock, hold, officer, request.Reason, context.CancellationToken);
        return new UnlockResponse { Result = ToProto(result) };
    }

    /// <summary>As <see cref="Command"/> with the first level; older programs ask this way.</summary>
    public override async Task<LockdownResponse> Lockdown(LockdownRequest request, ServerCallContext context)
    {
        CommandDoorsRequest order = new() { Order = request.Release ? DoorOrder.Release : DoorOrder.Lockdown, Reason = request.Reason };
        switch (request.ScopeCase)
        {
            case LockdownRequest.ScopeOneofCase.Door: order.Door = request.Door; break;
            case LockdownRequest.ScopeOneofCase.Room: order.Room = request.Room; break;
            case LockdownRequest.ScopeOneofCase.Site: order.Site = request.Site; break;
            default: break;
        }
        LockdownResponse response = new();
        response.Results.AddRange((await orders.GiveAsync(order, context)).Select(ToProto));
        return response;
    }

    public override async Task<CommandDoorsResponse> Command(CommandDoorsRequest request, ServerCallContext context)
    {
        CommandDoorsResponse response = new();
        response.Results.AddRange((await orders.GiveAsync(request, context)).Select(ToProto));
        return response;
    }

    public override async Task<MakeBreakGlassResponse> MakeBreakGlass(MakeBreakGlassRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.MakeBreakGlass);
        Door door = Find(request.Door);
        OfficerOrders.RequireReason(request.Reason);
        return new MakeBreakGlassResponse { Codes = { await breakGlass.MakeAsync(door, request, officer, context.CancellationToken) } };
    }

    public override async Task<InstallReadersResponse> InstallReaders(InstallReadersRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.InstallReaders);
        Door door = Find(request.Door);
        OfficerOrders.RequireReason(request.Reason);
        return new InstallReadersResponse { Result = ToProto(await installs.OpenAsync(door, officer, request, request.Reason, context.CancellationToken)) };
    }

    public override async Task<AcceptGapResponse> AcceptGap(AcceptGapRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.AcceptGap);
        OfficerOrders.RequireReason(request.Reason);
        await gaps.AcceptAsync(officer, request, context.CancellationToken);
        return new AcceptGapResponse();
    }

    public override async Task<SetClockResponse> SetClock(SetClockRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.SetClock);
        OfficerOrders.RequireReason(request.Reason);
        return new SetClockResponse { Result = ToProto(await clocks.SetAsync(officer, request, context.CancellationToken)) };
    }

    public override Task<DescribeDoorResponse> Describe(DescribeDoorRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.WatchDoors);
        Door door = Find(request.Door);
        DescribeDoorResponse response = DoorDescription.Of(door, site.Current);
        response.Camera = snapshots.CameraOf(door);
        return Task.FromResult(response);
    }

    public override Task<TakeSnapshotResponse> TakeSnapshot(TakeSnapshotRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.TakeSnapshot);
        Door door = Find(request.Door);
        OfficerOrders.RequireReason(request.Reason);
        return snapshots.TakeAsync(door, officer, request.Reason, context.CancellationToken);
    }

    public override Task<SelfTestResponse> SelfTest(SelfTestRequest request, ServerCallContext context) =>
        selfTests.RunAsync(callers.RequireRight(context, OfficerAction.TestDevice), request.Device, context.CancellationToken);

    public override Task<DoorHistoryResponse> History(DoorHistoryRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.SeePresence);
        return history.ReadAsync(Find(request.Door), request, officer, context.CancellationToken);
    }

    private async Task StreamAsync(HashSet<string> wanted, IServerStreamWriter<WatchDoorsResponse> stream, ChangeFeed feed, CancellationToken cancellation)
    {
        Dictionary<string, DoorState> shown = [];
        while (true)
        {
            WatchDoorsResponse response = new() { At = Timestamp.FromDateTimeOffset(clock.GetUtcNow()), SiteRevision = site.Current.Revision };
            foreach (DoorState state in board.All().Select(v => v.ToProto()).Where(s => wanted.Count == 0 || wanted.Contains(s.Door)))
            {
                if (shown.TryGetValue(state.Door, out DoorState? before) && AsShown(before, state)) { continue; }
                shown[state.Door] = state;
                response.Doors.Add(state);
            }
            await stream.WriteAsync(response, cancellation);
            await feed.WaitAsync(cancellation);
        }
    }

    /// <summary>Nothing to tell: the same state, and its time is not older on the officer's page than <see cref="TimeTold"/>.</summary>
    private static bool AsShown(DoorState shown, DoorState now)
    {
        TimeSpan older = now.AsOf is null || shown.AsOf is null ? TimeSpan.Zero : now.AsOf.ToDateTimeOffset() - shown.AsOf.ToDateTimeOffset();
        DoorState then = new(shown) { AsOf = now.AsOf };
        return older < TimeTold && then.Equals(now);
    }

    private Door Find(string text) =>
        DoorId.TryParse(text, out DoorId? id) && site.Current.Doors.TryGetValue(id, out Door? door) ? door : throw DoorRefusals.UnknownDoor("door");

    private DoorResult ToProto(CommandResult result) => new()
    {
        Door = result.Door.Text,
        Done = result.Done,
        Reason = result.Reason,
        Text = result.Text?.ToProto(),
        State = board.View(result.Door)?.ToProto(),
    };
}
