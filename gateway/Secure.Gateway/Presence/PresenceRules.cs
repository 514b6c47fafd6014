using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Presence;

/// <summary>What one event at a door says about who is where. Pure: it changes nothing.</summary>
public static class PresenceRules
{
    /// <summary>
    /// A person went through a door by a grant. A live entry begins presence; one that is history only ends it, because
    /// nobody can say where the person is now.
    /// </summary>
    /// <param name="live">The grant was given moments ago by this gateway, and the event came in time.</param>
    public static PresenceEntry Passed(Door door, Reader reader, PersonId person, bool live, DateTimeOffset at)
    {
        RoomId? goal = reader.Inside ? door.From : door.Into;
        if (reader.Inside && goal is null) { return new PresenceEntry(person, new PresenceFact(PresenceState.Absent, null, at, "left")); }
        return live
            ? new PresenceEntry(person, new PresenceFact(PresenceState.Present, goal, at, reader.Inside ? "left" : "entered"))
            : new PresenceEntry(person, new PresenceFact(PresenceState.Unknown, goal, at, "historical"));
    }

    /// <summary>Everybody believed present in one of the rooms becomes unknown, for the cause given.</summary>
    public static IReadOnlyList<PresenceEntry> Doubt(IReadOnlyList<PresenceEntry> within, string cause, DateTimeOffset at) =>
        [.. within.Where(e => e.Fact.State == PresenceState.Present).Select(e => e with { Fact = e.Fact with { State = PresenceState.Unknown, Since = at, Cause = cause } })];

    /// <summary>Why an event leaves the room behind its door in doubt; null where it does not.</summary>
    public static string? DoubtCause(DoorEventKind happened) => happened switch
    {
        DoorEventKind.ExitOpened => "rex",
        DoorEventKind.FireStarted => "fire",
        DoorEventKind.FreeOpened => "opened_without_entry",
        DoorEventKind.ForcedOpen => "forced",
        DoorEventKind.ControllerStarted => "controller_restarted",
        DoorEventKind.HeldOpen => "held_open",
        DoorEventKind.DeviceFault or DoorEventKind.LineFault => "device_fault",
        _ => null,
    };
}
