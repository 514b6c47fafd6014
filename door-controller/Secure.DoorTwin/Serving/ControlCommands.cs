using System.Globalization;
using System.Text.Json.Nodes;
using Secure.DoorTwin.Locks;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Serving;

/// <summary>Every command of the control socket, and what it does.</summary>
internal sealed class ControlCommands(World world)
{
    /// <summary>Longer than the 400 ms that IEC 60839-11-1 lets an input be ignored.</summary>
    private static readonly TimeSpan RexPress = TimeSpan.FromMilliseconds(500);

    private const int WaitDefaultMs = 5000;
    private const int WaitMaxMs = 60000;
    private const int KeysMax = 16;

    /// <param name="words"><c>status</c>, or <c>VERB DOOR [more]</c>.</param>
    /// <param name="answer">Called once, at once or when the answer is known.</param>
    internal void Do(string[] words, Action<JsonObject> answer)
    {
        if (words is ["status"]) { answer(Status.Of(world)); return; }
        if (words.Length < 2) { answer(No("expected: status, or VERB DOOR")); return; }
        if (!world.Locks.TryGetValue(words[1], out LockTwin? door)) { answer(No($"no such door; there are: {string.Join(", ", world.Locks.Keys)}")); return; }
        if (Options.Of(words[2..]) is not { } options) { answer(No("options: in, out, nowalk, off, wait=MS up to 60000")); return; }
        switch (words[0], options.Rest)
        {
            case ("badge", [var card]): Badge(words[1], door, card, options, answer); break;
            case ("keys", [var keys]): Keys(words[1], keys, options, answer); break;
            case ("rex", []): Rex(door, options, answer); break;
            case (_, []): answer(Move(words[0], door, on: !options.Off)); break;
            default: answer(No("too many words")); break;
        }
    }

    private void Badge(string name, LockTwin door, string text, Options options, Action<JsonObject> answer)
    {
        if (ReaderAt(name, options.Side) is not { } reader) { answer(No($"no reader on side {options.Side} of {name}")); return; }
        if (!CardRead.TryParse(text, world.Facility, out CardRead? card)) { answer(No("a card is 1001, 12-1001 or bits:0101…")); return; }
        if (reader.Reader.WaitingCount >= Reader.WaitingMax) { answer(No("the reader holds too many cards that nobody fetched")); return; }
        Attempt attempt = new(door, world.Agenda, options.Walk, options.Wait, a => answer(Status.Of(a, reader)));
        reader.Reader.TryPresent(card!, attempt.CardSent);
    }

    private void Keys(string name, string keys, Options options, Action<JsonObject> answer)
    {
        if (ReaderAt(name, options.Side) is not { } reader) { answer(No($"no reader on side {options.Side} of {name}")); return; }
        bool typed = keys.Length is > 0 and <= KeysMax && keys.All(k => char.IsAsciiDigit(k) || k is '*' or '#');
        if (!typed) { answer(No("keys are 1 to 16 of 0-9, * and #")); return; }
        answer(reader.Reader.TryType(keys) ? Yes() : No("the reader holds too many cards that nobody fetched"));
    }

    private void Rex(LockTwin door, Options options, Action<JsonObject> answer)
    {
        _ = new Attempt(door, world.Agenda, options.Walk, options.Wait, a => answer(Status.Of(a, null)));
        door.PressRex(RexPress);
    }

    private static JsonObject Move(string verb, LockTwin door, bool on)
    {
        switch (verb)
        {
            case "open": return door.TryOpen() ? Yes() : No("the door is locked");
            case "close": door.Close(); return Yes();
            case "force": door.Force(); return Yes();
            case "hold": door.Wedge(); return Yes();
            case "jam": door.Jam(on); return Yes();
            case "cut": door.CutContact(on); return Yes();
            default: return No("verbs: badge, keys, open, close, force, hold, jam, cut, rex");
        }
    }

    private StandingReader? ReaderAt(string door, string side) =>
        world.Readers.Find(r => r.Entry.Door == door && r.Entry.Side == side);

    private static JsonObject Yes() => new() { ["ok"] = true };

    private static JsonObject No(string why) => new() { ["ok"] = false, ["error"] = why };

    /// <summary>The words after the door.</summary>
    private sealed record Options(string Side, bool Walk, bool Off, TimeSpan Wait, string[] Rest)
    {
        internal static Options? Of(string[] words)
        {
            Options options = new("in", Walk: true, Off: false, TimeSpan.FromMilliseconds(WaitDefaultMs), []);
            foreach (string word in words)
            {
                Options? next = options.With(word);
                if (next is null) { return null; }
                options = next;
            }
            return options;
        }

        private Options? With(string word) => word switch
        {
            "in" or "out" => this with { Side = word },
            "nowalk" => this with { Walk = false },
            "off" => this with { Off = true },
            _ when !word.StartsWith("wait=", StringComparison.Ordinal) => this with { Rest = [.. Rest, word] },
            _ => int.TryParse(word[5..], NumberStyles.None, CultureInfo.InvariantCulture, out int ms) && ms <= WaitMaxMs
                ? this with { Wait = TimeSpan.FromMilliseconds(ms) } : null,
        };
    }
}
