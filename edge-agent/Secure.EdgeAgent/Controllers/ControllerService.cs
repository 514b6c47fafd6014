using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.EdgeAgent.Broker;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;

namespace Secure.EdgeAgent.Controllers;

/// <summary>Keeps a connection to each controller and hands a new key list to all of them.</summary>
internal sealed class ControllerService(
    AgentSettings settings, ControllerSet controllers, Queues queues, LiveOutlet live, KeyListHolder keyLists, GatewayRelay relay, ClipMaker clips,
    AgentWriter writer, TimeProvider time, ILogger<ControllerService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void HandOn(byte[] signed) => controllers.SendToAll(new ToController { KeyList = ByteString.CopyFrom(signed) });
        keyLists.Replaced += HandOn;
        try { await await Task.WhenAny(settings.Controllers.Select(one => Link(one).RunAsync(stoppingToken))).ConfigureAwait(false); }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally { keyLists.Replaced -= HandOn; }
    }

    private ControllerLink Link(ControllerSettings one) =>
        new(one, controllers, queues, stream => new ControllerSession(one.DeviceId, stream, queues, live, keyLists, relay, clips, writer.Me, time), time, log);
}
