using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>演练: alarms raised for practice.</summary>
internal sealed class Drills(AlertBook book, IAlarms alarms, ISite site, TimeProvider clock)
{
    internal const string Code = "drill";

    /// <summary>The detail that names who began it.</summary>
    internal const string StartedBy = "started_by";

    /// <param name="room">Empty: none.</param>
    /// <exception cref="RefusedException">No such room, or it could not be recorded.</exception>
    internal async Task<Alert> StartAsync(string room, string text, ISession officer, CancellationToken cancellation)
    {
        if (room.Length > 0 && !(RoomId.TryParse(room, out RoomId? known) && site.Current.Rooms.ContainsKey(known))) { throw AlertRefusals.Invalid("room", "no such room"); }
        // Its own number keeps one drill from becoming part of another.
        string number = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Alarm alarm = new(Code, Words(text))
        {
            Drill = true,
            Room = room.Length > 0 ? room : null,
            Resource = "drill/" + number,
            Details = [new(StartedBy, officer.Person.Text)],
        };
        (await alarms.RaiseAsync(alarm, cancellation)).OrRefuse();
        return book.All().First(a => a.Code == Code && a.About.Resource == alarm.Resource);
    }

    /// <summary>In both halves what is practised: as it was written, or each language's part of "中文 · English".</summary>
    private static string Words(string text)
    {
        string[] halves = text.Split(" · ", 2, StringSplitOptions.TrimEntries);
        return $"演练：{halves[0]} · drill: {halves[^1]}";
    }
}
