using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Trust;
using Secure.V1;

namespace Secure.EdgeAgent.Controllers;

/// <summary>Carries a controller's questions to the gateway and the answers back, unopened.</summary>
internal sealed class GatewayRelay(GatewayChannel gateway, EntryCaptures captures, KeyListHolder keyLists, TimeProvider time, ILogger<GatewayRelay> log) : IDisposable
{
    /// <summary>Stable reason of an entry that no gateway decided: the door stays locked.</summary>
    internal const string Unavailable = "unavailable";

    /// <summary>A grant is good for at most 3 s after its presentation, so a later answer is worth nothing.</summary>
    private static readonly TimeSpan EntryMax = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan EnrolMax = TimeSpan.FromSeconds(10);

    /// <summary>Questions under way at once, over all controllers.</summary>
    private readonly SemaphoreSlim _underWay = new(32);

    /// <summary>Asks the gateway about an entry; the answer goes to the controller when it comes.</summary>
    public void Present(ControllerSession controller, PresentationDelivery presented, CancellationToken cancellation)
    {
        if (_underWay.Wait(0, CancellationToken.None)) { _ = ReleaseAfterAsync(AskAsync(controller, presented, cancellation)); }
        else { Refuse(controller, presented, Unavailable); }
    }

    /// <summary>A controller's word that the person of a presentation still waits.</summary>
    public void StillWaits(ControllerSession controller, WaitingDelivery waiting) => captures.StillWaits(controller, waiting);

    /// <summary>A PIN that was typed for a presentation, sealed to the gateway.</summary>
    public void PinTyped(ControllerSession controller, PinDelivery pin) => captures.PinTyped(controller, pin);

    /// <summary>Carries a controller's own enrolment; the answer goes to it when it comes.</summary>
    public void Enrol(ControllerSession controller, ByteString record, CancellationToken cancellation)
    {
        // A controller asks again with every new key list; the code is good once, so only one question goes up.
        if (!controller.TryBeginEnrolment()) { return; }
        if (_underWay.Wait(0, CancellationToken.None)) { _ = ReleaseAfterAsync(EnrolAsync(controller, record, cancellation)); }
        else
        {
            controller.EnrolmentRefused();
            controller.TrySend(new ToController { EnrollmentRefused = new EnrollmentRefusal { Reason = Unavailable } });
        }
    }

    public void Dispose() => _underWay.Dispose();

    private async Task AskAsync(ControllerSession controller, PresentationDelivery presented, CancellationToken cancellation)
    {
        try
        {
            RequestEntryResponse answer = await gateway.Doors
                .RequestEntryAsync(new RequestEntryRequest { Presentation = presented.PresentationRecord }, Options(EntryMax, cancellation)).ConfigureAwait(false);
            if (answer.AnswerCase == RequestEntryResponse.AnswerOneofCase.Grant)
            {
                controller.TrySend(new ToController { Grant = new GrantDelivery { GrantRecord = answer.Grant } });
                return;
            }
            if (answer.Demanded is { } demand) { captures.Begin(controller, presented, demand, cancellation); }
            else { Refuse(controller, presented, answer.Refused?.Reason ?? Unavailable); }
        }
        catch (RpcException failed)
        {
            ControllersLog.EntryUnanswered(log, controller.Id.Text, failed.StatusCode, failed.Status.Detail);
            Refuse(controller, presented, Unavailable);
        }
    }

    private async Task EnrolAsync(ControllerSession controller, ByteString record, CancellationToken cancellation)
    {
        try
        {
            EnrollResponse answer = await gateway.Fleet.EnrollAsync(new EnrollRequest { Controller = record }, Options(EnrolMax, cancellation)).ConfigureAwait(false);
            keyLists.Offer(answer.KeyList.ToByteArray());
            controller.TrySend(new ToController { AcceptedRecord = answer.Accepted });
        }
        catch (RpcException refused)
        {
            controller.EnrolmentRefused();
            ControllersLog.EnrolmentRefused(log, controller.Id.Text, refused.StatusCode, refused.Status.Detail);
            controller.TrySend(new ToController { EnrollmentRefused = new EnrollmentRefusal { Reason = $"{refused.StatusCode}: {refused.Status.Detail}" } });
        }
    }

    private async Task ReleaseAfterAsync(Task question)
    {
        try { await question.ConfigureAwait(false); }
        finally { _underWay.Release(); }
    }

    internal static void Refuse(ControllerSession controller, PresentationDelivery presented, string reason) =>
        controller.TrySend(new ToController { EntryRefused = new EntryRefusal { Nonce = presented.Nonce, Reason = reason } });

    private CallOptions Options(TimeSpan limit, CancellationToken cancellation) => new(deadline: time.GetUtcNow().UtcDateTime + limit, cancellationToken: cancellation);
}
