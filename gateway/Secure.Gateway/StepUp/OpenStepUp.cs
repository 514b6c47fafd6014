using System.Security.Cryptography;
using System.Threading.Channels;
using Secure.Gateway.Access;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;

namespace Secure.Gateway.StepUp;

/// <summary>
/// One step-up under way: whose it is, and what was sent for it. Of the frames only the newest waits to be looked at,
/// because an old one tells nothing that a new one does not; every frame that arrives is checked for its order all the same.
/// </summary>
internal sealed class OpenStepUp : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<ReadOnlyMemory<byte>> _fingers = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _ended;
    private readonly TimeProvider _clock;
    private readonly ITimer _tick;
    private Challenge? _challenge;
    private long _begun;
    private Frame? _newest;

    internal OpenStepUp(ISession session, StepUpTicket ticket, TimeProvider clock, CancellationToken cancellation)
    {
        (Session, Ticket, _clock) = (session, ticket, clock);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Ended);
        Ended = _ended.Token;
        _tick = clock.CreateTimer(_ => _wake.Writer.TryWrite(true), null, Tick, Tick);
    }

    /// <summary>Names it to the client. Not secret: it is taken from its own session alone.</summary>
    internal string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal ISession Session { get; }

    internal StepUpTicket Ticket { get; }

    /// <summary>Cancelled when the caller leaves, the session ends or a newer step-up takes this one's place.</summary>
    internal CancellationToken Ended { get; }

    internal bool Replaced { get; private set; }

    /// <summary>From here on frames belong to this challenge.</summary>
    internal void Begin(Challenge challenge)
    {
        lock (_gate) { (_challenge, _begun, _newest) = (challenge, _clock.GetTimestamp(), null); }
    }

    /// <summary>Whoever goes away in the middle; null where the challenge was over.</summary>
    internal ChallengeStep.Refused? Abandon()
    {
        lock (_gate) { return _challenge?.Abandon(); }
    }

    /// <summary>The face judged last was a stranger's, as far as one look tells.</summary>
    internal bool IsStranger
    {
        get { lock (_gate) { return _challenge?.IsStranger == true; } }
    }

    /// <summary>The challenge takes no more frames. True where those that it took are to be known again.</summary>
    internal bool End()
    {
        lock (_gate)
        {
            bool keep = _challenge!.IsWorthRemembering;
            (_challenge, _newest) = (null, null);
            return keep;
        }
    }

    /// <summary>Takes a frame as it arrives.</summary>
    internal void Receive(ulong sequence, ReadOnlyMemory<byte> image)
    {
        byte[] hash = SHA256.HashData(image.Span);
        lock (_gate)
        {
            if (_challenge is null) { return; }
            TimeSpan at = _clock.GetElapsedTime(_begun);
            if (_challenge.Admit(sequence, hash, at) is ChallengeStep.Going) { _newest = new Frame(image, at); }
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits for a frame or a quarter of a second; null where there is none yet, with where the challenge stands.</summary>
    internal async ValueTask<(Frame? Frame, ChallengeStep Step)> NextFrameAsync(CancellationToken cancellation)
    {
        await _wake.Reader.ReadAsync(cancellation);
        lock (_gate)
        {
            Frame? frame = _newest;
            _newest = null;
            return (frame, _challenge!.Tick(_clock.GetElapsedTime(_begun)));
        }
    }

    /// <summary>What the engine saw in a frame.</summary>
    internal ChallengeStep Read(in FrameReading reading, Frame frame, out bool tookReference)
    {
        lock (_gate)
        {
            ChallengeStep step = _challenge!.Read(reading, frame.At);
            tookReference = _challenge.TookReference;
            return step;
        }
    }

    /// <summary>Takes an image of a finger; the newest one counts.</summary>
    internal void ReceiveFinger(ReadOnlyMemory<byte> image) => _fingers.Writer.TryWrite(image);

    internal ValueTask<ReadOnlyMemory<byte>> NextFingerAsync(CancellationToken cancellation) => _fingers.Reader.ReadAsync(cancellation);

    /// <summary>A newer one takes its place.</summary>
    internal void Replace()
    {
        Replaced = true;
        _ = _ended.CancelAsync();
    }

    public void Dispose()
    {
        _tick.Dispose();
        _ended.Dispose();
    }
}

/// <param name="At">When it arrived, since the challenge began.</param>
internal sealed record Frame(ReadOnlyMemory<byte> Image, TimeSpan At)
{
    public override string ToString() => "(frame)";
}
