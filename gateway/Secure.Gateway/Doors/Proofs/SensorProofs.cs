using System.Diagnostics.CodeAnalysis;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>A touch that a door's sensor has compared with its own library, as its agent tells it.</summary>
/// <param name="Slots">In use, read with the touch.</param>
/// <param name="Slot">That matches; null: none does.</param>
/// <param name="Score">On the sensor's own scale.</param>
/// <param name="Digest">Of the template in that slot.</param>
public sealed record SensorTouch(IReadOnlyCollection<int> Slots, int? Slot, int Score, byte[] Digest)
{
    private const int SlotsMax = 10_000, DigestBytes = 32;

    /// <exception cref="Contracts.RefusedException">Nonsense.</exception>
    internal static SensorTouch Of(SensorFinger told)
    {
        if (told.Slots.Count > SlotsMax || told.Slots.Any(s => s >= SlotsMax) || told.Slot >= SlotsMax || told.Score > ushort.MaxValue || told.Digest.Length != (told.Matched ? DigestBytes : 0))
        {
            throw DoorRefusals.Malformed("sensor_finger", "at most 10,000 slots, and a digest of 32 bytes with a match");
        }
        return new SensorTouch([.. told.Slots.Select(s => (int)s).Distinct()], told.Matched ? (int)told.Slot : null, (int)told.Score, told.Digest.ToByteArray());
    }
}

/// <summary>
/// Fingers that a door's own sensor compares, for rooms of tier 1. Whose slot it is says the gateway, and the sensor counts only as long
/// as its library is the one that was assigned, down to the template that matched.
/// </summary>
internal sealed class SensorProofs(SensorBook book, ISite site, DeviceAlarms alarms, TimeProvider clock)
{
    /// <summary>Makers call a score of 50 and more a good match. No real sensor has been measured here; its own security level, of at least 3, decides first.</summary>
    private const int ScoreMin = 50;

    /// <summary>Whether this door's finger is compared there.</summary>
    internal bool IsUsed(DoorId door) => site.Current.MatchesOnSensor(door);

    internal async ValueTask<bool> HasAsync(DoorId door, PersonId person, CancellationToken cancellation)
    {
        (SensorRow row, _) = await book.FindAsync(door, cancellation);
        return !row.Clearing && row.Of(person.Text).Any(IsValid);
    }

    internal async Task<ProofStep> JudgeAsync(OpenEntry entry, EntrySample sample, CancellationToken cancellation)
    {
        DoorId door = entry.Asked.Door.Id;
        // The site may have changed since the badge: what the sensor says is never taken for a room of a higher tier.
        if (sample.Touch is not { } touch || !IsUsed(door)) { throw DoorRefusals.Malformed("sample", "not what was asked for"); }
        (SensorRow row, _) = await book.FindAsync(door, cancellation);
        SensorSlot? slot = row.Slots.FirstOrDefault(s => s.Slot == touch.Slot);
        if (!row.AgreesWith(touch.Slots) || (slot is { Person: not null } && !slot.Holds(touch.Digest)))
        {
            Alarm alarm = SensorAlarms.Of(SensorAlarms.Differs, entry.Asked.Agent, door);
            if (!await alarms.RaiseAsync(alarm.Code, alarm.Text, entry.Asked.Agent, door, cancellation)) { throw DoorRefusals.Unavailable(); }
            return new ProofStep.Refused(DenyReason.FactorUnavailable, "sensor_differs");
        }
        if (IsOwn(slot, entry.Person) && touch.Score >= ScoreMin) { return new ProofStep.Passed(null); }
        PersonId? other = slot?.Person is { } owner && owner != entry.Person.Text && touch.Score >= ScoreMin ? PersonId.Parse(owner) : null;
        return new ProofStep.Failed(ChallengeRefusal.NotMatched, null, null) { Other = other };
    }

    private bool IsOwn([NotNullWhen(true)] SensorSlot? slot, PersonId person) => slot?.Person == person.Text && IsValid(slot);

    private bool IsValid(SensorSlot slot) => clock.GetUtcNow().ToUnixTimeMilliseconds() < slot.ExpiresAtMs;
}
