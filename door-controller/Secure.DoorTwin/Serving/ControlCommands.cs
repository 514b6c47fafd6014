using System.Text.Json.Nodes;
using Secure.DoorTwin.Locks;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Serving;

/// <summary>Every command of the control socket, and what it does at a door. <see cref="ReaderCommands"/> and <see cref="LineCommands"/> hold the others.</summary>
internal sealed class ControlCommands(World world)
{
    /// <summary>Longer than the 400 ms that IEC 60839-11-1 lets an input be ignored.</summary>
    private static readonly TimeSpan RexPress = TimeSpan.FromMilliseconds(500);

    /// <param name="words"><c>status</c>, <c>line BUS …</c>, <c>fire [off]</c>, <c>box WHAT [--off]</c>, or <c>VERB DOOR [more]</c>.</param>
    /// <param name="answer">Called once, at once or when the answer is known.</param>
    internal void Do(string[] words, Action<JsonObject> answer)
    {
        if (words is ["status"]) { answer(Status.Of(world)); return; }
        if (words is ["line", var bus, ..]) { answer(Noted(bus, words, OnLine(bus, words[2..]))); return; }
        if (words is ["fire"] or ["fire", "off"]) { answer(Burn(on: words.Length == 1)); return; }
        if (words is ["box", .. var what]) { answer(Noted("-", words, AtBox(what))); return; }
        if (words.Length < 2) { answer(Answers.No("缺少门或线路 · which door or line? status, line BUS …, fire [off], box …, or VERB DOOR")); return; }
        if (!world.Locks.TryGetValue(words[1], out LockTwin? door)) { answer(Answers.No($"没有这个门，现有 · no such door; there are: {string.Join(", ", world.Locks.Keys)}")); return; }
        if (CommandOptions.Of(words[2..]) is not { } options) { answer(Answers.No("选项无效 · options: in, out, nowalk, off, wait=MS up to 60000, pin=DIGITS")); return; }
        switch (words[0])
        {
            case "badge": Badge(words[1], door, options, answer); break;
            case "rex" when options.Rest is []: Rex(door, options, answer); break;
            case var verb when ReaderCommands.Has(verb): answer(Noted(words[1], [verb], AtReader(verb, words[1], options))); break;
            case var verb: answer(options.Rest is [] ? Noted(words[1], words, Move(verb, door, on: !options.Off)) : Answers.No("多余的词 · too many words")); break;
        }
    }

    private JsonObject OnLine(string bus, string[] words) => world.Lines.TryGetValue(bus, out Line.Wire? wire)
        ? LineCommands.Do(wire, words) : Answers.No($"没有这条线路，现有 · no such bus; there are: {string.Join(", ", world.Lines.Keys)}");

    /// <summary>Somebody opens the controller's box, or its power fails.</summary>
    private JsonObject AtBox(string[] words)
    {
        if (words is not [var what, .. var rest] || rest is not ([] or ["off"])) { return Answers.No("应为 · expected: box tamper|mains|battery [off]"); }
        string? line = what switch { "tamper" => world.Box?.Tamper, "mains" => world.Box?.Mains, "battery" => world.Box?.Battery, _ => null };
        if (line is null) { return Answers.No("机箱没有此线路 · the box has no such line"); }
        world.Levels.Set(line, rest.Length == 0);
        return Answers.Yes;
    }

    /// <summary>The site's fire alarm: one relay for every door that has a line of it.</summary>
    private JsonObject Burn(bool on)
    {
        int doors = world.Locks.Values.Count(d => d.TryBurn(on));
        return doors > 0 ? Answers.Yes : Answers.No("没有门接消防线 · no door has a fire line");
    }

    /// <summary>Writes down what somebody did. Of what was typed at a reader, that something was.</summary>
    private JsonObject Noted(string where, string[] words, JsonObject answer)
    {
        if (answer["ok"]!.GetValue<bool>()) { world.Diary.Note(where, "hand", $"人为操作 · by hand: {string.Join(' ', words)}"); }
        return answer;
    }

    private JsonObject AtReader(string verb, string door, CommandOptions options) =>
        ReaderAt(door, options.Side) is { } reader ? ReaderCommands.Do(verb, reader.Reader, options) : NoReader(door, options);

    private void Badge(string name, LockTwin door, CommandOptions options, Action<JsonObject> answer)
    {
        if (ReaderAt(name, options.Side) is not { } reader) { answer(NoReader(name, options)); return; }
        if (options.Rest is not [var text] || !CardRead.TryParse(text, world.Facility, out CardRead? card)) { answer(Answers.No("卡号应为 · a card is 1001, 12-1001 or bits:0101…")); return; }
        if (reader.Reader.WaitingCount >= PollQueue.WaitingMax) { answer(Answers.Full); return; }
        Attempt attempt = new(door, world.Agenda, options.Walk, options.Wait, a => answer(Status.Of(a, reader)));
        world.Diary.Note(name, "card");
        reader.Reader.TryPresent(card!, () => { attempt.CardSent(); world.Diary.Note(name, "card_sent"); });
        // Typed at once, as quick fingers do: whoever asks for it later has it already. What was typed stands in no record.
        if (options.Pin is { } pin) { reader.Reader.TryType(pin + "#"); }
    }

    private void Rex(LockTwin door, CommandOptions options, Action<JsonObject> answer)
    {
        _ = new Attempt(door, world.Agenda, options.Walk, options.Wait, a => answer(Status.Of(a, null)));
        door.PressRex(RexPress);
    }

    private static JsonObject Move(string verb, LockTwin door, bool on)
    {
        switch (verb)
        {
            case "open": return door.TryOpen() ? Answers.Yes : Answers.No("门锁着 · the door is locked");
            case "close": door.Close(); return Answers.Yes;
            case "force": door.Force(); return Answers.Yes;
            case "hold": door.Wedge(); return Answers.Yes;
            case "jam": door.Jam(on); return Answers.Yes;
            case "cut": door.CutContact(on); return Answers.Yes;
            case "fire": return door.TryBurn(on) ? Answers.Yes : Answers.No("此门未接消防线 · this door has no fire line");
            default: return Answers.No($"没有这个动作，现有 · no such verb; there are: badge, open, close, force, hold, jam, cut, fire, rex, {ReaderCommands.Verbs}, line");
        }
    }

    private StandingReader? ReaderAt(string door, string side) =>
        world.Readers.Find(r => r.Entry.Door == door && r.Entry.Side == side);

    private static JsonObject NoReader(string door, CommandOptions options) => Answers.No($"门 {door} 这一侧（{options.Side}）没有读卡器 · no reader on side {options.Side} of {door}");
}
