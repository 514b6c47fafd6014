using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Puts doors into lockdown because the site's policy says so. Who is inside gets out; an officer releases them.</summary>
internal sealed class PolicySecuring(CommandDesk desk, ISite site) : IDoorSecuring
{
    public async Task<IReadOnlyList<DoorSecured>> SecureAsync(IReadOnlyCollection<RoomId> rooms, string reason, CancellationToken cancellation)
    {
        Door[] doors = [.. site.Current.Doors.Values.Where(d => rooms.Contains(d.Into))];
        CommandResult[] results = await Task.WhenAll(doors.Select(d => desk.GiveAsync(d, DoorCommand.Lockdown, null, CommandGiver.Policy, reason, cancellation)));
        return [.. results.Select(r => new DoorSecured(r.Door, r.Done, r.Reason))];
    }
}
