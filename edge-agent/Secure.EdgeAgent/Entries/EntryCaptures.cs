using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.EdgeAgent.Controllers;
using Secure.EdgeAgent.Gateway;
using Secure.V1;

namespace Secure.EdgeAgent.Entries;

/// <summary>
/// The entries for which the gateway asks a face, a finger or a PIN, one at a door: a camera sees one person at a time, and a newer
/// badge ends what was under way. The agent decides nothing: it can delay or spoil an entry, and neither grant one nor
/// change whose it is.
/// </summary>
internal sealed class EntryCaptures(DoorDevices devices, GatewayChannel gateway, TimeProvider time, ILogger<EntryCaptures> log)
{
    private readonly ConcurrentDictionary<string, EntryCapture> _atDoors = new(StringComparer.Ordinal);

    /// <summary>Asks the person; the answer goes to the controller when it comes.</summary>
    public void Begin(ControllerSession controller, PresentationDelivery presented, EntryDemand demand, CancellationToken cancellation)
    {
        EntryCapture capture = new(controller, presented, demand, devices, gateway.Doors, time, log);
        _atDoors.AddOrUpdate(demand.Door, capture, (_, before) => { before.Cancel(); return capture; });
        _ = RunAsync(capture, demand.Door, cancellation);
    }

    /// <summary>A controller's newest word about a presentation; one that nobody waits for is dropped.</summary>
    public void StillWaits(ControllerSession controller, WaitingDelivery waiting)
    {
        foreach (EntryCapture capture in _atDoors.Values) { capture.StillWaits(controller, waiting); }
    }

    /// <summary>A typed PIN that the agent cannot open; one that nobody asked for is dropped.</summary>
    public void PinTyped(ControllerSession controller, PinDelivery pin)
    {
        foreach (EntryCapture capture in _atDoors.Values) { capture.PinTyped(controller, pin); }
    }

    private async Task RunAsync(EntryCapture capture, string door, CancellationToken cancellation)
    {
        try { await capture.RunAsync(cancellation).ConfigureAwait(false); }
        catch (RpcException failed)
        {
            EntriesLog.Unanswered(log, door, failed.StatusCode, failed.Status.Detail);
            capture.Refuse(GatewayRelay.Unavailable);
        }
        // The controller left, or a newer badge came: nobody waits for this answer.
        catch (OperationCanceledException) { capture.Refuse(GatewayRelay.Unavailable); }
        finally
        {
            _atDoors.TryRemove(new(door, capture));
            capture.Dispose();
        }
    }
}
