using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Devices.Fingerprints;
using Secure.EdgeAgent.Gateway;
using Secure.V1;

namespace Secure.EdgeAgent.Entries;

/// <summary>
/// Keeps the libraries of sensors that match by themselves as the gateway wants them: tells what each holds, erases what is to be
/// erased, enrols whom an officer brings. A sensor whose door does not use that is left alone.
/// </summary>
internal sealed class SensorKeeper(DoorDevices devices, GatewayChannel gateway, TimeProvider time, ILogger<SensorKeeper> log) : BackgroundService
{
    /// <summary>So soon an officer's enrolment begins, and a slot that was given up is erased.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Where the door does not use it: until the site file says otherwise.</summary>
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FingerMax = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(devices.SensorDoors.Select(d => KeepAsync(d, devices.SensorOf(d)!, stoppingToken)));

    private async Task KeepAsync(string door, IFingerprintSensor sensor, CancellationToken stopping)
    {
        StatusCode? told = null;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan pause = Period;
            try
            {
                if (!await TurnAsync(door, sensor, stopping).ConfigureAwait(false)) { pause = IdlePeriod; }
                told = null;
            }
            catch (RpcException) when (stopping.IsCancellationRequested) { return; }
            catch (RpcException failed)
            {
                if (told != failed.StatusCode) { EntriesLog.SensorUnanswered(log, door, failed.StatusCode); }
                told = failed.StatusCode;
            }
            await Task.Delay(pause, time, stopping).ConfigureAwait(false);
        }
    }

    /// <returns>False where the door does not use it.</returns>
    private async Task<bool> TurnAsync(string door, IFingerprintSensor sensor, CancellationToken stopping)
    {
        if (!(await AskAsync(new SyncSensorRequest { Door = door }, stopping).ConfigureAwait(false)).Used) { return false; }
        SyncSensorResponse work;
        while ((work = await AskAsync(await ReadAsync(door, sensor, stopping).ConfigureAwait(false), stopping).ConfigureAwait(false)) is { Erase.Count: > 0 } or { Enrolment.Length: > 0 })
        {
            if (work.Erase.Count > 0 && !await EraseAsync(door, sensor, work.Erase, stopping).ConfigureAwait(false)) { return true; }
            if (work.Enrolment.Length > 0) { await EnrolAsync(door, sensor, work, stopping).ConfigureAwait(false); }
        }
        return work.Used;
    }

    private static async Task<SyncSensorRequest> ReadAsync(string door, IFingerprintSensor sensor, CancellationToken stopping)
    {
        try
        {
            SensorLibrary library = await sensor.ReadLibraryAsync(stopping).ConfigureAwait(false);
            return new SyncSensorRequest { Door = door, Read = true, Capacity = (uint)library.Capacity, Slots = { library.Slots.Select(s => (uint)s) } };
        }
        catch (SensorException gone) { return new SyncSensorRequest { Door = door, Trouble = gone.Trouble.ToString() }; }
    }

    /// <returns>False where the sensor was lost: the next turn asks anew.</returns>
    private async Task<bool> EraseAsync(string door, IFingerprintSensor sensor, IEnumerable<uint> slots, CancellationToken stopping)
    {
        try
        {
            foreach (uint slot in slots)
            {
                await sensor.DeleteAsync((int)slot, stopping).ConfigureAwait(false);
                EntriesLog.SlotErased(log, door, (int)slot);
            }
            return true;
        }
        catch (Exception lost) when (lost is SensorException or ArgumentOutOfRangeException)
        {
            EntriesLog.SensorGone(log, door, lost.Message);
            return false;
        }
    }

    private async Task EnrolAsync(string door, IFingerprintSensor sensor, SyncSensorResponse work, CancellationToken stopping)
    {
        SyncSensorRequest ended = new() { Door = door, Enrolment = work.Enrolment };
        try
        {
            SensorVerdict verdict = await sensor.EnrolAsync((int)work.Slot, FingerMax, stopping).ConfigureAwait(false);
            if (verdict == SensorVerdict.Done) { ended.Digest = ByteString.CopyFrom(await sensor.DigestAsync((int)work.Slot, stopping).ConfigureAwait(false)); }
            ended.Verdict = verdict switch { SensorVerdict.Done => "done", SensorVerdict.NoFinger => "no_finger", SensorVerdict.Unclear => "unclear", SensorVerdict.TwoFingers => "two_fingers", _ => "refused" };
        }
        catch (Exception lost) when (lost is SensorException or ArgumentOutOfRangeException) { ended.Verdict = "gone"; }
        EntriesLog.SlotEnrolled(log, door, (int)work.Slot, ended.Verdict);
        await AskAsync(ended, stopping).ConfigureAwait(false);
    }

    private async Task<SyncSensorResponse> AskAsync(SyncSensorRequest word, CancellationToken stopping) =>
        await gateway.Biometrics.SyncSensorAsync(word, new CallOptions(deadline: time.GetUtcNow().UtcDateTime + CallMax, cancellationToken: stopping)).ConfigureAwait(false);
}
