using System.Text.Json.Nodes;
using Secure.DoorTwin.Line;
using Secure.DoorTwin.Locks;

namespace Secure.DoorTwin.Serving;

/// <summary>The JSON answers of the control socket. Times ending in <c>_ns</c> are monotonic nanoseconds; null: it has not happened.</summary>
internal static class Status
{
    internal static JsonObject Of(World world) => new()
    {
        ["ok"] = true,
        ["now_ns"] = world.Agenda.NowNs,
        ["doors"] = new JsonArray([.. world.Locks.Select(JsonNode (l) => OfDoor(l.Key, l.Value))]),
        ["readers"] = new JsonArray([.. world.Readers.Select(JsonNode (r) => OfReader(r))]),
        ["lines"] = new JsonArray([.. world.Lines.Select(JsonNode (l) => OfLine(l.Key, l.Value))]),
    };

    /// <param name="reader">Null where no card was read.</param>
    internal static JsonObject Of(Attempt attempt, StandingReader? reader) => new()
    {
        ["ok"] = true,
        ["outcome"] = attempt.Outcome,
        ["strike_ms"] = attempt.StrikeNs == 0 ? null : Math.Round((attempt.StrikeNs - attempt.StartNs) / 1e6, 3),
        ["unlocked"] = attempt.Door.IsUnlocked || attempt.OpenedNs != 0,
        ["queued_ns"] = attempt.StartNs,
        ["sent_ns"] = Time(attempt.SentNs),
        ["strike_ns"] = Time(attempt.StrikeNs),
        ["opened_ns"] = Time(attempt.OpenedNs),
        ["closed_ns"] = Time(attempt.ClosedNs),
        ["reader"] = reader?.Entry.Name,
        ["reader_online"] = reader?.Reader.IsOnline,
        ["light"] = reader?.Reader.Color,
    };

    private static JsonObject OfDoor(string name, LockTwin door) => new JsonObject
    {
        ["door"] = name,
        ["strike"] = door.Strike,
        ["strike_ns"] = Time(door.StrikeNs),
        ["released_ns"] = Time(door.ReleasedNs),
        ["strikes"] = door.Strikes,
        ["lock"] = door.IsUnlocked ? "unlocked" : "locked",
        ["leaf"] = door.IsOpen ? "open" : "closed",
        ["jammed"] = door.Jammed,
        ["contact_cut"] = door.ContactCut,
        ["wedged"] = door.Wedged,
        ["fire"] = door.OnFire,
        ["signs"] = new JsonObject(door.Signs.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, new JsonObject { ["on"] = s.Value.On, ["times"] = s.Value.Times }))),
    };

    private static JsonObject OfReader(StandingReader r) => new JsonObject
    {
        ["reader"] = r.Entry.Name,
        ["door"] = r.Entry.Door,
        ["side"] = r.Entry.Side,
        ["bus"] = r.Bus,
        ["address"] = r.Reader.Address,
        ["baud"] = r.Reader.Baud,
        ["serial"] = $"{r.Reader.Device.State.Serial:x8}",
        ["install"] = r.Reader.Device.State.Key is null,
        ["online"] = r.Reader.IsOnline,
        ["secure"] = r.Reader.IsSecure,
        ["unplugged"] = r.Reader.Unplugged,
        ["tampered"] = r.Reader.Device.Tampered,
        ["head"] = r.Reader.Device.Head switch { 0 => "well", 1 => "missing", _ => "tampered" },
        ["power_fails"] = r.Reader.Device.PowerFails,
        ["inputs"] = new JsonArray([.. r.Reader.Device.Inputs.Select(JsonNode (i) => i == 1)]),
        ["outputs"] = new JsonArray([.. r.Reader.Device.OutputLevels.Select(JsonNode (o) => o == 1)]),
        ["file"] = r.Reader.Device.Files.LastFile,
        ["light"] = r.Reader.Color,
        ["beeps"] = r.Reader.Beeps,
        ["waiting"] = r.Reader.WaitingCount,
    };

    private static JsonObject OfLine(string bus, Wire wire) => new JsonObject
    {
        ["bus"] = bus,
        ["baud"] = wire.Baud,
        ["flip"] = wire.Faults.Flips,
        ["lose"] = wire.Faults.Losses,
        ["delay_ms"] = wire.Faults.Delay.TotalMilliseconds,
        ["cut"] = wire.Faults.Cut,
        ["faults"] = wire.Faults.Count,
        ["attack"] = wire.Attacker?.Kind.ToString().ToLowerInvariant(),
        ["forged"] = wire.Attacker?.Forged ?? 0,
    };

    private static JsonNode? Time(long ns) => ns == 0 ? null : ns;
}
