using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What a door did with a command.</summary>
/// <param name="Reason">Stable code where it was not done.</param>
public sealed record CommandResult(DoorId Door, bool Done, string Reason, Sentence? Text);

/// <summary>
/// Officers' commands: recorded, numbered, signed, sent, and answered with what the controller says it did. Never
/// "done" because it was sent.
/// </summary>
public sealed class CommandDesk(
    Controllers controllers, DownLink down, CommandResults results, CommandNumbers numbers, IGatewayKeys keys, TimeProvider clock, ILogger<CommandDesk> log)
{
    /// <summary>Longest wait for a controller's word (GB 50396-2007: a remote command acts within 2 s).</summary>
    public static readonly TimeSpan ReplyMax = TimeSpan.FromSeconds(2);

    private static readonly Sentence Offline = new("门控制器离线，命令未执行", "the controller is offline; nothing was done");
    private static readonly Sentence OfflineUnknown = new("门控制器离线，结果未知", "the controller is offline; whether it heard is unknown");
    private static readonly Sentence Unrecorded = new("无法记录，命令未执行", "it cannot be recorded; nothing was done");
    private static readonly Sentence NoAnswer = new("门控制器未及时答复，结果未知", "the controller gave no answer in time; the outcome is unknown");

    private readonly ConcurrentDictionary<DeviceId, SemaphoreSlim> _sending = new();

    /// <param name="hold">For unlock; null: the door's own.</param>
    /// <exception cref="Secure.Contracts.RefusedException">The command could not be recorded: it was not sent.</exception>
    public Task<CommandResult> GiveAsync(Door door, DoorCommand order, TimeSpan? hold, ISession officer, string reason, CancellationToken cancellation) =>
        GiveAsync(door, order, hold, CommandGiver.Of(officer), reason, cancellation);

    /// <exception cref="Secure.Contracts.RefusedException">The command could not be recorded: it was not sent.</exception>
    internal async Task<CommandResult> GiveAsync(Door door, DoorCommand order, TimeSpan? hold, CommandGiver giver, string reason, CancellationToken cancellation)
    {
        string decisionId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        uint holdMs = order == DoorCommand.Unlock ? (uint)(hold ?? door.Hold).TotalMilliseconds : 0;
        Command command = new(door.Id, 0, order, Token128.None, Token128.None, 0, holdMs, giver.Name, decisionId);
        bool reachable = command.Secures;
        if (!reachable && controllers.Of(door.Controller).Alive && await NonceAsync(door, cancellation) is { } issued)
        {
            command = command with { BootId = issued.BootId, Nonce = issued.Nonce, NotAfterNs = NotAfter(issued) };
            reachable = true;
        }
        Func<ulong, ToController>? message = reachable ? number => new ToController { CommandRecord = ByteString.CopyFrom((command with { Number = number }).Sign(keys.Command)) } : null;
        string name = order.ToString().ToLower(CultureInfo.InvariantCulture);
        return await EndAsync(door, message, Describe(door, name, giver, reason, decisionId), decisionId, cancellation);
    }

    /// <summary>
    /// Sets the clock of the door's controller to ours. The controller need not count as heard, for a wrong clock is why it does not;
    /// that it is there it shows by the nonce.
    /// </summary>
    /// <exception cref="Secure.Contracts.RefusedException">It could not be recorded: it was not sent.</exception>
    internal async Task<CommandResult> SetClockAsync(Door door, ISession officer, string reason, CancellationToken cancellation)
    {
        string decisionId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        CommandGiver giver = CommandGiver.Of(officer);
        NonceIssued? issued = await NonceAsync(door, cancellation);
        AuditEvent happened = Describe(door, "set_clock", giver, reason, decisionId);
        if (issued is null) { return await EndAsync(door, null, happened, decisionId, cancellation); }
        happened = happened with { Details = [.. happened.Details, new("was", issued.Time.Wall.ToString("O", CultureInfo.InvariantCulture)), new("was_quality", issued.Time.Quality.ToString().ToLowerInvariant())] };
        // Our time is read last: nothing that takes long comes between it and the controller.
        ToController Setting(ulong number) => new()
        {
            ClockRecord = ByteString.CopyFrom(new ClockSetting(
                door.Id, number, issued.BootId, issued.Nonce, NotAfter(issued), clock.GetUtcNow().ToUnixTimeMilliseconds(), giver.Name, decisionId).Sign(keys.Command)),
        };
        return await EndAsync(door, Setting, happened, decisionId, cancellation);
    }

    private static ulong NotAfter(NonceIssued issued) => issued.Time.MonotonicNs + (ulong)Grant.LifeMax.TotalNanoseconds;

    private async Task<CommandResult> EndAsync(Door door, Func<ulong, ToController>? message, AuditEvent happened, string decisionId, CancellationToken cancellation)
    {
        CommandResult result = await ExecuteAsync(door, message, happened, cancellation);
        DoorsLog.CommandEnded(log, decisionId, door.Id.Text, result.Done ? "done" : result.Reason);
        return result;
    }

    /// <summary>A nonce that the door's controller signs now, which by itself moves nothing; null where it does not answer.</summary>
    internal async Task<NonceIssued?> NonceAsync(Door door, CancellationToken cancellation)
    {
        Token128 request = Token128.NewRandom();
        Task<NonceIssued> answer = results.ExpectNonce(request);
        try
        {
            ToController ask = new() { NonceRequest = new NonceRequest { Door = door.Id.Text, RequestId = ByteString.CopyFrom(request.Bytes) } };
            if (!await down.SendAsync(door.Controller, ask, cancellation)) { return null; }
            NonceIssued issued = await answer.WaitAsync(ReplyMax, clock, cancellation);
            return issued.Door == door.Id && issued.Controller == door.Controller ? issued : null;
        }
        catch (TimeoutException) { return null; }
        finally { results.Forget(request); }
    }

    /// <param name="message">What to send under the number that it gets; null where nobody would hear it.</param>
    private async Task<CommandResult> ExecuteAsync(Door door, Func<ulong, ToController>? message, AuditEvent happened, CancellationToken cancellation)
    {
        ulong number = 0;
        try
        {
            Task<DoorEvent>? answer = null;
            // A controller refuses a number below one that it has seen: numbering and sending are one step for each controller.
            SemaphoreSlim sending = _sending.GetOrAdd(door.Controller, _ => new SemaphoreSlim(1, 1));
            await sending.WaitAsync(cancellation);
            try
            {
                number = await numbers.NextAsync(happened, cancellation) ?? throw DoorRefusals.Unavailable();
                answer = results.Expect(door.Controller, number);
                Sending sent = message is null ? Sending.NotSent : await down.PassAsync(door.Controller, message(number), cancellation);
                if (sent == Sending.NotSent) { return new CommandResult(door.Id, false, "offline", Offline); }
                // What secures needs no nonce: it may be done as soon as the broker is back.
                if (sent == Sending.Unanswered) { return new CommandResult(door.Id, false, "offline", OfflineUnknown); }
            }
            finally { sending.Release(); }
            return Read(door, await answer.WaitAsync(ReplyMax, clock, cancellation));
        }
        catch (TimeoutException)
        {
            return controllers.Of(door.Controller).Alive ? new CommandResult(door.Id, false, "no_answer", NoAnswer) : new CommandResult(door.Id, false, "offline", OfflineUnknown);
        }
        finally { results.Forget(door.Controller, number); }
    }

    /// <summary>One of several doors, where the log took no more: the others' results are still told.</summary>
    internal static CommandResult NotRecorded(Door door) => new(door.Id, false, "record_unavailable", Unrecorded);

    private static CommandResult Read(Door door, DoorEvent told) => told.Happened == DoorEventKind.CommandDone
        ? new CommandResult(door.Id, true, "", null)
        : Refused(door, told.Reason.Length > 0 ? told.Reason : "refused");

    private static CommandResult Refused(Door door, string reason) => new(door.Id, false, reason, DoorReasonWords.Refused(reason));

    private static AuditEvent Describe(Door door, string action, CommandGiver giver, string reason, string decisionId) => new(AuditKinds.DoorCommand)
    {
        Subject = giver.Name.Text,
        Person = giver.Session is null ? null : giver.Name.Text,
        Session = giver.Session,
        Workstation = giver.Workstation,
        Device = door.Controller.Text,
        Door = door.Id.Text,
        Room = door.Into.Text,
        Action = action,
        Decision = "permit",
        Details = [new("decision_id", decisionId), new("reason", reason)],
    };
}
