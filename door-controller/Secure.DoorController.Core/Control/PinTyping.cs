using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>
/// PINs of persons, typed after a badge: listened to from the badge on, because fingers are quicker than the question; sent once
/// the gateway has asked, sealed to it; while the lease decides they go to <see cref="Offline.PinDesk"/>. Digits, * to begin anew, # at the end. Whatever is not sent is wiped.
/// </summary>
internal sealed class PinTyping(Controller controller)
{
    /// <summary>After so long without a key, what was typed is forgotten.</summary>
    private static readonly TimeSpan KeyMax = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ReaderId, Typed> _typed = [];

    /// <summary>True where the keys belong to a PIN that was asked for: nobody else is to hear them.</summary>
    public bool Press(ReaderId reader, string keys, AgentSession? session)
    {
        if (controller.Entries.NewestAt(reader) is not var (nonce, act)) { return false; }
        Typed typed = Of(reader, nonce);
        foreach (char key in keys) { typed.Take(key, controller.Time.Now); }
        if (act == EntryAct.Pin) { Send(reader, typed, session); }
        return act == EntryAct.Pin;
    }

    /// <summary>The gateway asks for the PIN of this presentation: it may be typed already.</summary>
    public void Asked(Token128 nonce, AgentSession session)
    {
        if (controller.Entries.ReaderOf(nonce) is { } reader && controller.Entries.NewestAt(reader) is { Act: EntryAct.Pin } newest && newest.Nonce == nonce)
        {
            Send(reader, Of(reader, nonce), session);
        }
    }

    /// <summary>Wipes what belongs to nobody who waits.</summary>
    public void Tick()
    {
        foreach ((ReaderId reader, Typed typed) in _typed.Where(t => controller.Entries.ReaderOf(t.Value.Nonce) is null).ToList())
        {
            typed.Wipe();
            _typed.Remove(reader);
        }
    }

    private Typed Of(ReaderId reader, Token128 nonce)
    {
        if (_typed.TryGetValue(reader, out Typed? typed) && typed.Nonce == nonce) { return typed; }
        typed?.Wipe();
        return _typed[reader] = new Typed(nonce);
    }

    private void Send(ReaderId reader, Typed typed, AgentSession? session)
    {
        if (typed is { IsWhole: true, IsSent: false } && controller.Pins.Take(typed.Nonce, typed.Digits))
        {
            typed.IsSent = true;
            typed.Wipe();
            return;
        }
        if (!typed.IsWhole || typed.IsSent || session is null || controller.Setting.SealingKey is not { } sealing) { return; }
        typed.IsSent = true;
        DoorId door = controller.Setup.Readers[reader];
        EntryPin pin = new(controller.Setup.Id, door, reader, controller.Setup.BootId, typed.Nonce, TypedPin.Seal(sealing, typed.Nonce, typed.Digits));
        typed.Wipe();
        session.Send(new FromController { Pin = new PinDelivery { PinRecord = ByteString.CopyFrom(pin.Sign(controller.Setup.Key)), Nonce = ByteString.CopyFrom(typed.Nonce.Bytes) } });
    }

    private sealed class Typed(Token128 nonce)
    {
        private readonly byte[] _digits = new byte[TypedPin.DigitsMax];
        private int _count;
        private TimeSpan _lastAt;

        public Token128 Nonce => nonce;

        public bool IsWhole { get; private set; }

        public bool IsSent { get; set; }

        public ReadOnlySpan<byte> Digits => _digits.AsSpan(0, _count);

        public void Take(char key, TimeSpan now)
        {
            if (IsWhole || IsSent) { return; }
            if (now - _lastAt > KeyMax) { Wipe(); }
            _lastAt = now;
            if (key == '#') { IsWhole = _count > 0; return; }
            // More than any PIN has is none: it begins anew.
            if (!char.IsAsciiDigit(key) || _count == _digits.Length) { Wipe(); return; }
            _digits[_count++] = (byte)key;
        }

        public void Wipe()
        {
            CryptographicOperations.ZeroMemory(_digits);
            (_count, IsWhole) = (0, false);
        }
    }
}
