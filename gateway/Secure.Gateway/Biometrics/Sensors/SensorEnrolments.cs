using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>A finger that is being put into a sensor.</summary>
internal sealed record SensorEnrolment(string Id, DoorId Door, int Slot, PersonId Person, ISession Officer, TaskCompletionSource<SensorSlot> Done);

/// <summary>The enrolments at sensors that are under way, one a door, in memory alone: what does not end well leaves a slot that is to be erased.</summary>
internal sealed class SensorEnrolments
{
    private readonly ConcurrentDictionary<DoorId, SensorEnrolment> _open = new();

    /// <exception cref="Contracts.RefusedException">Another is under way at this door.</exception>
    internal SensorEnrolment Begin(DoorId door, int slot, PersonId person, ISession officer)
    {
        SensorEnrolment begun = new("s-" + RandomNumberGenerator.GetHexString(16, lowercase: true), door, slot, person, officer, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _open.TryAdd(door, begun) ? begun : throw SensorRefusals.Busy();
    }

    internal SensorEnrolment? Of(DoorId door) => _open.GetValueOrDefault(door);

    internal bool TryFind(DoorId door, string id, [NotNullWhen(true)] out SensorEnrolment? enrolment) => _open.TryGetValue(door, out enrolment) && enrolment.Id == id;

    internal void End(SensorEnrolment enrolment) => _open.TryRemove(new(enrolment.Door, enrolment));
}
