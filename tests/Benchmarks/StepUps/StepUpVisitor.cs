using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;

namespace Secure.Benchmarks.StepUps;

/// <summary>One person at the workstation, on a connection of their own, who does before the camera what is asked.</summary>
internal sealed class StepUpVisitor : IDisposable
{
    /// <summary>As the gateway's page sends them.</summary>
    private static readonly TimeSpan FrameEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>From what is asked until the head shows it.</summary>
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(300);

    private const int TriesMax = 4;

    private static readonly CheckItem Item = new() { Action = "read", Resource = new ResourceRef { Kind = "material", Id = StepUpSite.Material } };

    private readonly GrpcChannel _channel;
    private readonly Identity.IdentityClient _identity;
    private readonly string _account, _password;
    private readonly BenchFace _face;
    private readonly Lock _gate = new();
    private ulong _sequence;
    private StepUpResponse? _told;
    private StepUpAct _shown;
    private long _toldAt, _shownAt;

    public StepUpVisitor(BenchGateway gateway, string account, string password, BenchFace face)
    {
        (_account, _password, _face) = (account, password, face);
        _channel = GatewayCalls.Open(gateway.Address, gateway.Root, from: IPAddress.Parse(StepUpSite.Address));
        _identity = new Identity.IdentityClient(_channel);
    }

    /// <summary>Of each act: ticks from the first frame that shows it to the word that it is done; the last is the answer.</summary>
    public List<long> Acts { get; } = [];

    /// <summary>A session of its own with a demand for a face.</summary>
    public async Task<(Metadata Session, ByteString Nonce)> AskAsync(CancellationToken cancellation)
    {
        // While nobody is timed.
        _face.Prepare();
        Metadata session = await BenchOfficers.SignInAsync(_channel, _account, _password, cancellation);
        CheckResponse answer = await new V1.Authorization.AuthorizationClient(_channel).CheckAsync(new CheckRequest { Item = Item }, session, cancellationToken: cancellation);
        return answer.Decision.StepUp is { } demand ? (session, demand.Nonce) : throw new InvalidOperationException("No step-up was asked for: " + answer.Decision);
    }

    /// <summary>Ticks from the first frame that shows the last act to the answer.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task<long> ProveAsync(Metadata session, ByteString nonce, CancellationToken cancellation)
    {
        // On a machine that stands still for seconds frames come too late; then nothing was judged and the demand still stands.
        for (int tries = 1; ; tries++)
        {
            if (await TryProveAsync(session, nonce, cancellation) is { } ticks) { return ticks; }
            if (tries == TriesMax) { throw new InvalidOperationException($"A step-up of {_account} did not end well: {_told}"); }
        }
    }

    public void Dispose() => _channel.Dispose();

    /// <summary>Null where it came to no end.</summary>
    private async Task<long?> TryProveAsync(Metadata session, ByteString nonce, CancellationToken cancellation)
    {
        (_told, _shown, _toldAt, _shownAt, _sequence) = (null, StepUpAct.FaceCentre, 0, 0, 0);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using AsyncServerStreamingCall<StepUpResponse> call = _identity.StepUp(new StepUpRequest { Nonce = nonce, Factors = { Factor.Face } }, session, cancellationToken: cancellation);
        Task filming = FilmAsync(session, over.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                StepUpResponse told = call.ResponseStream.Current;
                Take(told);
                if (told.Outcome == StepUpOutcome.Passed) { return Acts[^1]; }
                if (told.Outcome == StepUpOutcome.Incomplete) { return null; }
            }
        }
        finally
        {
            await over.CancelAsync();
            await filming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        throw new InvalidOperationException($"A step-up of {_account} did not end well: {_told}");
    }

    private void Take(StepUpResponse told)
    {
        long now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            bool done = _told is not null && (told.Step > _told.Step || told.Outcome == StepUpOutcome.Passed);
            if (done && _shownAt != 0) { Acts.Add(now - _shownAt); }
            if (done || _told is null) { (_toldAt, _shownAt) = (now, 0); }
            _told = told;
        }
    }

    private async Task FilmAsync(Metadata session, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(FrameEvery, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (NextFrame() is not { } frame) { continue; }
            // What hinders is told by the other stream.
            try { await _identity.SendFrameAsync(frame, session, cancellationToken: cancellation); }
            catch (RpcException) { }
        }
    }

    /// <summary>Null until the challenge has begun.</summary>
    private SendFrameRequest? NextFrame()
    {
        lock (_gate)
        {
            if (_told is not { } told) { return null; }
            if (Stopwatch.GetElapsedTime(_toldAt) >= Reaction) { _shown = told.Act; }
            if (_shown == told.Act && _shownAt == 0) { _shownAt = Stopwatch.GetTimestamp(); }
            return new SendFrameRequest { ChallengeId = told.ChallengeId, Sequence = ++_sequence, Image = UnsafeByteOperations.UnsafeWrap(_face.Next(_shown)) };
        }
    }
}
