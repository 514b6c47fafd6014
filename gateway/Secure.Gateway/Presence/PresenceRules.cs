using System.Collections.Frozen;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Presence;

/// <summary>What one event at a door says about who is where. Pure: it changes nothing.</summary>
public static class PresenceRules
{
    /// <summary>An opening that was nobody's entry, as by an officer's command.</summary>
    public const string OpenedWithoutEntry = "opened_without_entry";

    private const string Rex = "rex", Fire = "fire", Forced = "forced", HeldOpen = "held_open", DeviceFault = "device_fault";

    /// <summary>Causes after which anybody may have left the room without a badge.</summary>
    private static readonly FrozenSet<string> LettingThrough = FrozenSet.Create(StringComparer.Ordinal, Rex, Fire, OpenedWithoutEntry, Forced, HeldOpen, DeviceFault);

    /// <summary>
    /// A person went through a door by a grant. A live entry begins presence; one that is history only ends it, because
    /// nobody can say where the person is now.
    /// </summary>
    /// <param name="live">The grant was given moments ago by this gateway, and the event came in time.</param>
    /// <param name="happened">When it happened; null where the controller could not tell.</param>
    public static PresenceEntry Passed(Door door, Reader reader, PersonId person, bool live, DateTimeOffset? happened, DateTimeOffset at)
    {
        RoomId? goal = reader.Inside ? door.From : door.Into;
        DateTimeOffset passed = live || happened is null || happened > at ? at : happened.Value;
        PresenceFact fact = reader.Inside && goal is null ? new PresenceFact(PresenceState.Absent, null, at, "left")
            : live ? new PresenceFact(PresenceState.Present, goal, at, reader.Inside ? "left" : "entered")
            : new PresenceFact(PresenceState.Unknown, goal, at, "historical");
        return new PresenceEntry(person, fact with { PassedAt = passed });
    }

    /// <summary>What another controller tells late of a time before somebody was last seen: it leaves doubt, and takes nobody back to where they had left.</summary>
    public static PresenceEntry Outdated(PresenceEntry known, DateTimeOffset at) =>
        known.Fact.State == PresenceState.Present ? known with { Fact = known.Fact with { State = PresenceState.Unknown, Since = at, Cause = "historical" } } : known;

    /// <summary>
    /// Everybody believed present in one of the rooms becomes unknown, for the cause given. A doubt is told anew where
    /// something now may have let out somebody whom nobody had watched.
    /// </summary>
    /// <param name="within">Whose last place is one of the rooms.</param>
    public static IReadOnlyList<PresenceEntry> Doubt(IReadOnlyList<PresenceEntry> within, string cause, DateTimeOffset at) =>
    [
        .. within.Where(e => e.Fact.State == PresenceState.Present || (IsUnwatched(e.Fact) && LettingThrough.Contains(cause)))
            .Select(e => e with { Fact = e.Fact with { State = PresenceState.Unknown, Since = at, Cause = cause, PassedAt = e.Fact.PassedAt ?? e.Fact.Since } }),
    ];

    /// <summary>
    /// In doubt only because nobody could watch, by a restart, a silence or a gap: nothing is known that may have let them out.
    /// So also for a cause that nobody knows.
    /// </summary>
    public static bool IsUnwatched(PresenceFact fact) => fact.State == PresenceState.Unknown && !LettingThrough.Contains(fact.Cause);

    /// <summary>Why an event leaves the room behind its door in doubt; null where it does not.</summary>
    public static string? DoubtCause(DoorEventKind happened) => happened switch
    {
        DoorEventKind.ExitOpened => Rex,
        DoorEventKind.FireStarted => Fire,
        DoorEventKind.FreeOpened => OpenedWithoutEntry,
        DoorEventKind.ForcedOpen => Forced,
        DoorEventKind.ControllerStarted => "controller_restarted",
        DoorEventKind.HeldOpen => HeldOpen,
        DoorEventKind.DeviceFault or DoorEventKind.LineFault => DeviceFault,
        _ => null,
    };
}
