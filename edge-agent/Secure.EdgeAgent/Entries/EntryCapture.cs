using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.EdgeAgent.Controllers;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.V1;

namespace Secure.EdgeAgent.Entries;

/// <summary>One person in front of a door's camera, sensor or keypad, from the gateway's demand to its answer.</summary>
internal sealed class EntryCapture(
    ControllerSession controller, PresentationDelivery presented, EntryDemand demand, DoorDevices devices, Doors.DoorsClient gateway, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>The gateway takes no larger picture.</summary>
    private const int ImageMax = 512 * 1024;

    /// <summary>The controller forgets the presentation after this.</summary>
    private static readonly TimeSpan WholeMax = TimeSpan.FromSeconds(60);

    /// <summary>So often the controller is asked for a newer word: a grant lives for 3 s after it.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(300);
    /// <summary>As long as the gateway waits for the first.</summary>
    private static readonly TimeSpan PictureMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FingerMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PinMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _replaced = new();
    private readonly TaskCompletionSource<ByteString> _pin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EntryDemand _demand = demand;
    private volatile ByteString _waiting = ByteString.Empty;
    private (EntryAct, string)? _told;
    private volatile EntryAct _act = ActOf(demand.Step);

    /// <summary>A newer badge came at this door.</summary>
    public void Cancel()
    {
        try { _ = _replaced.CancelAsync(); }
        // It came to its own end at this very moment.
        catch (ObjectDisposedException) { }
    }

    public void StillWaits(ControllerSession from, WaitingDelivery word)
    {
        if (from == controller && word.Nonce == presented.Nonce) { _waiting = word.WaitingRecord; }
    }

    public void PinTyped(ControllerSession from, PinDelivery word)
    {
        if (from == controller && word.Nonce == presented.Nonce) { _pin.TrySetResult(word.PinRecord); }
    }

    public void Refuse(string reason) => GatewayRelay.Refuse(controller, presented, reason);

    /// <exception cref="RpcException">The gateway did not answer.</exception>
    /// <exception cref="OperationCanceledException">Given up; so also after 60 s.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(WholeMax, time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token, _replaced.Token);
        Task asking = AskOnAsync(ending.Token);
        try
        {
            Tell(_demand.Step);
            SendEntrySampleResponse answer = await CaptureAsync(ending.Token).ConfigureAwait(false);
            while (answer.Demanded is { } more)
            {
                _demand = more;
                Tell(more.Step);
                answer = await CaptureAsync(ending.Token).ConfigureAwait(false);
            }
            if (answer.AnswerCase == SendEntrySampleResponse.AnswerOneofCase.Grant) { controller.TrySend(new ToController { Grant = new GrantDelivery { GrantRecord = answer.Grant } }); }
            else { Refuse(answer.Refused?.Reason ?? GatewayRelay.Unavailable); }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
        }
    }

    public void Dispose() => _replaced.Dispose();

    /// <summary>The first of the demanded factors for which this door has a device here.</summary>
    private Task<SendEntrySampleResponse> CaptureAsync(CancellationToken cancellation)
    {
        foreach (Factor factor in _demand.Factors)
        {
            if (factor == Factor.Pin) { return PinAsync(cancellation); }
            if (factor == Factor.Face && devices.CameraOf(_demand.Door) is { } camera) { return FaceAsync(camera, cancellation); }
            if (factor == Factor.Fingerprint && devices.SensorOf(_demand.Door) is { } sensor) { return _demand.OnSensor ? FoundAsync(sensor, cancellation) : FingerAsync(sensor, cancellation); }
        }
        return GoneAsync(_demand.Factors.Contains(Factor.Face) ? "camera_gone" : "sensor_gone", cancellation);
    }

    /// <summary>Sends the newest picture each time: what an older one shows is not what was asked for since.</summary>
    private async Task<SendEntrySampleResponse> FaceAsync(ICamera camera, CancellationToken cancellation)
    {
        Channel<CameraFrame> newest = Channel.CreateBounded<CameraFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task filming = FilmAsync(camera, newest.Writer, over.Token);
        try
        {
            while (await NextAsync(newest.Reader, cancellation).ConfigureAwait(false) is { } frame)
            {
                if (frame.Jpeg.Length > ImageMax) { continue; }
                EntryFrame image = new() { Sequence = frame.Sequence, Image = UnsafeByteOperations.UnsafeWrap(frame.Jpeg) };
                SendEntrySampleResponse answer = await SendAsync(new SendEntrySampleRequest { Frame = image }, cancellation).ConfigureAwait(false);
                if (answer.Step is not { } step) { return answer; }
                Tell(step);
            }
            return await GoneAsync("camera_gone", cancellation).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await filming.ConfigureAwait(false);
        }
    }

    /// <summary>Null where the camera is gone, or gives nothing for too long.</summary>
    private async Task<CameraFrame?> NextAsync(ChannelReader<CameraFrame> frames, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(PictureMax, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try { return await frames.WaitToReadAsync(either.Token).ConfigureAwait(false) && frames.TryRead(out CameraFrame? frame) ? frame : null; }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { return null; }
    }

    private static async Task FilmAsync(ICamera camera, ChannelWriter<CameraFrame> frames, CancellationToken cancellation)
    {
        try
        {
            await foreach (CameraFrame frame in camera.FramesAsync(cancellation).ConfigureAwait(false)) { frames.TryWrite(frame); }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        finally { frames.TryComplete(); }
    }

    private async Task<SendEntrySampleResponse> FingerAsync(IFingerprintSensor sensor, CancellationToken cancellation)
    {
        while (true)
        {
            byte[]? image;
            // The driver holds its thread while a picture comes up the wire.
            try { image = await Task.Run(() => sensor.CaptureAsync(FingerMax, cancellation), cancellation).ConfigureAwait(false); }
            catch (SensorException gone)
            {
                EntriesLog.SensorGone(log, _demand.Door, gone.Message);
                return await GoneAsync("sensor_gone", cancellation).ConfigureAwait(false);
            }
            if (image is null) { return await GoneAsync("nobody_came", cancellation).ConfigureAwait(false); }
            SendEntrySampleResponse answer = await SendAsync(new SendEntrySampleRequest { Finger = UnsafeByteOperations.UnsafeWrap(image) }, cancellation).ConfigureAwait(false);
            if (answer.Step is not { } step) { return answer; }
            Tell(step);
        }
    }

    /// <summary>The sensor compares by itself; what it says goes up with what its library holds, because whose slot it is the gateway alone knows.</summary>
    private async Task<SendEntrySampleResponse> FoundAsync(IFingerprintSensor sensor, CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        while (FingerMax - time.GetElapsedTime(begun) is { Ticks: > 0 } left)
        {
            SensorFinding? finding;
            try { finding = await sensor.FindAsync(left, cancellation).ConfigureAwait(false); }
            catch (SensorException gone)
            {
                EntriesLog.SensorGone(log, _demand.Door, gone.Message);
                return await GoneAsync("sensor_gone", cancellation).ConfigureAwait(false);
            }
            // A touch that could not be read is no attempt: the person tries again.
            if (finding is null) { continue; }
            SensorFinger told = new() { Slots = { finding.Library.Slots.Select(s => (uint)s) } };
            if (finding.Match is { } match) { (told.Matched, told.Slot, told.Score, told.Digest) = (true, (uint)match.Slot, (uint)match.Score, ByteString.CopyFrom(finding.Digest)); }
            return await SendAsync(new SendEntrySampleRequest { SensorFinger = told }, cancellation).ConfigureAwait(false);
        }
        return await GoneAsync("nobody_came", cancellation).ConfigureAwait(false);
    }

    /// <summary>The controller listens to the keypad; the agent only carries what it cannot open.</summary>
    private async Task<SendEntrySampleResponse> PinAsync(CancellationToken cancellation)
    {
        try
        {
            ByteString pin = await _pin.Task.WaitAsync(PinMax, time, cancellation).ConfigureAwait(false);
            return await SendAsync(new SendEntrySampleRequest { Pin = pin }, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException) { return await GoneAsync("nobody_came", cancellation).ConfigureAwait(false); }
    }

    private Task<SendEntrySampleResponse> GoneAsync(string why, CancellationToken cancellation) => SendAsync(new SendEntrySampleRequest { Gone = why }, cancellation);

    private async Task<SendEntrySampleResponse> SendAsync(SendEntrySampleRequest sample, CancellationToken cancellation)
    {
        (sample.Challenge, sample.Waiting) = (_demand.Challenge, _waiting);
        return await gateway.SendEntrySampleAsync(sample, new CallOptions(deadline: time.GetUtcNow().UtcDateTime + AnswerMax, cancellationToken: cancellation)).ConfigureAwait(false);
    }

    /// <summary>Keeps the person waiting at the reader, and shows what to do, until it is over.</summary>
    private async Task AskOnAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(AskEvery, time);
        try
        {
            do { controller.TrySend(new ToController { EntryPending = new EntryPending { Nonce = presented.Nonce, Act = _act } }); }
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) { }
    }

    private void Tell(EntryStep step)
    {
        EntryAct act = ActOf(step);
        if (_told != (act, step.Guidance)) { EntriesLog.Asked(log, _demand.Door, act, step.Guidance); }
        (_told, _act) = ((act, step.Guidance), act);
    }

    private static EntryAct ActOf(EntryStep? step) => step?.Act switch
    {
        StepUpAct.FaceCentre => EntryAct.FaceCentre,
        StepUpAct.FaceLeft => EntryAct.FaceLeft,
        StepUpAct.FaceRight => EntryAct.FaceRight,
        StepUpAct.Finger => EntryAct.Finger,
        StepUpAct.Pin => EntryAct.Pin,
        _ => EntryAct.Unspecified,
    };
}
