using System.Security.Cryptography;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>One enrolment under way, in memory alone. One call at a time; what it holds is zeroed when it ends.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing, and late callers may still wait on it.")]
internal sealed class Enrolment(string id, ISession officer, IMessage request, PersonId person, Factor factor, Sampling sampling, DateTimeOffset endsAt)
{
    // Enough for a patient person; a flood of pictures is none.
    private const int SamplesMax = 60;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _pictures = new(StringComparer.Ordinal);
    private ulong _sequence;
    private bool _ended;

    internal string Id => id;

    internal ISession Officer => officer;

    /// <summary>By which it was begun.</summary>
    internal IMessage Request => request;

    internal PersonId Person => person;

    internal Factor Factor => factor;

    internal DateTimeOffset EndsAt => endsAt;

    internal int Good => sampling.Good;

    internal Task<SampleVerdict> TakeAsync(ulong sequence, ReadOnlyMemory<byte> image, CancellationToken cancellation) => AloneAsync(async () =>
    {
        if (sequence <= _sequence) { throw new RefusedException(EnrolmentRefusals.OutOfOrder); }
        if (_pictures.Count == SamplesMax) { throw new RefusedException(EnrolmentRefusals.TooManySamples); }
        _sequence = sequence;
        if (!_pictures.Add(Convert.ToHexString(SHA256.HashData(image.Span)))) { return SampleVerdict.SamePicture; }
        return sampling.Good == Sampling.Needed ? SampleVerdict.Good : await sampling.TakeAsync(image, cancellation);
    }, cancellation);

    /// <summary>Alone with all good samples; after it the enrolment has ended if <paramref name="finish"/> came through.</summary>
    internal Task<T> FinishAsync<T>(Func<Sampling, Task<T>> finish, CancellationToken cancellation) => AloneAsync(async () =>
    {
        if (sampling.Good < Sampling.Needed) { throw new RefusedException(EnrolmentRefusals.SamplesMissing); }
        T done = await finish(sampling);
        End();
        return done;
    }, cancellation);

    /// <summary>Waits for a call under way, then zeroes everything. Any later call is refused.</summary>
    internal async Task EndAsync()
    {
        await _one.WaitAsync(CancellationToken.None);
        try { End(); }
        finally { _one.Release(); }
    }

    private void End()
    {
        if (_ended) { return; }
        _ended = true;
        sampling.Dispose();
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try { return _ended ? throw new RefusedException(EnrolmentRefusals.UnknownEnrolment) : await act(); }
        finally { _one.Release(); }
    }
}
