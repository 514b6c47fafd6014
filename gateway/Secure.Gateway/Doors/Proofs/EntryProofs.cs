using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>
/// Entries at doors whose room asks for a face, a finger or a PIN beside the badge. The badge opens a challenge for its owner, this
/// door and this nonce; the door's own agent sends captures until they prove the owner or not; then everything is decided
/// anew, recorded and granted, for as long as the controller's newest word about that nonce allows.
/// </summary>
public sealed class EntryProofs
{
    private readonly EntryDesk _desk;
    private readonly Controllers _controllers;
    private readonly DeviceAlarms _alarms;
    private readonly OpenEntries _open;
    private readonly ProofReadiness _readiness;
    private readonly FaceProofs _faces;
    private readonly FingerProofs _fingers;
    private readonly SensorProofs _sensors;
    private readonly PinProofs _pins;
    private readonly ProofVerdicts _verdicts;
    private readonly TimeProvider _clock;

    internal EntryProofs(
        EntryDesk desk, Controllers controllers, DeviceAlarms alarms, OpenEntries open, ProofReadiness readiness, FaceProofs faces, FingerProofs fingers,
        SensorProofs sensors, PinProofs pins, ProofVerdicts verdicts, TimeProvider clock)
    {
        (_desk, _controllers, _alarms, _open, _readiness, _faces, _fingers, _sensors, _pins, _verdicts, _clock) =
            (desk, controllers, alarms, open, readiness, faces, fingers, sensors, pins, verdicts, clock);
    }

    /// <summary>A badge at a reader.</summary>
    /// <exception cref="RefusedException">The record could not be written: nobody may pass.</exception>
    public async Task<EntryReply> RequestAsync(DeviceId agent, byte[] signed, CancellationToken cancellation)
    {
        EntryAnswer answer = await _desk.AnswerAsync(agent, signed, cancellation);
        return answer.Demanded is { } demanded ? await DemandAsync(demanded, FactorSet.None, cancellation) : EntryReply.Of(answer);
    }

    private async Task<EntryReply> DemandAsync(DemandedEntry demanded, FactorSet proved, CancellationToken cancellation)
    {
        (IReadOnlyList<Factor> usable, DenyReason obstacle) = await _readiness.OfAsync(demanded, cancellation);
        OpenEntry entry = new(demanded, usable, proved, _clock);
        if (usable.Count > 0 && !_open.TryAdd(entry)) { obstacle = DenyReason.FactorUnavailable; }
        else if (usable.Count > 0) { return new EntryReply.Demanded(entry.Id, entry.Asked.Door.Id, usable, ProofSteps.First(entry), _sensors.IsUsed(entry.Asked.Door.Id)); }
        await _verdicts.RefuseAsync(entry, obstacle, obstacle.Code, cancellation);
        return new EntryReply.Refused(obstacle);
    }

    /// <summary>A capture for an entry that waits.</summary>
    /// <exception cref="RefusedException">No such entry waits for this agent, an earlier sample is still being looked at, the
    /// controller's word is not genuine, an engine does not run, or nothing could be recorded.</exception>
    public async Task<EntryReply> SampleAsync(DeviceId agent, EntrySample sample, CancellationToken cancellation)
    {
        if (!_open.TryFind(agent, sample.Challenge, out OpenEntry? entry) || !entry.TryBegin()) { throw new RefusedException(StepUpRefusals.ChallengeUnknown); }
        EntryReply? reply = null;
        try
        {
            if (sample.Waiting.Length > 0) { await RenewAsync(entry, sample.Waiting, cancellation); }
            return reply = await JudgeAsync(entry, sample, cancellation);
        }
        catch (RefusedException)
        {
            // An engine, the record or the controller's word failed, and nobody has gone away: it is broken off here and counts nothing.
            entry.Abandon();
            throw;
        }
        finally
        {
            // Whatever went wrong on the way: nothing was proved, and the badge has to be presented anew.
            if (entry.Finish(over: reply is not EntryReply.Going))
            {
                _open.Remove(entry);
                await _open.SettleAsync(entry);
            }
        }
    }

    private async Task<EntryReply> JudgeAsync(OpenEntry entry, EntrySample sample, CancellationToken cancellation)
    {
        if (sample.Kind is not { } kind) { return await _verdicts.GoneAsync(entry, sample.Gone, cancellation); }
        if (!entry.Factors.Contains(kind) || (entry.Chosen ?? kind) != kind) { throw DoorRefusals.Malformed("sample", "of a factor that is not asked for"); }
        entry.Chosen = kind;
        ProofStep step = kind switch
        {
            Factor.Face => await _faces.JudgeAsync(entry, sample, cancellation),
            Factor.Pin => await _pins.JudgeAsync(entry, sample, cancellation),
            _ when sample.Touch is not null || _sensors.IsUsed(entry.Asked.Door.Id) => await _sensors.JudgeAsync(entry, sample, cancellation),
            _ => await _fingers.JudgeAsync(entry, sample, cancellation),
        };
        return step switch
        {
            ProofStep.Going going => new EntryReply.Going(going.Next),
            ProofStep.Passed passed => await GoOnAsync(entry, await _verdicts.PassAsync(entry, kind, passed, cancellation), cancellation),
            ProofStep.Refused refused => await _verdicts.RefuseAsync(entry, refused, cancellation),
            ProofStep.Failed failed => await _verdicts.FailAsync(entry, kind, failed),
            _ => throw new InvalidOperationException("The family is closed."),
        };
    }

    /// <summary>Decides anew with what is proved by now: it is enough, or one factor more is asked for.</summary>
    private async Task<EntryReply> GoOnAsync(OpenEntry entry, EntryProof proof, CancellationToken cancellation)
    {
        EntryAnswer answer = await _desk.ConcludeAsync(entry.Asked, proof, cancellation);
        return answer.Demanded is { } more && more.AnyOf.All(f => !proof.Factors.Has(f)) ? await DemandAsync(more, proof.Factors, cancellation) : EntryReply.Of(answer);
    }

    /// <summary>The controller says that the very person of this presentation still waits.</summary>
    private async Task RenewAsync(OpenEntry entry, byte[] signed, CancellationToken cancellation)
    {
        Presentation about = entry.Asked.Presentation;
        if (_controllers.TryVerify(about.Controller, signed, out EntryWaiting? waiting)
            && waiting.Controller == about.Controller && waiting.Door == about.Door && waiting.Reader == about.Reader
            && waiting.BootId == about.BootId && waiting.Nonce == about.Nonce)
        {
            entry.Renew(waiting);
            return;
        }
        if (!await _alarms.RaiseAsync("entry.waiting_invalid", entry.Asked.Agent, about.Door, cancellation)) { throw DoorRefusals.Unavailable(); }
        throw ProofRefusals.WaitingInvalid();
    }
}
