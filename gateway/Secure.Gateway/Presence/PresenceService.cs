using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Presence;

/// <summary>The gRPC service `Presence`.</summary>
public sealed class PresenceService(PresenceBook book, TodayEntries today, ISite site, ICallers callers, TimeProvider clock) : V1.Presence.PresenceBase
{
    public override Task<ListPresenceResponse> List(ListPresenceRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.SeePresence);
        ListPresenceResponse response = new();
        response.Persons.AddRange(Wanted(Room(request.Room)));
        return Task.FromResult(response);
    }

    public override Task<TodayResponse> Today(TodayRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.SeePresence);
        return today.NowAsync(context.CancellationToken);
    }

    public override async Task Watch(WatchPresenceRequest request, IServerStreamWriter<WatchPresenceResponse> responseStream, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.SeePresence);
        RoomId? room = Room(request.Room);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, officer.Ended);
        using ChangeFeed feed = new(clock);
        Action<PersonId> changed = _ => feed.Changed();
        book.Changed += changed;
        try { await StreamAsync(room, responseStream, feed, ending.Token); }
        catch (OperationCanceledException) when (officer.Ended.IsCancellationRequested) { callers.RequireRight(context, OfficerAction.SeePresence); }
        finally { book.Changed -= changed; }
    }

    private async Task StreamAsync(RoomId? room, IServerStreamWriter<WatchPresenceResponse> stream, ChangeFeed feed, CancellationToken cancellation)
    {
        Dictionary<string, PersonPresence> shown = [];
        while (true)
        {
            WatchPresenceResponse response = new() { At = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) };
            Dictionary<string, PersonPresence> now = Wanted(room).ToDictionary(p => p.Person, StringComparer.Ordinal);
            response.Persons.AddRange(now.Values.Where(p => !shown.TryGetValue(p.Person, out PersonPresence? before) || !before.Equals(p)));
            // Somebody who left the watched room is told once more, with the place where they are now.
            response.Persons.AddRange(shown.Keys.Where(p => !now.ContainsKey(p)).Select(p => ToProto(new PresenceEntry(PersonId.Parse(p), book.WhereIs(PersonId.Parse(p))))));
            shown = now;
            await stream.WriteAsync(response, cancellation);
            await feed.WaitAsync(cancellation);
        }
    }

    private IEnumerable<PersonPresence> Wanted(RoomId? room) => book.All().Where(e => room is null || e.Fact.Room == room).Select(ToProto);

    private RoomId? Room(string text)
    {
        if (text.Length == 0) { return null; }
        if (RoomId.TryParse(text, out RoomId? room) && site.Current.Rooms.ContainsKey(room)) { return room; }
        throw new RefusedException(new Refusal(StatusCode.NotFound, "unknown_room", new Vocabulary.Sentence("没有这个房间", "there is no such room")));
    }

    private PersonPresence ToProto(PresenceEntry entry) => new()
    {
        Person = entry.Person.Text,
        Name = site.Current.Persons.GetValueOrDefault(entry.Person)?.Name ?? "",
        Room = entry.Fact.Room?.Text ?? "",
        State = entry.Fact.State switch
        {
            Decisions.PresenceState.Present => V1.PresenceState.Present,
            Decisions.PresenceState.Absent => V1.PresenceState.Absent,
            _ => V1.PresenceState.Unknown,
        },
        Since = entry.Fact.Since is { } since ? Timestamp.FromDateTimeOffset(since) : null,
        Cause = entry.Fact.Cause,
    };
}
