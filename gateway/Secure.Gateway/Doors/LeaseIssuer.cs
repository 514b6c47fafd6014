using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Answers controllers that ask for a lease: what they may let in by themselves, for how long, recorded before it leaves.
/// A question that cannot be answered is asked again by the controller, whose older lease runs on meanwhile.
/// </summary>
public sealed class LeaseIssuer(
    ISite site, Controllers controllers, PresenceBook presence, LeaseNames names, ILeasePins pins, BreakGlassBook breakGlass, IGatewayKeys keys, DownLink down, IAudit audit, TimeProvider clock, ILogger<LeaseIssuer> log)
{
    public const string Kind = "door.lease";

    /// <summary>A question for which this much time has passed is not answered: its answer would not count.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<DeviceId, Token128> _answered = new();
    private long _last;

    /// <summary>A verified question came. It is answered beside the inbox, which must not wait for a broker.</summary>
    public void Asked(LeaseRequest request) => _ = Task.Run(() => TryAnswerAsync(request));

    private async Task TryAnswerAsync(LeaseRequest request)
    {
        try { await AnswerAsync(request, CancellationToken.None); }
        catch (Exception fault) when (fault is InvalidOperationException or CryptographicException) { DoorsLog.LeaseFailed(log, request.Controller.Text, fault); }
    }

    /// <summary>False where it was not answered: a replay, one of another boot, one that we cannot open, or the record failed.</summary>
    internal async Task<bool> AnswerAsync(LeaseRequest request, CancellationToken cancellation)
    {
        if (!controllers.Of(request.Controller).State.IsPresentBoot(request.BootId)) { return false; }
        if (request.Time.Quality == ClockQuality.Synchronised && (clock.GetUtcNow() - request.Time.Wall).Duration() > AgeMax) { return false; }
        if (_answered.TryGetValue(request.Controller, out Token128? last) && last == request.Request) { return false; }
        if (request.OpenKey(keys.Sealing) is not { } key) { return false; }
        _answered[request.Controller] = request.Request;
        try { return await SendAsync(request, key, cancellation); }
        finally { CryptographicOperations.ZeroMemory(key); }
    }

    private async Task<bool> SendAsync(LeaseRequest request, byte[] key, CancellationToken cancellation)
    {
        SiteSnapshot now = site.Current;
        DateTimeOffset issued = clock.GetUtcNow();
        TimeSpan life = now.Settings.OfflineMax;
        ulong number = Next(issued);
        IReadOnlyList<PassGroup> groups = PassRules.Of(now, request.Controller, issued, life);
        IReadOnlyList<PassGroup> byPin = PassRules.ByPin(now, request.Controller, issued, life);
        Door[] ruled = [.. groups.Concat(byPin).SelectMany(g => g.Rights).Select(r => r.Door).Distinct().Where(d => PassRules.KeepsRules(now, d))];
        LeasePlan[] plans = [.. ruled.Select(d => new LeasePlan(d.Id, DoorPlanner.Make(now, d, 0).Digest()))];
        IReadOnlyList<LeaseLimit> limits = LeasePacking.Limits(PassRules.LimitedRooms(now, ruled), room => [.. presence.PersonsIn(room, certain: false).Select(p => names.HandleOf(number, p))]);
        IReadOnlyList<IReadOnlyList<LeaseGroup>> parts = LeasePacking.Parts(groups, plans, limits, key, badge => names.HandleOf(number, now.Badges[badge.Key].Person));
        IReadOnlyList<IReadOnlyList<LeasePinGroup>> pinParts = await PinPartsAsync(now, byPin, number, key, cancellation);
        AuditEvent happened = Describe(request.Controller, number, now, life, [.. groups, .. byPin]);
        if (await audit.RecordAsync(happened, cancellation) is not CommitOutcome.Committed) { return false; }
        for (int part = 0; part < parts.Count; part++)
        {
            Lease lease = new(request.Controller, number, request.Request, (ushort)part, (ushort)parts.Count, now.Revision, issued.ToUnixTimeMilliseconds(), (uint)life.TotalSeconds, parts[part]) { Plans = part == 0 ? plans : [], Limits = part == 0 ? limits : [] };
            if (!await down.SendAsync(request.Controller, new ToController { LeaseRecord = ByteString.CopyFrom(lease.Sign(keys.Lease)) }, cancellation)) { return false; }
        }
        for (int part = 0; part < pinParts.Count; part++)
        {
            LeasePins apart = new(request.Controller, number, request.Request, (ushort)part, (ushort)pinParts.Count, pinParts[part]);
            if (!await down.SendAsync(request.Controller, new ToController { LeaseRecord = ByteString.CopyFrom(apart.Sign(keys.Lease)) }, cancellation)) { return false; }
        }
        // Whoever asks for a lease has started or has been away: it may have missed its codes as well.
        return await breakGlass.SendAsync(request.Controller, cancellation);
    }

    /// <summary>Whoever has no PIN that counts is left out: they do not pass there at all.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<LeasePinGroup>>> PinPartsAsync(SiteSnapshot now, IReadOnlyList<PassGroup> groups, ulong number, byte[] key, CancellationToken cancellation)
    {
        PersonId[] owners = [.. groups.SelectMany(g => g.Badges).Select(b => now.Badges[b.Key].Person).Distinct()];
        IReadOnlyDictionary<PersonId, PinVerifiers> known = await pins.OfAsync(owners, cancellation);
        return LeasePacking.PinParts(groups, badge => now.Badges[badge.Key].Person is var owner && known.TryGetValue(owner, out PinVerifiers? verifiers)
            ? new LeasePinBadge(
                new LeaseBadge(LeaseKey.HashOf(key, badge), names.HandleOf(number, owner)), names.HandleOf(number, owner, LeaseWord.Pin), names.HandleOf(number, owner, LeaseWord.Duress),
                verifiers.Seal(key, number, names.HandleOf(number, owner)))
            : null);
    }

    private ulong Next(DateTimeOffset now)
    {
        while (true)
        {
            long last = Interlocked.Read(ref _last), next = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _last, next, last) == last) { return (ulong)next; }
        }
    }

    private static AuditEvent Describe(DeviceId controller, ulong number, SiteSnapshot site, TimeSpan life, IReadOnlyList<PassGroup> groups) => new(Kind)
    {
        Device = controller.Text,
        Policy = site.Revision.ToString(CultureInfo.InvariantCulture),
        Details =
        [
            new("lease", number.ToString(CultureInfo.InvariantCulture)), new("seconds", ((long)life.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            new("badges", groups.Sum(g => g.Badges.Count).ToString(CultureInfo.InvariantCulture)),
            new("doors", string.Join(',', groups.SelectMany(g => g.Rights).Select(r => r.Door.Id.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))),
        ],
    };
}
