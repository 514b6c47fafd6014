using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Verification;

/// <summary>
/// Decides in the lock's own process whether a grant or command may act. Everything is refused that is not signed by
/// a key in use, for a door of ours, for this boot, with an open nonce, and in time.
/// </summary>
internal sealed class Verifier(KeyRing keys, TrustedTime time, Token128 bootId, IEnumerable<DoorId> doors)
{
    private readonly Dictionary<DoorId, NonceBook> _nonces = doors.ToDictionary(d => d, _ => new NonceBook());

    /// <summary>A new nonce for a door of ours.</summary>
    /// <param name="signedAt">The time that goes into the signed message about the nonce: its life counts from there.</param>
    public Token128 Issue(DoorId door, NonceUse use, ReaderId? reader, DeviceTime signedAt) =>
        _nonces[door].Issue(use, reader, Elapsed(signedAt));

    /// <summary>Whether a new word about an entry's open nonce is to be signed with this time; a grant's life then counts from there.</summary>
    public bool Renew(DoorId door, Token128 nonce, DeviceTime signedAt) => _nonces[door].Renew(nonce, NonceUse.Entry, Elapsed(signedAt));

    public Verdict Examine(ReadOnlySpan<byte> grantRecord)
    {
        if (!Record.TryVerify(grantRecord, Keys(KeyPurpose.Grant), out Grant? grant))
        {
            return Unsigned(KeyPurpose.Grant, Record.TryPeek(grantRecord, out Grant? claim) ? claim.Door : null);
        }
        Authority by = new(grant.Subject, grant.DecisionId, 0, null);
        string? reason = Spend(grant.Door, grant.BootId, grant.Nonce, grant.NotAfterNs, NonceUse.Entry, out ReaderId? reader) ?? Hold(grant.HoldMs);
        return reason is null
            ? new Verdict.Accepted(grant.Door, by with { Reader = reader }, DoorCommand.Unlock, TimeSpan.FromMilliseconds(grant.HoldMs), grant.Nonce, grant.Extended)
            : new Verdict.Refused(reason, Ours(grant.Door), by);
    }

    /// <param name="lastNumber">The highest command number that was ever accepted.</param>
    public Verdict Examine(ReadOnlySpan<byte> commandRecord, ulong lastNumber)
    {
        if (!Record.TryVerify(commandRecord, Keys(KeyPurpose.Command), out Command? command))
        {
            return Unsigned(KeyPurpose.Command, Record.TryPeek(commandRecord, out Command? claim) ? claim.Door : null);
        }
        Authority by = new(command.Officer, command.DecisionId, command.Number, null);
        string? reason = Ours(command.Door) is null ? Reasons.WrongDoor : command.Number <= lastNumber ? Reasons.OldNumber : null;
        if (reason is null && !command.Secures)
        {
            reason = Spend(command.Door, command.BootId, command.Nonce, command.NotAfterNs, NonceUse.Command, out _)
                ?? (command.Order == DoorCommand.Unlock ? Hold(command.HoldMs) : null);
        }
        return reason is null
            ? new Verdict.Accepted(command.Door, by, command.Order, TimeSpan.FromMilliseconds(command.HoldMs), command.Secures ? null : command.Nonce)
            : new Verdict.Refused(reason, Ours(command.Door), by);
    }

    /// <param name="lastNumber">The highest command number that was ever accepted.</param>
    public Verdict ExamineClock(ReadOnlySpan<byte> clockRecord, ulong lastNumber)
    {
        if (!Record.TryVerify(clockRecord, Keys(KeyPurpose.Command), out ClockSetting? setting))
        {
            return Unsigned(KeyPurpose.Command, Record.TryPeek(clockRecord, out ClockSetting? claim) ? claim.Door : null);
        }
        Authority by = new(setting.Officer, setting.DecisionId, setting.Number, null);
        string? reason = Ours(setting.Door) is null ? Reasons.WrongDoor
            : setting.Number <= lastNumber ? Reasons.OldNumber
            : Spend(setting.Door, setting.BootId, setting.Nonce, setting.NotAfterNs, NonceUse.Command, out _);
        return reason is null ? new Verdict.ClockSet(setting.Door, by, setting.WallMs) : new Verdict.Refused(reason, Ours(setting.Door), by);
    }

    /// <summary>True for a record of another kind that the gateway's command key signed.</summary>
    public bool TryVerify<T>(ReadOnlySpan<byte> signed, out T? record) where T : class, IRecord<T> =>
        Record.TryVerify(signed, Keys(KeyPurpose.Command), out record);

    private IReadOnlyList<Ed25519PublicKey> Keys(KeyPurpose purpose) => keys.Verifying(purpose, time.TrustedMs);

    private DoorId? Ours(DoorId? door) => door is not null && _nonces.ContainsKey(door) ? door : null;

    private Verdict.Refused Unsigned(KeyPurpose purpose, DoorId? claimed) =>
        new(Keys(purpose).Count == 0 ? Reasons.NoKeys : Reasons.BadSignature, Ours(claimed), null);

    /// <summary>Uses the nonce up; null when all is well, else why not.</summary>
    private string? Spend(DoorId door, Token128 boot, Token128 nonce, ulong notAfterNs, NonceUse use, out ReaderId? reader)
    {
        reader = null;
        if (Ours(door) is null) { return Reasons.WrongDoor; }
        if (boot != bootId) { return Reasons.WrongBoot; }
        TimeSpan now = time.Now;
        if (_nonces[door].Take(nonce, use, now) is not { } open) { return Reasons.UnknownNonce; }
        reader = open.Reader;
        if (notAfterNs > Nanoseconds(open.SignedAt + Grant.LifeMax)) { return Reasons.LivesTooLong; }
        return Nanoseconds(now) > notAfterNs ? Reasons.Expired : null;
    }

    private static string? Hold(uint milliseconds) => milliseconds is 0 || milliseconds > Grant.HoldMax.TotalMilliseconds ? Reasons.BadHold : null;

    private static TimeSpan Elapsed(DeviceTime time) => TimeSpan.FromTicks((long)(time.MonotonicNs / 100));

    private static ulong Nanoseconds(TimeSpan time) => (ulong)time.Ticks * 100;
}
