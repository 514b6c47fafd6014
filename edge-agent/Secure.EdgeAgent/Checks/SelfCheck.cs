using System.Security.Cryptography;
using Secure.EdgeAgent.Broker;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Controllers;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Storage;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;

namespace Secure.EdgeAgent.Checks;

/// <summary>
/// What the agent can find out about itself without moving anything: asked by the gateway, answered part by part. A camera that
/// films for nobody is opened for one picture, which is dropped.
/// </summary>
/// <param name="folder">The agent's data folder.</param>
internal sealed class SelfCheck(AgentSettings settings, string folder, DoorDevices devices, ControllerSet controllers, KeyListHolder keyLists, LiveOutlet live, TimeProvider time)
{
    internal const string DiskFailed = "disk_failed", NotConnected = "not_connected", NoKey = "no_evidence_key";

    private int _running;

    /// <summary>Begins, and returns at once. One at a time: what is asked meanwhile is not answered.</summary>
    public void Begin(AgentRequest request)
    {
        if (Interlocked.Exchange(ref _running, 1) == 0) { _ = RunAsync(request); }
    }

    private async Task RunAsync(AgentRequest request)
    {
        try
        {
            AgentCheck[] cameras = await Task.WhenAll(devices.Hubs.OrderBy(h => h.Door, StringComparer.Ordinal).Select(CameraAsync)).ConfigureAwait(false);
            live.Tested(new AgentSelfTest(request.Id, [Disk(), EvidenceKey(), .. settings.Controllers.Select(Controller), .. cameras]));
        }
        finally { Volatile.Write(ref _running, 0); }
    }

    private AgentCheck Disk()
    {
        string file = Path.Combine(folder, "self-test");
        byte[] written = RandomNumberGenerator.GetBytes(4096);
        try
        {
            DurableFile.Write(file, written);
            bool same = DurableFile.Read(file)?.AsSpan().SequenceEqual(written) == true;
            File.Delete(file);
            return new AgentCheck(AgentPart.Disk, "", same ? "" : DiskFailed);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException) { return new AgentCheck(AgentPart.Disk, "", DiskFailed); }
    }

    private AgentCheck EvidenceKey() => new(AgentPart.EvidenceKey, "", keyLists.EvidenceKey(time.GetUtcNow()) is null ? NoKey : "");

    private AgentCheck Controller(ControllerSettings one) => new(AgentPart.Controller, one.Id, controllers.IsConnected(one.DeviceId) ? "" : NotConnected);

    private async Task<AgentCheck> CameraAsync(CameraHub hub) => new(AgentPart.Camera, hub.Door, (await NextPicture.OfAsync(hub, time).ConfigureAwait(false)).Why);
}
