using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;
using Secure.V1;
using WitnessAnswer = Secure.V1.WitnessAnswer;

namespace Secure.Gateway.Audit.Witnessing;

/// <summary>
/// Speaks with one witness after another's hello: shows what it last cosigned to the gate, then asks it to cosign each checkpoint.
/// The bytes inside the messages are those of the witness protocol (C2SP tlog-witness).
/// </summary>
public sealed class WitnessDesk(Publisher publisher, LogKeys keys, LogPulse pulse, OpenGate gate, IStore store, IAlarms alarms, IProcessEnd end, TimeProvider clock, ILogger<WitnessDesk> log)
{
    /// <summary>Its rows tell which witnesses have ever cosigned; to be sealed.</summary>
    public const string Table = "audit_witnesses";

    private const int Ok = 200;
    private const int Conflict = 409;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    public async Task ServeAsync(string agent, IAsyncStreamReader<WitnessMessage> from, IServerStreamWriter<WitnessRequest> to, CancellationToken cancellation)
    {
        VerifierKey witness = keys.WitnessOf(agent) ?? throw new RefusedException(AuditRefusals.NotAWitness);
        if (await NextAsync(from, cancellation) is not { Hello: { } hello } || hello.VerifierKey != witness.ToString()) { throw new RefusedException(AuditRefusals.BadHello); }
        (long cosigned, bool isKnown) = await HearAsync(witness, hello, cancellation);
        while (true)
        {
            Task next = pulse.Next;
            if (publisher.Current is { } latest && !latest.Cosigners.Contains(witness.Name))
            {
                cosigned = await AskAsync(witness, latest, cosigned, from, to, cancellation);
                isKnown = isKnown || await RememberAsync(witness, cancellation);
            }
            await next.WaitAsync(cancellation);
        }
    }

    private async Task<(long Cosigned, bool IsKnown)> HearAsync(VerifierKey witness, WitnessHello hello, CancellationToken cancellation)
    {
        PublishedLog latest = publisher.Current ?? throw new RefusedException(AuditRefusals.NotPublished);
        RowRead known = await store.ReadRowAsync(Table, RowOf(witness), cancellation);
        (HelloVerdict verdict, long size) = await HelloRules.JudgeAsync(
            hello.LastCheckpoint.Memory, witness, keys.Logs, known is not RowRead.Absent, latest.Size, new TileHashReader(publisher.Tiles, latest.Size), cancellation);
        log.WitnessHeard(witness.Name, verdict, size);
        if (verdict is HelloVerdict.Ancestor or HelloVerdict.NothingYet)
        {
            gate.Agree(witness.Name);
            return (size, known is not RowRead.Absent);
        }
        // An agent that has not yet heard of the log in use shows what it cosigned of the one before: it comes again with the new key list.
        if (verdict != HelloVerdict.Unproven || !IsOfEarlierLog(hello.LastCheckpoint.Span)) { await RefuseAsync(witness, verdict, size, cancellation); }
        throw new RefusedException(AuditRefusals.BadHello);
    }

    private async Task RefuseAsync(VerifierKey witness, HelloVerdict verdict, long size, CancellationToken cancellation)
    {
        bool proven = verdict is HelloVerdict.Ahead or HelloVerdict.Forked;
        if (proven) { gate.Condemn(); }
        Alarm alarm = proven
            ? new Alarm("log.rolled_back", "见证者证明日志被回退或改写，停止服务；若是恢复了旧备份：secure new-origin · a witness proves that the log was rolled back or rewritten, and service stops; where an older backup was restored: secure new-origin")
            : new Alarm("witness.refused", "见证者的上一检查点无效 · a witness's last checkpoint does not count");
        await alarms.RaiseAsync(alarm with { Details = [new("witness", witness.Name), new("verdict", verdict.ToString()), new("size", $"{size}")] }, cancellation);
    }

    /// <returns>The size that the witness has cosigned now.</returns>
    private async Task<long> AskAsync(
        VerifierKey witness, PublishedLog latest, long cosigned, IAsyncStreamReader<WitnessMessage> from, IServerStreamWriter<WitnessRequest> to, CancellationToken cancellation)
    {
        TileHashReader hashes = new(publisher.Tiles, latest.Size);
        AddCheckpointRequest request = new(cosigned, await ConsistencyProof.BuildAsync(hashes, cosigned, latest.Size, cancellation), latest.Note);
        await to.WriteAsync(new WitnessRequest { AddCheckpoint = UnsafeByteOperations.UnsafeWrap(request.ToBytes()) }, cancellation);
        WitnessAnswer answer = (await NextAsync(from, cancellation))?.Answer ?? throw new RefusedException(AuditRefusals.BadAnswer);
        switch (answer.Status)
        {
            case Ok when await CosignAsync(latest, answer.Body.ToByteArray(), witness, cancellation):
                return latest.Size;
            // It has cosigned more than it said, and no more than we have: go on from there. Anything else is no witness of ours.
            case Conflict when TransparencyLog.WitnessAnswer.TryReadSize(answer.Body.Span, out long size) && size <= latest.Size && size != cosigned:
                await Task.Delay(AgainAfter, clock, cancellation);
                return size;
            default:
                log.WitnessAnswered(witness.Name, answer.Status);
                await alarms.RaiseAsync(new Alarm("witness.answer", "见证者拒绝检查点 · a witness refused a checkpoint") { Details = [new("witness", witness.Name), new("status", $"{answer.Status}")] }, cancellation);
                throw new RefusedException(AuditRefusals.BadAnswer);
        }
    }

    /// <summary>What the witness says next; null when it has nothing more to say. A silent one is not waited for.</summary>
    private async Task<WitnessMessage?> NextAsync(IAsyncStreamReader<WitnessMessage> from, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(AnswerMax, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try { return await from.MoveNext(either.Token) ? from.Current : null; }
        catch (Exception e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested && e is OperationCanceledException or RpcException) { throw new RefusedException(AuditRefusals.LateAnswer); }
    }

    private async Task<bool> CosignAsync(PublishedLog latest, byte[] answer, VerifierKey witness, CancellationToken cancellation)
    {
        try { return await publisher.CosignAsync(latest, answer, witness, cancellation); }
        catch (DiskFaultException e) { end.End(e.Message); throw; }
    }

    /// <returns>False where there was no room: with the next checkpoint it is tried again.</returns>
    private async Task<bool> RememberAsync(VerifierKey witness, CancellationToken cancellation) =>
        await store.CommitAsync(new StoreChange { Rows = [new RowWrite(Table, RowOf(witness), [1])] }, cancellation) is CommitOutcome.Committed;

    private bool IsOfEarlierLog(ReadOnlySpan<byte> note) =>
        keys.Number > 1 && SignedNote.TryParse(note, out SignedNote? signed) && Checkpoint.TryParse(signed.Text, out Checkpoint? checkpoint) && keys.IsEarlier(checkpoint.Origin);

    // What it cosigned of the site's earlier logs is not asked for.
    private string RowOf(VerifierKey witness) => keys.Number == 1 ? witness.Name : $"{witness.Name} {keys.Origin}";
}
