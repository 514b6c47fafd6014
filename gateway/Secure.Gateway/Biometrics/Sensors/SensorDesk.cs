using System.Collections.Concurrent;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>What officers ask of the sensors that match by themselves. The sensor's agent asks for its work; see <see cref="SensorSync"/>.</summary>
internal sealed class SensorDesk(
    SensorBook book, SensorEnrolments open, SensorsHeard heard, EnrolmentDesk desk, ISite site, IAudit audit, TimeProvider clock)
{
    private const int FingersMax = 4;

    /// <summary>Two touches of at most 20 s each, and the agent's way.</summary>
    private static readonly TimeSpan EnrolMax = TimeSpan.FromSeconds(50);

    /// <summary>Waits for the finger.</summary>
    /// <exception cref="RefusedException">Not at this door, not this person, or it did not end well: then nothing was enrolled.</exception>
    internal async Task<SensorSlot> EnrolAsync(ISession officer, IMessage request, PersonId person, DoorId door, CancellationToken cancellation)
    {
        desk.RequirePerson(officer, person);
        await desk.RequireConsentAsync(person, Factor.Fingerprint, cancellation);
        Require(door);
        (SensorRow row, long? version) = await book.FindAsync(door, cancellation);
        if (row.Of(person.Text).Count() >= FingersMax) { throw new RefusedException(EnrolmentRefusals.TooManyTemplates); }
        if (heard.Of(door) is not { } library) { throw SensorRefusals.Gone(); }
        if (!row.AgreesWith(library.Slots)) { throw SensorRefusals.Differs(); }
        int slot = Enumerable.Range(0, library.Capacity).FirstOrDefault(s => row.Slots.All(t => t.Slot != s), -1);
        if (slot < 0) { throw SensorRefusals.Full(); }
        bool other = (await book.OfAsync(person, cancellation)).Count > 0;
        Approved? second = await desk.RequireSecondAsync(officer, request, person, Factor.Fingerprint, cancellation, enrolledElsewhere: other);
        SensorEnrolment begun = open.Begin(door, slot, person, officer);
        try
        {
            // To be erased until it has ended well: whatever breaks on the way, nothing stays that is nobody's.
            AuditEvent happened = EnrolmentEvents.Of("biometrics.enrolment", officer, person, Factor.Fingerprint).With(second) with { Door = door.Text };
            RowWrite taken = SensorBook.Write(door, row with { Slots = [.. row.Slots, SensorSlot.ToErase(slot)] }, version);
            (await audit.RecordAsync(happened, cancellation, second is null ? [taken] : [taken, second.Use])).OrRefuse();
            return await begun.Done.Task.WaitAsync(EnrolMax, clock, cancellation);
        }
        catch (TimeoutException) { throw SensorRefusals.Gone(); }
        finally { open.End(begun); }
    }

    /// <summary>Nobody in this sensor is anybody any more, and everything in it is erased.</summary>
    internal async Task ResetAsync(ISession officer, DoorId door, string reason, CancellationToken cancellation)
    {
        Require(door);
        (SensorRow row, long? version) = await book.FindAsync(door, cancellation);
        AuditEvent happened = new("biometrics.sensor.reset") { Subject = officer.Person.Text, Session = officer.Id, Door = door.Text, Details = [new("reason", reason), new("slots", string.Join(' ', row.Slots.Select(s => s.Slot))), new("persons", string.Join(' ', row.Slots.Select(s => s.Person).OfType<string>().Distinct().Order(StringComparer.Ordinal)))] };
        (await audit.RecordAsync(happened, cancellation, SensorBook.Write(door, row.Given(_ => true) with { Clearing = true }, version))).OrRefuse();
    }

    private void Require(DoorId door)
    {
        if (!site.Current.MatchesOnSensor(door)) { throw SensorRefusals.NotUsed(); }
    }
}

/// <summary>What each sensor last said of its library.</summary>
internal sealed class SensorsHeard(TimeProvider clock)
{
    /// <summary>Agents ask every 2 s.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<DoorId, (Library? Library, long At)> _last = new();

    internal sealed record Library(int Capacity, IReadOnlyCollection<int> Slots);

    /// <param name="library">Null: it could not be read.</param>
    internal void Tell(DoorId door, Library? library) => _last[door] = (library, clock.GetTimestamp());

    /// <summary>Null where nothing was heard lately, or the last word was that it cannot be read.</summary>
    internal Library? Of(DoorId door) => _last.TryGetValue(door, out var last) && clock.GetElapsedTime(last.At) < Fresh ? last.Library : null;
}
