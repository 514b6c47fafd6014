using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Doors.Tailgating;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>People counted against grants by the faces on a door's clip, where the room asks for it. The engine is a stand-in; that the real one tells two faces from one, its own tests show.</summary>
public sealed class TailgatingTests : IAsyncLifetime
{
    private const string Nobody = "NoFace", One = "TooSmall", Two = "TwoFaces";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestClips _clips = new();
    private DoorsRig _rig = null!;
    private TailgatingWatch _watch = null!;
    private DateTimeOffset _came;
    private int _before;

    public async ValueTask InitializeAsync()
    {
        _rig = await DoorsRig.StartAsync();
        Ask(room => room with { CountsPeople = true });
        IServiceProvider s = _rig.Services;
        _watch = new TailgatingWatch(
            _clips, s.GetRequiredService<PassageBook>(), s.GetRequiredService<Controllers>(), _rig.Engine, s.GetRequiredService<IAudit>(), s.GetRequiredService<IAlarms>(),
            _rig.Site, _rig.Clock, NullLogger<TailgatingWatch>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task More_faces_than_were_let_in_raise_an_alert_that_names_the_door_the_person_and_the_clip()
    {
        await PassAsync(DoorsRig.Zhang);
        string clip = await CountAsync(Nobody, One, Two, Two, One);
        JsonElement alarm = Assert.Single(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == "alarm");
        Assert.Equal(("door.tailgating", "lobby", clip), (alarm.GetProperty("reasons")[0].GetString(), alarm.GetProperty("door").GetString(), alarm.GetProperty("evidence")[0].GetString()));
        Assert.Equal(("1", "2", "5"), (Detail(alarm, "let_in"), Detail(alarm, "faces"), Detail(alarm, "pictures")));
        Alert told = Assert.Single(_rig.Services.GetRequiredService<AlertBook>().Open());
        Assert.Equal(("zhang-wei", AlertSeverity.Warning), (told.About.Person, told.Severity));
        Assert.Equal(0, await _rig.CountAsync(TailgatingWatch.Kind));
    }

    [Fact]
    public async Task As_many_faces_as_were_let_in_are_recorded_and_nobody_is_called()
    {
        await PassAsync(DoorsRig.Zhang);
        string clip = await CountAsync(One, One, One);
        JsonElement counted = Assert.Single(await _rig.EntriesAsync(), e => e.GetProperty("kind").GetString() == TailgatingWatch.Kind);
        Assert.Equal((clip, "1", "1"), (counted.GetProperty("evidence")[0].GetString(), Detail(counted, "let_in"), Detail(counted, "faces")));
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Two_who_were_let_in_together_may_be_two()
    {
        Ask(room => room with { CountsPeople = true, TwoPerson = true });
        Assert.NotNull((await _rig.AskAsync(_rig.House, "lobby", "lobby-in", DoorsRig.Zhang)).Refused);
        await PassAsync(DoorsRig.Wang);
        await CountAsync(Two, Two, Two);
        Assert.Empty(await _rig.AlarmsAsync());
        Assert.Equal(1, await _rig.CountAsync(TailgatingWatch.Kind));
    }

    [Fact]
    public async Task One_picture_alone_may_be_mistaken()
    {
        await PassAsync(DoorsRig.Zhang);
        await CountAsync(One, Two, One);
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Who_stands_there_before_the_door_opens_or_after_it_is_shut_is_not_counted()
    {
        await PassAsync(DoorsRig.Zhang);
        KeptClip clip = Clip([(-5, Two), (-4, Two), (1, One), (2, One), (9, Two), (10, Two)]);
        await _watch.CountAsync(clip, TestContext.Current.CancellationToken);
        Assert.Empty(await _rig.AlarmsAsync());
        Assert.Equal(2, _rig.Engine.Looks);
    }

    [Fact]
    public async Task A_room_that_does_not_ask_and_an_opening_that_is_no_entry_are_not_looked_at()
    {
        Ask(room => room);
        await PassAsync(DoorsRig.Zhang);
        await CountAsync(Two, Two);
        Ask(room => room with { CountsPeople = true });
        _before = _rig.House.Journal.Count;
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.ExitOpened, "lobby"), _rig.House.Tell(DoorEventKind.Closed, "lobby"));
        await CountAsync(Two, Two);
        Assert.Equal((0, 0), (_rig.Engine.Looks, await _rig.CountAsync(TailgatingWatch.Kind)));
    }

    [Fact]
    public async Task What_cannot_be_counted_is_told_once_until_something_can_be_again()
    {
        await PassAsync(DoorsRig.Zhang);
        foreach (int _ in new[] { 1, 2 }) { await _watch.CountAsync(Clip([(0, Two)]) with { Pictures = [] }, TestContext.Current.CancellationToken); }
        Assert.Equal([TailgatingWatch.UncountedCode], await _rig.AlarmsAsync());
        await CountAsync(One, One);
        KeptClip gone = Clip([(0, One), (1, One)]);
        _clips.Content = null;
        await _watch.CountAsync(gone, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await _rig.AlarmsAsync()).Count);
    }

    [Fact]
    public async Task One_doors_trouble_does_not_hide_anothers()
    {
        await PassAsync(DoorsRig.Zhang);
        KeptClip here = Clip([(0, Two)]) with { Pictures = [] };
        await _watch.CountAsync(here, TestContext.Current.CancellationToken);
        SiteSnapshot now = _rig.Site.Current;
        _rig.Site.Replace(now with { Rooms = now.Rooms.ToDictionary(r => r.Key, r => r.Value with { CountsPeople = true }) });
        ulong opened = (ulong)_rig.House.Journal.Count + 1;
        PassageBook book = _rig.Services.GetRequiredService<PassageBook>();
        Secure.Grants.DoorEvent told = Opened("archive", opened);
        book.Note(told, [DoorsRig.ZhangWei]);
        KeptClip there = here with { Door = DoorId.Parse("archive"), Sequences = [opened] };
        Task counting = _watch.CountAsync(there, TestContext.Current.CancellationToken);
        while (!counting.IsCompleted) { _rig.Clock.Advance(Second); await Task.Yield(); }
        await counting;
        await _watch.CountAsync(here, TestContext.Current.CancellationToken);
        Assert.Equal(["archive", "lobby"], (await _rig.EntriesAsync()).Where(e => e.GetProperty("kind").GetString() == "alarm").Select(e => e.GetProperty("door").GetString()!).Order());
    }

    [Fact]
    public async Task More_clips_than_can_wait_are_told_and_not_only_logged()
    {
        await PassAsync(DoorsRig.Zhang);
        KeptClip clip = Clip([(0, One), (1, One)]);
        // The first is under way and waits for a journal that never comes; the others wait for it.
        await _watch.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => _clips.IsHeard);
        _clips.Raise(clip with { Sequences = [9999] });
        for (int i = 0; i < 200; i++) { _clips.Raise(clip); }
        await Eventually.True(() =>
        {
            _rig.Clock.Advance(Second);
            return _rig.Services.GetRequiredService<AlertBook>().Open().Any(a => a.Code == TailgatingWatch.UncountedCode && a.Why.Any(w => w.Value == "too_many"));
        });
        await _watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_engine_that_is_off_is_told_and_nobody_is_suspected()
    {
        await PassAsync(DoorsRig.Zhang);
        _rig.Engine.SwitchOffFace("关", "off");
        Task counting = _watch.CountAsync(Clip([(0, Two), (1, Two)]), TestContext.Current.CancellationToken);
        while (!counting.IsCompleted) { _rig.Clock.Advance(Second); await Task.Yield(); }
        await counting;
        Assert.Equal([TailgatingWatch.UncountedCode], await _rig.AlarmsAsync());
    }

    [Fact]
    public void A_long_passage_is_looked_at_evenly_and_to_its_end()
    {
        DateTimeOffset at = DateTimeOffset.UnixEpoch;
        (DateTimeOffset, ReadOnlyMemory<byte>)[] pictures = [.. Enumerable.Range(0, 100).Select(i => (at.AddMilliseconds(100 * i), (ReadOnlyMemory<byte>)new byte[] { (byte)i }))];
        byte[] looked = [.. ClipPictures.Of(new Passage(at, DateTimeOffset.MaxValue, []), pictures).Select(p => p.Span[0])];
        Assert.Equal((ClipPictures.LooksMax, 0, 99), (looked.Length, looked[0], looked[^1]));
    }

    [Fact]
    public void A_door_that_opens_for_one_and_again_for_another_is_two_passages_and_one_that_stays_open_is_one_for_both()
    {
        PersonId a = PersonId.Parse("a"), b = PersonId.Parse("b");
        DoorId door = DoorId.Parse("lobby");
        PassageNote Note(int at, DoorEventKind what, params PersonId[] who) => new((ulong)at, door, what, DateTimeOffset.UnixEpoch.AddSeconds(at), who);
        Assert.Equal([1, 1], Passage.Of([Note(1, DoorEventKind.Opened, a), Note(2, DoorEventKind.Closed), Note(3, DoorEventKind.Opened, b), Note(4, DoorEventKind.Closed)]).Select(p => p.LetIn.Count));
        Assert.Equal([2], Passage.Of([Note(1, DoorEventKind.Opened, a), Note(2, DoorEventKind.Opened, b), Note(3, DoorEventKind.Closed)]).Select(p => p.LetIn.Count));
        Assert.Equal(DateTimeOffset.MaxValue, Assert.Single(Passage.Of([Note(1, DoorEventKind.Opened, a), Note(2, DoorEventKind.HeldOpen)])).To);
        Assert.Empty(Passage.Of([Note(1, DoorEventKind.Opened), Note(2, DoorEventKind.Opened, a), Note(3, DoorEventKind.Closed)]));
        Assert.Empty(Passage.Of([Note(1, DoorEventKind.ForcedOpen), Note(2, DoorEventKind.Opened, a), Note(3, DoorEventKind.Closed)]));
    }

    private static string? Detail(JsonElement entry, string name) => entry.GetProperty("details").GetProperty(name).GetString();

    private Secure.Grants.DoorEvent Opened(string door, ulong sequence)
    {
        Assert.True(Secure.Grants.Record.TryPeek(_rig.House.Journal[^1], out Secure.Grants.DoorEvent? last));
        return last with { Door = DoorId.Parse(door), Sequence = sequence, Happened = DoorEventKind.Opened };
    }

    private void Ask(Func<Room, Room> changed)
    {
        SiteSnapshot now = _rig.Site.Current;
        Room lobby = now.Rooms[DoorsRig.Lobby] with { CountsPeople = false, TwoPerson = false };
        _rig.Site.Replace(now with { Rooms = new Dictionary<RoomId, Room>(now.Rooms) { [lobby.Id] = changed(lobby) } });
    }

    /// <summary>The lobby's door opens for the badge and is shut four seconds later.</summary>
    private async Task PassAsync(BadgeNumber badge)
    {
        _before = _rig.House.Journal.Count;
        Secure.Grants.Grant grant = (await _rig.AskAsync(_rig.House, "lobby", "lobby-in", badge)).Grant!;
        _came = _rig.Clock.GetUtcNow();
        await _rig.TakeAsync(
            _rig.House.Tell(DoorEventKind.Unlocked, "lobby", "lobby-in", grant.Subject, grant.DecisionId), _rig.House.Tell(DoorEventKind.Opened, "lobby", "lobby-in", grant.Subject, grant.DecisionId));
        _rig.Clock.Advance(4 * Second);
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.Closed, "lobby"), _rig.House.Tell(DoorEventKind.Locked, "lobby"));
    }

    /// <summary>A clip of all that was told since, with pictures half a second apart from the opening on.</summary>
    private async Task<string> CountAsync(params string[] pictures)
    {
        KeptClip clip = Clip([.. pictures.Select((picture, i) => (i * 0.5, picture))]);
        await _watch.CountAsync(clip, TestContext.Current.CancellationToken);
        return clip.Evidence.Id;
    }

    private KeptClip Clip(IReadOnlyList<(double At, string Shows)> pictures)
    {
        byte[][] bytes = [.. pictures.Select(p => System.Text.Encoding.UTF8.GetBytes(p.Shows + " 0 1 1"))];
        _clips.Content = bytes.SelectMany(b => b).ToArray();
        string id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_clips.Content));
        return new KeptClip(
            DoorId.Parse("lobby"), _rig.House.Id, [.. Enumerable.Range(_before + 1, _rig.House.Journal.Count - _before).Select(n => (ulong)n)], _came,
            [.. pictures.Zip(bytes, (p, b) => new KeptPicture(_came.AddSeconds(p.At), b.Length))],
            new EvidenceKept.Kept(id, new EvidenceRow(id, EvidenceRow.Clip, 1, _came, _came).ToRow()));
    }

    private sealed class TestClips : IKeptClips
    {
        public event Action<KeptClip>? Kept;

        public bool IsHeard => Kept is not null;

        public void Raise(KeptClip clip) => Kept?.Invoke(clip);

        public byte[]? Content { get; set; }

        public ValueTask<ReadOnlyMemory<byte>?> OpenAsync(string id, CancellationToken cancellation) => ValueTask.FromResult(Content is { } content ? content : (ReadOnlyMemory<byte>?)null);
    }
}
