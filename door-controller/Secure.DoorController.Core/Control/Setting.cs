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

    private readonly ControllerSetup _setup;
    private readonly Controller _controller;
    private readonly KeyRing _keys;
    private readonly IControllerStore _store;
    private long _persistedMs;

    public Setting(ControllerSetup setup, Controller controller, KeyRing keys, IControllerStore store)
    {
        (_setup, _controller, _keys, _store) = (setup, controller, keys, store);
        (_persistedMs, IsAccepted) = (setup.TimeFloorMs, setup.IsAccepted);
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

    /// <summary>Asks for registration when it is still needed and a code and the gateway's sealing key are there.</summary>
    public void AskEnrollment(AgentSession session)
    {
        if (session.State != SessionState.Unenrolled || _setup.Code is not { } code || SealingKey is not { } sealing) { return; }
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
    public void Refused(string reason) => RefusedBecause = reason;

    public void TakeTime(ReadOnlySpan<byte> signed)
    {
        if (!_controller.Verifier.TryVerify(signed, out SignedTime? word)) { return; }
        _controller.Time.Advance(word!);
        if (word!.WallMs - _persistedMs < PersistEveryMs) { return; }
        _store.SaveTime(word.WallMs);
        _persistedMs = word.WallMs;
    }
}
