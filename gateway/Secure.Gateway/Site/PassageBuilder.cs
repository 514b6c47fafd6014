using System.Globalization;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;
using Secure.Vocabulary;

namespace Secure.Gateway.Site;

/// <summary>Door profiles and areas of a file that has been found without fault.</summary>
internal static class PassageBuilder
{
    private static readonly TimeSpan HeldMax = TimeSpan.FromHours(1);

    internal static DoorProfile OfProfile(YamlNode d)
    {
        DoorProfile none = DoorProfile.Default;
        TimeSpan held = Duration(d, "held_after") ?? none.HeldAfter;
        return new DoorProfile
        {
            Lock = d.Text("lock") == "fail_safe" ? LockKind.FailSafe : LockKind.FailSecure,
            ExtendedHold = Duration(d, "extended_hold") ?? none.ExtendedHold,
            HeldAfter = held,
            ExtendedHeldAfter = Duration(d, "extended_held_after") ?? (2 * held < HeldMax ? 2 * held : HeldMax),
            PreAlarm = Duration(d, "pre_alarm") ?? TimeSpan.Zero,
            RexUnlocks = d.Text("rex") == "unlocks",
            EmergencyRelease = d.Text("emergency_release") == "true",
            RexInLockdown = d.Get("rex_in_lockdown") is null ? none.RexInLockdown : [.. d.Texts("rex_in_lockdown").Select(t => int.Parse(t.Value, CultureInfo.InvariantCulture))],
            Interlock = d.Text("interlock"),
            FireRelease = d.Text("fire_release") != "false",
            Free = d.Get("free")?.Text("schedule") is { } schedule ? ScheduleId.Parse(schedule) : null,
            FirstPerson = d.Get("free")?.Text("first_person") == "true",
        };
    }

    internal static Area OfArea(string name, YamlNode a) => new(
        name, a.Texts("rooms").Select(r => RoomId.Parse(r.Value)).ToHashSet(),
        a.Text("anti_passback") switch { "hard" => AntiPassback.Hard, "timed" => AntiPassback.Timed, _ => AntiPassback.Soft }, Duration(a, "window") ?? TimeSpan.Zero);

    private static TimeSpan? Duration(YamlNode node, string name) => node.Text(name) is { } text && Values.TryDuration(text, out TimeSpan duration) ? duration : null;
}
