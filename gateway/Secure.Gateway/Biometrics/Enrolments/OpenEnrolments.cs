using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>The enrolments under way. Each ends with its officer's session, in time, or with the person.</summary>
internal sealed class OpenEnrolments(EnrolmentOptions options, TimeProvider clock) : IDisposable
{
    // Each may hold five pictures of a megabyte.
    private const int OpenMax = 32;

    private readonly ConcurrentDictionary<string, (Enrolment Enrolment, ITimer Timer, CancellationTokenRegistration Session)> _open = new(StringComparer.Ordinal);

    internal Enrolment Begin(ISession officer, IMessage request, PersonId person, Factor factor, IBiometrics engines)
    {
        foreach (Enrolment earlier in _open.Values.Select(o => o.Enrolment).Where(e => e.Officer.Id == officer.Id).ToArray()) { End(earlier); }
        if (_open.Count >= OpenMax) { throw new RefusedException(EnrolmentRefusals.Busy); }
        Enrolment begun = new("e-" + RandomNumberGenerator.GetHexString(16, lowercase: true), officer, request, person, factor, Sampling.Of(factor, engines), clock.GetUtcNow() + options.EnrolmentMax);
        ITimer timer = clock.CreateTimer(_ => End(begun), null, options.EnrolmentMax, Timeout.InfiniteTimeSpan);
        _open[begun.Id] = (begun, timer, default);
        // A session that has ended already runs this at once.
        CancellationTokenRegistration session = officer.Ended.Register(() => End(begun));
        if (_open.TryGetValue(begun.Id, out var held)) { _open.TryUpdate(begun.Id, held with { Session = session }, held); }
        return begun;
    }

    /// <exception cref="RefusedException">None of this session.</exception>
    internal Enrolment Find(string id, ISession officer) =>
        _open.TryGetValue(id, out var held) && held.Enrolment.Officer.Id == officer.Id && clock.GetUtcNow() < held.Enrolment.EndsAt ? held.Enrolment : throw new RefusedException(EnrolmentRefusals.UnknownEnrolment);

    internal void End(Enrolment enrolment)
    {
        if (!_open.TryRemove(enrolment.Id, out var held)) { return; }
        held.Timer.Dispose();
        // Unregister, not Dispose: this may run inside the registration.
        held.Session.Unregister();
        _ = enrolment.EndAsync();
    }

    internal void EndOf(PersonId person)
    {
        foreach (Enrolment open in _open.Values.Select(o => o.Enrolment).Where(e => e.Person == person).ToArray()) { End(open); }
    }

    public void Dispose()
    {
        foreach (Enrolment open in _open.Values.Select(o => o.Enrolment).ToArray()) { End(open); }
    }
}
