using Google.Protobuf;
using Secure.DoorController.Core.Verification;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>The controller's place in the site: whose keys it trusts, whether the gateway knows its own, what time it is.</summary>
internal sealed class Setting
{
    /// <summary>The signed time is persisted when it has moved on by this much.</summary>
    private static readonly long PersistEveryMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    /// <summary>An answer that did not come, or was no, is asked for again: the gateway may only have been away.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long a code is good for (the gateway counts too).</summary>
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(15);

    private readonly ControllerSetup _setup;
    private readonly Controller _controller;
    private readonly KeyRing _keys;
    private readonly IControllerStore _store;
    private readonly TimeSpan _startedAt;
    private TimeSpan _askAt = TimeSpan.MinValue;
    private long _persistedMs;

    public Setting(ControllerSetup setup, Controller controller, KeyRing keys, IControllerStore store)
    {
        (_setup, _controller, _keys, _store) = (setup, controller, keys, store);
        (_persistedMs, IsAccepted, _startedAt) = (setup.TimeFloorMs, setup.IsAccepted, controller.Time.Now);
        if (setup.KeyList is { } signed && keys.Examine(signed) is { } list) { keys.Install(list); }
    }

    public bool IsAccepted { get; private set; }

    /// <summary>Why the last request to enrol was refused, as the agent says; null when none was.</summary>
    public string? RefusedBecause { get; private set; }

    public ulong KeyListNumber => _keys.Number;

    public byte[]? SealingKey => _keys.Sealing(_controller.Time.TrustedMs);

    public ControllerHello Hello => new()
    {
        Controller = _setup.Id.Text,
        BootId = ByteString.CopyFrom(_setup.BootId.Bytes),
        PublicKey = ByteString.CopyFrom(_setup.Key.PublicKey.Bytes),
        Enrolled = IsAccepted,
        KeyListNumber = KeyListNumber,
    };

    /// <summary>Counts only when the root signed it with a higher number; on disk before use.</summary>
    public void TakeKeyList(byte[] signed)
    {
        if (_keys.Examine(signed) is not { } list) { return; }
        _store.SaveKeyList(signed);
        _keys.Install(list);
        _controller.Journal.Write(DoorEventKind.KeyListInstalled, $"number_{list.Number}");
    }

    /// <summary>
    /// Asks for registration when it is still needed, a code and the gateway's sealing key are there, and the last
    /// question is not too fresh: the code serves once, and a second question would be refused.
    /// </summary>
    public void AskEnrollment(AgentSession session)
    {
        TimeSpan now = _controller.Time.Now;
        if (session.State != SessionState.Unenrolled || _setup.Code is not { } code || SealingKey is not { } sealing) { return; }
        if (now < _askAt || now - _startedAt > CodeLife) { return; }
        _askAt = now + AskEvery;
        byte[] key = _setup.Key.PublicKey.Bytes.ToArray();
        ControllerEnrollment request = new(_setup.Id, key, ControllerEnrollment.SealCode(sealing, code.Code, key));
        session.Send(new FromController { EnrollmentRecord = ByteString.CopyFrom(request.Sign(_setup.Key)) });
    }

    /// <summary>True when the gateway has now registered this very key for this controller.</summary>
    public bool TakeAccepted(byte[] signed)
    {
        if (IsAccepted || !_controller.Verifier.TryVerify(signed, out ControllerAccepted? accepted)
            || accepted!.Controller != _setup.Id || !_setup.Key.PublicKey.Bytes.SequenceEqual(accepted.PublicKey)) { return false; }
        _store.SaveAccepted(signed);
        (IsAccepted, RefusedBecause) = (true, null);
        return true;
    }

    /// <summary>Unsigned, so it only tells a fitter why nothing happens.</summary>
    public void Refused(string reason) => RefusedBecause = IsAccepted ? null : reason;

    public void TakeTime(ReadOnlySpan<byte> signed)
    {
        if (!_controller.Verifier.TryVerify(signed, out SignedTime? word)) { return; }
        bool wasKnown = _controller.Time.Quality == ClockQuality.Synchronised;
        // A repeated word, or one that was held up, does not show that the gateway is there.
        if (!_controller.Time.Advance(word!)) { return; }
        _controller.Link.Heard(_controller.Time.Now);
        // The gateway believes how the doors stand only by a clock that it has set: it need not wait for the next beat.
        if (!wasKnown && _controller.Time.Quality == ClockQuality.Synchronised) { _controller.SendHeartbeat(); }
        // Only what has certainly been reached.
        KeepTime(word!.WallMs);
    }

    /// <summary>Sets the clock as two officers say; it is on disk before it counts.</summary>
    public void SetTime(long wallMs)
    {
        _store.SaveTime(wallMs);
        _persistedMs = wallMs;
        _controller.Time.Set(wallMs);
        _controller.Link.Heard(_controller.Time.Now);
    }

    /// <summary>Persists a time that has certainly been reached, when it has moved on enough; no lock waits for the disk.</summary>
    public void KeepTime(long wallMs)
    {
        if (wallMs - _persistedMs < PersistEveryMs) { return; }
        _store.KeepTime(wallMs);
        _persistedMs = wallMs;
    }
}
