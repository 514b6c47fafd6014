using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Serving;

/// <summary>What people and accidents do to a reader.</summary>
internal static class ReaderCommands
{
    internal const string Verbs = "keys, tamper, head, power, input, reboot, swap, install, busy, unplug";
    private const int KeysMax = 16;
    private const int BusyMax = 1000;

    internal static bool Has(string verb) => Verbs.Split(", ").Contains(verb);

    /// <param name="verb">One that there is.</param>
    internal static JsonObject Do(string verb, Reader reader, CommandOptions options) => (verb, options.Rest) switch
    {
        ("keys", [var keys]) => Type(reader, keys),
        ("tamper", []) => reader.Device.TryTamper(!options.Off) ? Answers.Yes : Answers.Full,
        ("head", ["tampered"]) => Head(reader, options.Off ? (byte)0 : (byte)2),
        ("head", ["missing"]) => Head(reader, options.Off ? (byte)0 : (byte)1),
        ("power", []) => reader.Device.TryPower(!options.Off) ? Answers.Yes : Answers.Full,
        ("input", [var text]) => Input(reader, text, !options.Off),
        ("reboot", []) => Done(reader.Reboot),
        ("swap", []) => Done(() => reader.Swap(BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4)))),
        ("install", []) => Done(reader.Install),
        ("busy", [var text]) => Busy(reader, text),
        ("unplug", []) => Done(() => reader.Unplugged = !options.Off),
        _ => Answers.No("应为 · expected: keys DOOR DIGITS, input DOOR 0|1, busy DOOR COUNT, head DOOR tampered|missing; tamper, power, reboot, swap, install, unplug DOOR"),
    };

    private static JsonObject Type(Reader reader, string keys)
    {
        bool typed = keys.Length is > 0 and <= KeysMax && keys.All(k => char.IsAsciiDigit(k) || k is '*' or '#');
        if (!typed) { return Answers.No("按键应为 · keys are 1 to 16 of 0-9, * and #"); }
        return reader.TryType(keys) ? Answers.Yes : Answers.Full;
    }

    private static JsonObject Input(Reader reader, string text, bool active)
    {
        if (!TryCount(text, Device.InputCount - 1, out int number)) { return Answers.No($"输入编号应为 · inputs are 0 to {Device.InputCount - 1}"); }
        return reader.Device.TryInput(number, active) ? Answers.Yes : Answers.Full;
    }

    private static JsonObject Head(Reader reader, byte state) => reader.Device.TryHead(state, tells: true) ? Answers.Yes : Answers.Full;

    private static JsonObject Busy(Reader reader, string text)
    {
        if (!TryCount(text, BusyMax, out int count)) { return Answers.No($"忙的次数应为 · busy for 0 to {BusyMax} commands"); }
        reader.BusyFor = count;
        return Answers.Yes;
    }

    private static JsonObject Done(Action act)
    {
        act();
        return Answers.Yes;
    }

    private static bool TryCount(string text, int max, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= max;
}
