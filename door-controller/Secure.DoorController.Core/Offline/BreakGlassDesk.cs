using System.Security.Cryptography;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>
/// Two different codes of ten digits typed at a door's keypad within 60 s open it once, with or without a gateway. Five codes an
/// hour at a door, over restarts too; then none counts. Lamps and buzzer show nothing until both were right. Where the door may
/// not open now, as in a lockdown, right codes are refused and stay good.
/// </summary>
internal sealed class BreakGlassDesk
{
    public const int TriesMax = 5;

    public static readonly TimeSpan TriesPeriod = TimeSpan.FromHours(1);

    public static readonly TimeSpan PairMax = TimeSpan.FromSeconds(60);

    private readonly Controller _controller;
    private readonly KeyRing _keys;
    private readonly IControllerStore _store;
    private readonly Dictionary<DoorId, CodeEntry> _doors = [];
    private readonly HashSet<string> _used;
    private readonly Dictionary<DoorId, int> _tries;
    private byte[]? _signed;
    private BreakGlass? _record;

    public BreakGlassDesk(Controller controller, KeyRing keys, IControllerStore store)
    {
        (_controller, _keys, _store) = (controller, keys, store);
        BreakGlassMemory memory = controller.Setup.BreakGlass;
        _used = [.. memory.Used];
        _tries = new(memory.Tries);
        foreach (DoorId door in _tries.Keys) { Entry(door).TriesSince = controller.Time.Now; }
        if (memory.Signed is { } signed && Verify(signed) is { } record) { (_signed, _record) = (signed, record); }
    }

    /// <summary>Counts only when the gateway signed it for this controller with a higher number; on disk before use.</summary>
    public void Take(byte[] signed)
    {
        if (Verify(signed) is not { } record || record.Number <= (_record?.Number ?? 0)) { return; }
        // A code that was used stays used, also where the new record names it still.
        _used.IntersectWith(record.Pairs.Select(p => p.First));
        (_signed, _record) = (signed, record);
        Save();
        _controller.Journal.Write(DoorEventKind.LeaseChanged, $"break_glass_{record.Number}");
    }

    /// <summary>Keys at a reader: digits, * to begin anew, # after which a shorter input is forgotten.</summary>
    public void Press(ReaderId reader, string keys)
    {
        DoorId door = _controller.Setup.Readers[reader];
        if (PairOf(door) is null || _controller.SlowCodes is null) { return; }
        CodeEntry entry = Entry(door);
        foreach (byte[] code in entry.Type(keys, _controller.Time.Now)) { Try(door, reader, entry, code); }
    }

    private void Try(DoorId door, ReaderId reader, CodeEntry entry, byte[] code)
    {
        TimeSpan now = _controller.Time.Now;
        if (PairOf(door) is not { } pair) { CryptographicOperations.ZeroMemory(code); return; }
        if (now - entry.TriesSince >= TriesPeriod) { _tries[door] = 0; }
        int tries = _tries.GetValueOrDefault(door);
        if (tries >= TriesMax)
        {
            CryptographicOperations.ZeroMemory(code);
            Refuse(door, reader, "too_many");
            return;
        }
        if (tries == 0) { entry.TriesSince = now; }
        _tries[door] = tries + 1;
        Save();
        _controller.SlowCodes!.Check(code, [pair.First, pair.Second], which => Answered(door, reader, entry, pair, which));
    }

    private void Answered(DoorId door, ReaderId reader, CodeEntry entry, BreakGlassPair pair, int? which)
    {
        TimeSpan now = _controller.Time.Now;
        if (!ReferenceEquals(PairOf(door), pair)) { return; }
        if (which == ISlowCodes.NotCompared) { Refuse(door, reader, _controller.CodesFailed()); return; }
        if (which is not (0 or 1)) { Refuse(door, reader, "wrong"); return; }
        if (entry.First is not { } first || first == which || now - entry.FirstAt > PairMax)
        {
            (entry.First, entry.FirstAt) = (which, now);
            return;
        }
        entry.First = null;
        Open(door, reader, pair);
    }

    /// <summary>Used up on disk before the door moves: after a crash in between the codes are spent and the door is locked.</summary>
    private void Open(DoorId door, ReaderId reader, BreakGlassPair pair)
    {
        Authority by = new(null, $"break-glass-{_record!.Number}", 0, reader);
        DoorInput.Unlock unlock = new(by, TimeSpan.FromMilliseconds(pair.HoldMs), BreakGlass: true);
        string obstacle = _controller.Doors.ObstacleTo(door, unlock);
        // Whoever knows both codes does not guess: the tries begin anew either way.
        _tries.Remove(door);
        if (obstacle.Length == 0) { _used.Add(pair.First); }
        Save();
        if (obstacle.Length > 0)
        {
            Refuse(door, reader, obstacle);
            _controller.Entries.Show(reader, false);
            return;
        }
        _controller.Journal.Write(DoorEventKind.BreakGlassUsed, "", _controller.Doors.Report(door), reader, by);
        _controller.Doors.Apply(door, unlock, _controller.Time.Now);
        _controller.Entries.Show(reader, _controller.Doors.IsDriven(door));
    }

    private void Refuse(DoorId door, ReaderId reader, string reason) =>
        _controller.Journal.Write(DoorEventKind.BreakGlassRefused, reason, _controller.Doors.Report(door), reader);

    private BreakGlassPair? PairOf(DoorId door) => _record?.Pairs.FirstOrDefault(p => p.Door == door && !_used.Contains(p.First));

    private CodeEntry Entry(DoorId door) => _doors.TryGetValue(door, out CodeEntry? entry) ? entry : _doors[door] = new CodeEntry();

    private BreakGlass? Verify(byte[] signed) =>
        Record.TryVerify(signed, _keys.Verifying(KeyPurpose.Lease, _controller.Time.TrustedMs), out BreakGlass? record) && record.Controller == _controller.Setup.Id
        && record.Pairs.All(p => p.HoldMs is > 0 && p.HoldMs <= Grant.HoldMax.TotalMilliseconds) ? record : null;

    private void Save() => _store.SaveBreakGlass(new BreakGlassMemory(_signed, [.. _used], new Dictionary<DoorId, int>(_tries)));
}
