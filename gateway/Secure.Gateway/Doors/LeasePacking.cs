using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Cuts a pass list into parts that fit into records. Pure.</summary>
internal static class LeasePacking
{
    private const int BadgeBytes = LeaseKey.HashLength + sizeof(ulong);

    /// <summary>At least one part, which may be empty: an empty lease takes an older one's badges away.</summary>
    /// <param name="plans">Go into the first part, as do <paramref name="limits"/>.</param>
    /// <exception cref="InvalidOperationException">More than fits into a lease.</exception>
    public static IReadOnlyList<IReadOnlyList<LeaseGroup>> Parts(IReadOnlyList<PassGroup> groups, IReadOnlyList<LeasePlan> plans, IReadOnlyList<LeaseLimit> limits, ReadOnlySpan<byte> key, Func<BadgeNumber, ulong> handle)
    {
        List<List<LeaseGroup>> parts = [[]];
        int free = Lease.GroupsMax - 2 - plans.Sum(p => 2 + p.Door.Text.Length + DoorPlan.DigestLength) - (limits.Count > 0 ? 2 : 0) - limits.Sum(l => l.Length);
        foreach (PassGroup group in groups)
        {
            LeaseRight[] rights = [.. group.Rights.Select(Right)];
            int head = Size(rights);
            LeaseBadge[] badges = new LeaseBadge[group.Badges.Count];
            for (int i = 0; i < badges.Length; i++) { badges[i] = new LeaseBadge(LeaseKey.HashOf(key, group.Badges[i]), handle(group.Badges[i])); }
            for (int done = 0; done < badges.Length;)
            {
                if (free < head + BadgeBytes) { (free, _) = (Lease.GroupsMax, Begin(parts, head)); }
                int taken = Math.Min(badges.Length - done, (free - head) / BadgeBytes);
                parts[^1].Add(new LeaseGroup(rights, badges[done..(done + taken)]));
                free -= head + taken * BadgeBytes;
                done += taken;
            }
        }
        return parts.Count <= Lease.PartsMax ? parts : throw new InvalidOperationException("A pass list does not fit into a lease.");
    }

    /// <summary>The badges that pass by a PIN, cut likewise; none where there are none.</summary>
    /// <param name="badge">Null for one that is left out.</param>
    /// <exception cref="InvalidOperationException">More than fits into a lease.</exception>
    public static IReadOnlyList<IReadOnlyList<LeasePinGroup>> PinParts(IReadOnlyList<PassGroup> groups, Func<BadgeNumber, LeasePinBadge?> badge)
    {
        List<List<LeasePinGroup>> parts = [];
        int free = 0;
        foreach (PassGroup group in groups)
        {
            LeaseRight[] rights = [.. group.Rights.Select(Right)];
            int head = Size(rights);
            List<LeasePinBadge>? open = null;
            foreach (LeasePinBadge each in group.Badges.Select(badge).OfType<LeasePinBadge>())
            {
                int size = BadgeBytes + 2 * sizeof(ulong) + 2 + each.Verifiers.Length;
                if (free < size + (open is null ? head : 0))
                {
                    if (head + size > Lease.GroupsMax) { throw new InvalidOperationException("The doors of one badge do not fit into a lease."); }
                    parts.Add([]);
                    (free, open) = (Lease.GroupsMax, null);
                }
                if (open is null)
                {
                    parts[^1].Add(new LeasePinGroup(rights, open = []));
                    free -= head;
                }
                open.Add(each);
                free -= size;
            }
        }
        return parts.Count <= Lease.PartsMax ? parts : throw new InvalidOperationException("A pass list does not fit into a lease.");
    }

    /// <summary>The limits of rooms with who is inside by name, as far as there is room for names.</summary>
    public static IReadOnlyList<LeaseLimit> Limits(IEnumerable<Room> rooms, Func<RoomId, IReadOnlyList<ulong>> inside)
    {
        List<LeaseLimit> limits = [];
        int free = LeaseLimit.NamedMax;
        foreach (Room room in rooms)
        {
            IReadOnlyList<ulong> all = inside(room.Id);
            ulong[] named = [.. all.Take(free)];
            limits.Add(new LeaseLimit(room.Id, (uint)room.OccupancyMax!.Value, (uint)(all.Count - named.Length), named));
            free -= named.Length;
        }
        return limits;
    }

    private static bool Begin(List<List<LeaseGroup>> parts, int head)
    {
        if (head + BadgeBytes > Lease.GroupsMax) { throw new InvalidOperationException("The doors of one badge do not fit into a lease."); }
        parts.Add([]);
        return true;
    }

    private static int Size(LeaseRight[] rights) => 4 + rights.Sum(r => 2 + r.Reader.Text.Length + 4 + 2 + 8 * r.Spans.Count);

    private static LeaseRight Right(PassRight right) => new(
        right.Reader.Id, (uint)right.Door.Hold.TotalMilliseconds,
        // A second is lost at the end of a span rather than won.
        [.. right.Spans.Select(s => new LeaseSpan((uint)Math.Ceiling(s.From.TotalSeconds), (uint)s.To.TotalSeconds))]);
}
