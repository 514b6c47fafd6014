using Secure.DoorController.Core.Control;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>How much of a place is known.</summary>
internal enum Certainty
{
    Seen = 1,
    /// <summary>Before the last restart: nobody watched the doors meanwhile.</summary>
    Remembered = 2,
    /// <summary>Something has happened since that may have let anybody through.</summary>
    Doubted = 3,
}

/// <summary>Where somebody was seen to go.</summary>
/// <param name="Room">Null: out into the street.</param>
/// <param name="AtMs">Unix milliseconds; 0: nobody could tell the time.</param>
internal sealed record Whereabout(RoomId? Room, TimeSpan Since, long AtMs, Certainty Certainty);

/// <summary>
/// Where the persons are who passed this controller's own doors, by the badges that they passed with. Who is inside an area is
/// kept over a restart, and so is for whom a door into one was just unlocked, so that nobody passes a badge back by cutting the
/// controller's power. What is remembered like that keeps people out, and never in: while nobody watched, anybody may have
/// left by the handle. Where what was kept is missing, damaged or of another start, nobody knows who is inside
/// (<see cref="IsLost"/>), until the gateway knows of it and a new lease is there.
/// </summary>
internal sealed class Whereabouts
{
    private readonly Controller _controller;
    private readonly IControllerStore _store;
    private readonly KeptPlaces _form;
    private readonly TimeSpan _startedAt;
    private readonly Dictionary<BadgeNumber, Whereabout> _seen = [];
    private readonly List<KeptPlace> _kept = [];
    private byte[] _onDisk = [];
    private ulong? _lostAt;

    public Whereabouts(Controller controller, IControllerStore store)
    {
        (_controller, _store, _form, _startedAt) = (controller, store, new KeptPlaces(controller.Setup.Key), controller.Time.Now);
        bool isFirst = controller.Setup is { BootEpoch: 1, Places: null };
        if (isFirst) { Save([]); }
        else if (controller.Setup.Places is { } packed && _form.Unpack(packed, controller.Setup.BootEpoch - 1) is { } kept)
        {
            _kept.AddRange(kept);
            Save(kept);
        }
        else { _lostAt = controller.Journal.Last + 1; }
    }

    /// <summary>Who was inside before this start, or before the box was opened, is not known any more.</summary>
    public bool IsLost => _lostAt is not null;

    /// <summary>The gateway knows that it is lost: a lease asked for now ends it.</summary>
    public bool IsStale => _lostAt <= _controller.Journal.Acknowledged;

    /// <summary>Two badges of one person are one, as far as the lease knows.</summary>
    public bool AreSame(BadgeNumber one, BadgeNumber other) => one == other || (PersonOf(one) is { } person && PersonOf(other) == person);

    public void Passed(BadgeNumber badge, RoomId? goal)
    {
        foreach (BadgeNumber other in _seen.Keys.Where(b => AreSame(b, badge)).ToList()) { _seen.Remove(other); }
        _kept.RemoveAll(k => IsOf(k, badge));
        _seen[badge] = new Whereabout(goal, _controller.Time.Now, DayMs, Certainty.Seen);
    }

    /// <summary>Where they were seen last; where they were or may have gone before this start, if they were not seen since; empty for somebody who was never seen.</summary>
    public IReadOnlyList<Whereabout> Of(BadgeNumber badge)
    {
        Whereabout? seen = _seen.Where(s => AreSame(s.Key, badge)).Select(s => s.Value).MaxBy(w => w.Since);
        return seen is not null ? [seen] : [.. _kept.Where(k => IsOf(k, badge)).Select(Recall)];
    }

    /// <summary>Persons who are certainly in the room, without the one who asks. Whom the lease does not name counts for nobody's company.</summary>
    public int CountIn(RoomId room, BadgeNumber without) =>
        _seen.Where(s => s.Value is { Certainty: Certainty.Seen } seen && seen.Room == room && !AreSame(s.Key, without)).Select(s => PersonOf(s.Key)).OfType<ulong>().Distinct().Count();

    /// <summary>Anybody in the room may have left it.</summary>
    /// <param name="room">Null: in any room.</param>
    public void Doubt(RoomId? room)
    {
        foreach ((BadgeNumber badge, Whereabout seen) in _seen.Where(s => room is null || s.Value.Room == room).ToList()) { _seen[badge] = seen with { Certainty = Certainty.Doubted }; }
        for (int i = 0; i < _kept.Count; i++)
        {
            if (room is null || _kept[i].Room == room) { _kept[i] = _kept[i] with { Certain = false }; }
        }
    }

    /// <summary>Keeps on disk who is in one of the areas and who may be going there. Written only where that has changed.</summary>
    /// <param name="isInArea">Of a room.</param>
    /// <param name="underway">For whom doors are unlocked, and where to.</param>
    public void Keep(Func<RoomId, bool> isInArea, IEnumerable<(BadgeNumber Badge, RoomId? Goal, long AtMs)> underway)
    {
        if (IsLost) { return; }
        var seen = _seen.Select(s => (Badge: s.Key, s.Value.Room, s.Value.AtMs, Certain: s.Value.Certainty != Certainty.Doubted));
        var going = underway.Select(u => (u.Badge, Room: u.Goal, u.AtMs, Certain: true));
        Save([.. _kept.Where(k => isInArea(k.Room)), .. seen.Concat(going).Where(p => p.Room is { } room && isInArea(room)).Select(p => Place(p.Badge, p.Room!, p.AtMs, p.Certain))]);
    }

    /// <summary>A lease came that was asked for when the gateway had acknowledged so much.</summary>
    public void Renewed(ulong acknowledged)
    {
        if (_lostAt <= acknowledged) { _lostAt = null; }
    }

    /// <summary>Nobody can read out any more who passed.</summary>
    public void Erase()
    {
        _seen.Clear();
        _kept.Clear();
        _onDisk = [];
        _lostAt = _controller.Journal.Last;
        _store.SavePlaces(null);
    }

    /// <summary>Unix milliseconds; 0 while nobody can tell the time.</summary>
    public long DayMs => _controller.Time.DayTimeMs(_controller.Setup.TrustsRealTimeClock) ?? 0;

    private ulong? PersonOf(BadgeNumber badge) => _controller.Leases.PersonOf(badge);

    private bool IsOf(KeptPlace kept, BadgeNumber badge) =>
        kept.Badge.AsSpan().SequenceEqual(_form.NameOf(badge)) || (kept.Person.Length > 0 && kept.Person == _controller.Leases.EntryIdOf(badge));

    /// <summary>Where nobody can tell how long ago it was, it was at this start.</summary>
    private Whereabout Recall(KeptPlace kept)
    {
        TimeSpan since = kept.AtMs > 0 && DayMs >= kept.AtMs ? _controller.Time.Now - TimeSpan.FromMilliseconds(DayMs - kept.AtMs) : _startedAt;
        return new Whereabout(kept.Room, since, kept.AtMs, kept.Certain ? Certainty.Remembered : Certainty.Doubted);
    }

    private KeptPlace Place(BadgeNumber badge, RoomId room, long atMs, bool certain) => new(_form.NameOf(badge), _controller.Leases.EntryIdOf(badge) ?? "", room, atMs, certain);

    private void Save(IReadOnlyList<KeptPlace> places)
    {
        byte[] packed = _form.Pack(_controller.Setup.BootEpoch, places);
        if (packed.AsSpan().SequenceEqual(_onDisk)) { return; }
        _store.SavePlaces(packed);
        _onDisk = packed;
    }
}
