using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Broker;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.V1;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// Takes one picture of a door because the gateway asks: the camera's first from then on, never one that lay there. It is encrypted
/// for the site's evidence key and handed over at once; it never lies on this machine's disk, and where it cannot be handed over it is
/// gone. Whoever repeats an old request gets nothing: the gateway takes only what it waits for.
/// </summary>
internal sealed class SnapshotTaker(DoorDevices devices, GatewayChannel gateway, KeyListHolder keyLists, LiveOutlet live, TimeProvider time, ILogger<SnapshotTaker> log)
{
    private static readonly TimeSpan SendMax = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<string, byte> _atDoors = new(StringComparer.Ordinal);

    /// <summary>Begins, and returns at once. One at a door.</summary>
    public void Begin(AgentRequest request, string door, string controller)
    {
        if (_atDoors.TryAdd(door, 0)) { _ = RunAsync(request, door, controller); }
        else { live.Refuse(new AgentRefusal(request.Id, AgentRefusals.Busy)); }
    }

    private async Task RunAsync(AgentRequest request, string door, string controller)
    {
        string? why;
        try { why = await TakeAsync(request, door, controller).ConfigureAwait(false); }
        catch (Exception failed) when (failed is RpcException or ObjectDisposedException or CryptographicException) { why = AgentRefusals.NotHandedOver; }
        finally { _atDoors.TryRemove(door, out _); }
        if (why is null) { ClipsLog.SnapshotTaken(log, door); return; }
        ClipsLog.NoSnapshot(log, door, why);
        live.Refuse(new AgentRefusal(request.Id, why));
    }

    /// <summary>Null where the gateway has it; else why not.</summary>
    private async Task<string?> TakeAsync(AgentRequest request, string door, string controller)
    {
        if (devices.CameraOf(door) is not { } camera) { return AgentRefusals.NoCamera; }
        if (keyLists.EvidenceKey(time.GetUtcNow()) is not { } key) { return AgentRefusals.NoEvidenceKey; }
        (CameraFrame? frame, string why) = await NextPicture.OfAsync(camera, time).ConfigureAwait(false);
        if (frame is null) { return why; }
        byte[] file = ClipSeal.Seal([frame.Jpeg], frame.At, key);
        ClipHeader header = new()
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(file)),
            Door = door,
            Controller = controller,
            TakenAt = frame.At.ToTimestamp(),
            Snapshot = ByteString.CopyFrom(request.Id),
        };
        return await ClipUpload.SendAsync(gateway, header, file, time.GetUtcNow() + SendMax, CancellationToken.None).ConfigureAwait(false) ? null : AgentRefusals.NotHandedOver;
    }
}
