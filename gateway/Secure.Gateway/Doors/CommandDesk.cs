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
    private static readonly Sentence NoAnswer = new("门控制器未及时答复，结果未知", "the controller gave no answer in time; the outcome is unknown");
    private static readonly Sentence RefusedThere = new("门控制器拒绝执行", "the controller refused the command");

    /// <exception cref="Secure.Contracts.RefusedException">The command could not be recorded: it was not sent.</exception>
    public async Task<CommandResult> GiveAsync(Door door, DoorCommand order, TimeSpan? hold, ISession officer, string reason, CancellationToken cancellation)
    {
        string decisionId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        AuditEvent happened = Describe(door, order, officer, reason, decisionId);
        if (await numbers.NextAsync(happened, cancellation) is not { } number) { throw DoorRefusals.Unavailable(); }
        CommandResult result = await ExecuteAsync(door, order, hold ?? door.Hold, officer.Person, decisionId, number, cancellation);
        DoorsLog.CommandEnded(log, number, door.Id.Text, result.Done ? "done" : result.Reason);
        return result;
    }

    private async Task<CommandResult> ExecuteAsync(Door door, DoorCommand order, TimeSpan hold, PersonId officer, string decisionId, ulong number, CancellationToken cancellation)
    {
        Command command = new(door.Id, number, order, Token128.None, Token128.None, 0, order == DoorCommand.Unlock ? (uint)hold.TotalMilliseconds : 0, officer, decisionId);
        if (!command.Secures)
        {
            if (!controllers.Of(door.Controller).Alive) { return new CommandResult(door.Id, false, "offline", Offline); }
            if (await NonceAsync(door, cancellation) is not { } issued) { return new CommandResult(door.Id, false, "offline", Offline); }
            command = command with { BootId = issued.BootId, Nonce = issued.Nonce, NotAfterNs = issued.Time.MonotonicNs + (ulong)(Grant.LifeMax.Ticks * 100) };
        }
        return await SendAsync(door, command, cancellation);
    }

    private async Task<NonceIssued?> NonceAsync(Door door, CancellationToken cancellation)
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

    private async Task<CommandResult> SendAsync(Door door, Command command, CancellationToken cancellation)
    {
        Task<DoorEvent> answer = results.Expect(door.Controller, command.Number);
        try
        {
            ToController message = new() { CommandRecord = ByteString.CopyFrom(command.Sign(keys.Command)) };
            if (!await down.SendAsync(door.Controller, message, cancellation)) { return new CommandResult(door.Id, false, "offline", Offline); }
            DoorEvent told = await answer.WaitAsync(ReplyMax, clock, cancellation);
            return told.Happened == DoorEventKind.CommandDone
                ? new CommandResult(door.Id, true, "", null)
                : new CommandResult(door.Id, false, told.Reason.Length > 0 ? told.Reason : "refused", RefusedThere);
        }
        catch (TimeoutException) { return new CommandResult(door.Id, false, "no_answer", NoAnswer); }
        finally { results.Forget(door.Controller, command.Number); }
    }

    private static AuditEvent Describe(Door door, DoorCommand order, ISession officer, string reason, string decisionId) => new(AuditKinds.DoorCommand)
    {
        Subject = officer.Person.Text,
        Person = officer.Person.Text,
        Session = officer.Id,
        Workstation = officer.Facts.Workstation?.Text,
        Device = door.Controller.Text,
        Door = door.Id.Text,
        Room = door.Into.Text,
        Action = order.ToString().ToLower(CultureInfo.InvariantCulture),
        Decision = "permit",
        Details = [new("decision_id", decisionId), new("reason", reason)],
    };
}
