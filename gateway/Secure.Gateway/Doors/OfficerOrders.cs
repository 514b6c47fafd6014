using System.Globalization;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>One order of an officer for a door, a room, a floor or the whole site: to every door of it at once, with what each did.</summary>
public sealed class OfficerOrders(CommandDesk commands, ISite site, ICallers callers, IApprovals approvals, IAudit audit)
{
    private const string Kind = "door.commands";
    private const uint LevelMax = 3;

    /// <exception cref="RefusedException">No right, a request that means nothing, or no second officer yet; nothing was sent.</exception>
    public async Task<IReadOnlyList<CommandResult>> GiveAsync(CommandDoorsRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, ActionOf(request));
        DoorCommand order = OrderOf(request);
        RequireReason(request.Reason);
        TimeSpan? hold = HoldOf(request);
        IReadOnlyList<Door> doors = DoorsOf(request);
        bool opens = order is DoorCommand.Unlock or DoorCommand.Release or DoorCommand.Maintenance;
        if (opens && request.Shown.Count > 0 && !request.Shown.ToHashSet(StringComparer.Ordinal).SetEquals(doors.Select(d => d.Id.Text))) { throw DoorRefusals.DoorsChanged(); }
        await RecordAsync(request, order, doors, officer, context.CancellationToken);
        // What secures goes through to the last door, also when the officer's connection breaks on the way.
        CancellationToken cancellation = opens ? context.CancellationToken : CancellationToken.None;
        Task<CommandResult>[] given = [.. doors.Select(door => commands.GiveAsync(door, order, hold, officer, request.Reason, cancellation))];
        try { return await Task.WhenAll(given); }
        catch (RefusedException) when (given.Any(g => g.IsCompletedSuccessfully))
        {
            return [.. given.Zip(doors, (g, door) => g.IsCompletedSuccessfully ? g.Result : CommandDesk.NotRecorded(door))];
        }
    }

    /// <exception cref="RefusedException">Empty, too long, or with something in it that cannot be seen.</exception>
    internal static void RequireReason(string reason)
    {
        if (!Written.IsReason(reason)) { throw DoorRefusals.Malformed("reason", Written.Rule); }
    }

    /// <summary>To unlock more than one named door takes two officers: whoever is talked into one command must not open a building.</summary>
    private static OfficerAction ActionOf(CommandDoorsRequest request) => request.Order switch
    {
        DoorOrder.Lock or DoorOrder.Block => OfficerAction.BlockDoor,
        DoorOrder.Lockdown => OfficerAction.LockDown,
        DoorOrder.Release => OfficerAction.ReleaseLockdown,
        DoorOrder.Maintenance => OfficerAction.MaintainDoor,
        DoorOrder.Unlock when request.ScopeCase == CommandDoorsRequest.ScopeOneofCase.Door => OfficerAction.UnlockDoor,
        _ => OfficerAction.UnlockDoors,
    };

    private static DoorCommand OrderOf(CommandDoorsRequest request)
    {
        if (request.Level > (request.Order == DoorOrder.Lockdown ? LevelMax : 0)) { throw DoorRefusals.Malformed("level", "1 to 3, of a lockdown"); }
        return request.Order switch
        {
            DoorOrder.Lock => DoorCommand.Lock,
            DoorOrder.Block => DoorCommand.Block,
            DoorOrder.Lockdown => request.Level switch { 2 => DoorCommand.LockdownTwo, 3 => DoorCommand.LockdownThree, _ => DoorCommand.Lockdown },
            DoorOrder.Unlock => DoorCommand.Unlock,
            DoorOrder.Release => DoorCommand.Release,
            DoorOrder.Maintenance => DoorCommand.Maintenance,
            _ => throw DoorRefusals.Malformed("order", "no such order"),
        };
    }

    private static TimeSpan? HoldOf(CommandDoorsRequest request)
    {
        TimeSpan? hold = request.Hold?.ToTimeSpan();
        bool fits = hold is not { } h || (request.Order == DoorOrder.Unlock && h >= TimeSpan.FromMilliseconds(1) && h <= Grant.HoldMax);
        return fits ? hold : throw DoorRefusals.Malformed("hold", "1 ms to 30 s, of an unlock");
    }

    private List<Door> DoorsOf(CommandDoorsRequest request)
    {
        SiteSnapshot now = site.Current;
        Func<RoomId, bool> within = request.ScopeCase switch
        {
            CommandDoorsRequest.ScopeOneofCase.Room => room => room.Text == request.Room,
            CommandDoorsRequest.ScopeOneofCase.Floor => room => now.Rooms[room].Floor is { } floor && floor == request.Floor,
            CommandDoorsRequest.ScopeOneofCase.Site => _ => request.Site,
            _ => _ => false,
        };
        List<Door> doors = request.ScopeCase == CommandDoorsRequest.ScopeOneofCase.Door
            ? [.. now.Doors.Values.Where(d => d.Id.Text == request.Door)]
            : [.. now.Doors.Values.Where(d => within(d.Into) || (d.From is { } from && within(from)))];
        return doors.Count > 0 ? doors : throw DoorRefusals.UnknownDoor("scope");
    }

    private async Task RecordAsync(CommandDoorsRequest request, DoorCommand order, IReadOnlyList<Door> doors, ISession officer, CancellationToken cancellation)
    {
        string name = order.ToString().ToLower(CultureInfo.InvariantCulture);
        RowWrite[] uses = [];
        List<KeyValuePair<string, string>> details = [new("reason", request.Reason), new("scope", ScopeOf(request)), new("doors", string.Join(',', doors.Select(d => d.Id.Text)))];
        if (ActionOf(request) == OfficerAction.UnlockDoors)
        {
            Vocabulary.Sentence what = new($"开启 {ScopeOf(request)} 的 {doors.Count} 个门", $"unlock {doors.Count} doors of {ScopeOf(request)}");
            // The second officer approves these doors: a scope that holds others when the order comes again is another request.
            CommandDoorsRequest exactly = new(request);
            exactly.Shown.Clear();
            exactly.Shown.AddRange(doors.Select(d => d.Id.Text).Order(StringComparer.Ordinal));
            Approved approved = await approvals.RequireAsync(officer, OfficerAction.UnlockDoors, exactly, what, request.Reason, cancellation);
            details.AddRange(approved.Details);
            uses = [approved.Use];
        }
        AuditEvent happened = new(Kind) { Subject = officer.Person.Text, Person = officer.Person.Text, Session = officer.Id, Action = name, Decision = "permit", Details = details };
        (await audit.RecordAsync(happened, cancellation, uses)).OrRefuse();
    }

    private static string ScopeOf(CommandDoorsRequest request) => request.ScopeCase switch
    {
        CommandDoorsRequest.ScopeOneofCase.Door => "door/" + request.Door,
        CommandDoorsRequest.ScopeOneofCase.Room => "room/" + request.Room,
        CommandDoorsRequest.ScopeOneofCase.Floor => "floor/" + request.Floor,
        _ => "site",
    };
}
