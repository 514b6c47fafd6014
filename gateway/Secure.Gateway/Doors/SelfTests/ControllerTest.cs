using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Doors.SelfTests.SelfTestWords;
using LeafState = Secure.Vocabulary.LeafState;
using LockState = Secure.Vocabulary.LockState;

namespace Secure.Gateway.Doors.SelfTests;

/// <summary>
/// What can be seen of a controller without moving a lock: a nonce that it signs now, which unlocks nothing by itself, its clock in
/// that answer, and its own signed word of the last seconds about its doors and its readers' lines.
/// </summary>
public sealed class ControllerTest(CommandDesk commands, Controllers controllers, DoorBoard board, DeviceReports reports, TimeProvider clock)
{
    /// <summary>As far as its clock may be off (GB 50396-2007: 10 s in a day).</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(10);

    /// <summary>Controllers tell of their lines every 30 s.</summary>
    private static readonly TimeSpan StatusMax = 3 * ControllerStatus.Period;

    internal async Task<IReadOnlyList<SelfTestPart>> RunAsync(DeviceId id, CancellationToken cancellation)
    {
        Door[] doors = [.. board.DoorsOf(id).OrderBy(d => d.Id.Text, StringComparer.Ordinal)];
        NonceIssued? answer = doors.Length == 0 ? null : await commands.NonceAsync(doors[0], cancellation);
        LiveController live = controllers.Of(id);
        return
        [
            answer is null ? Fault(SelfTestSubject.Link, "", "no_answer") : Well(SelfTestSubject.Link, "", "answered"),
            answer is null ? Unknown(SelfTestSubject.Clock, "", "not_heard") : Clock(answer.Time.Quality, answer.Time.Wall - clock.GetUtcNow()),
            !live.Alive ? Unknown(SelfTestSubject.Journal, "", "not_heard") : live.Whole ? Well(SelfTestSubject.Journal, "", "journal_whole") : Fault(SelfTestSubject.Journal, "", "journal_behind"),
            live.State.BoxTampered ? Fault(SelfTestSubject.Box, "", "box_tampered") : live.Alive ? Well(SelfTestSubject.Box, "", "box_closed") : Unknown(SelfTestSubject.Box, "", "not_heard"),
            .. doors.SelectMany(DoorParts),
            .. doors.SelectMany(d => d.Readers.Select(r => Reader(r.Id, reports.Of(id)))),
            OnSite(SelfTestSubject.Lock, "", "lock_not_moved"),
            OnSite(SelfTestSubject.Contact, "", "inputs_not_moved"),
            OnSite(SelfTestSubject.Reader, "", "cards_not_read"),
        ];
    }

    internal static SelfTestPart Clock(Vocabulary.ClockQuality quality, TimeSpan ahead) =>
        quality != Vocabulary.ClockQuality.Synchronised ? Fault(SelfTestSubject.Clock, "", "clock_unsure")
        : ahead.Duration() > AheadMax ? Fault(SelfTestSubject.Clock, "", "clock_off") : Well(SelfTestSubject.Clock, "", "clock_good");

    private IEnumerable<SelfTestPart> DoorParts(Door door)
    {
        string id = door.Id.Text;
        if (board.View(door.Id) is not { Online: true } view) { return [Unknown(SelfTestSubject.Lock, id, "not_heard"), Unknown(SelfTestSubject.Contact, id, "not_heard")]; }
        SelfTestPart lockPart = view.Lock switch
        {
            LockState.Locked => Well(SelfTestSubject.Lock, id, "locked"),
            LockState.Unlocked => Well(SelfTestSubject.Lock, id, "unlocked"),
            LockState.Jammed => Fault(SelfTestSubject.Lock, id, "jammed"),
            LockState.Unlocking or LockState.Locking => Unknown(SelfTestSubject.Lock, id, "moving"),
            LockState.Unknown => Fault(SelfTestSubject.Lock, id, "no_feedback"),
        };
        SelfTestPart contact = view.Leaf switch
        {
            LeafState.Cut => Fault(SelfTestSubject.Contact, id, "line_cut"),
            LeafState.Short => Fault(SelfTestSubject.Contact, id, "line_short"),
            LeafState.Unknown => Fault(SelfTestSubject.Contact, id, "no_contact"),
            LeafState.Closed or LeafState.Open or LeafState.Held or LeafState.Forced or LeafState.PreAlarm => Well(SelfTestSubject.Contact, id, "contact_reads"),
        };
        return [lockPart, contact];
    }

    private SelfTestPart Reader(ReaderId reader, Fleet.DeviceReport? report)
    {
        if (report is null || clock.GetUtcNow() - report.At > StatusMax || report.Lines.FirstOrDefault(l => l.Reader == reader) is not { } line) { return Unknown(SelfTestSubject.Reader, reader.Text, "reader_untold"); }
        return !line.Answers ? Fault(SelfTestSubject.Reader, reader.Text, "reader_silent")
            : line.Secure ? Well(SelfTestSubject.Reader, reader.Text, "reader_secure") : Fault(SelfTestSubject.Reader, reader.Text, "reader_plain");
    }
}
