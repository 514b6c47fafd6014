using Secure.DoorController.Json;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Configuration;

/// <summary>The words of the configuration file.</summary>
internal static class ControllerFileJson
{
    internal static ControllerFile Controller(JsonFields json) => new(
        json.Text("controller"), json.Text("stateFolder"), json.Object("socket", Socket), json.Text("pins"), json.List("buses", Bus), json.List("doors", Door),
        json.Flag("guarded", true), json.TextOrNull("board"), json.ListOrNull("wiegand", Wiegand), json.Flag("trustedClock", false), json.ObjectOrNull("box", Box));

    private static SocketEntry Socket(JsonFields json) => new(
        json.Text("path"), json.TextOrNull("group"), json.NumbersOrNull("peers") is { } peers ? Array.ConvertAll(peers, p => (uint)p) : null);

    private static BoxEntry Box(JsonFields json) => new(json.ObjectOrNull("tamper", Pin), json.ObjectOrNull("mains", Pin), json.ObjectOrNull("battery", Pin));

    private static BusEntry Bus(JsonFields json) => new(json.Text("line"), json.List("readers", Reader), json.NumberOrNull("baud") ?? 9600, json.NumberOrNull("pollMs") ?? 15);

    private static ReaderEntry Reader(JsonFields json) => new(
        json.Number("address"), json.Text("id"), json.Text("door"), json.Flag("crc", true),
        json.Word<LinePolicy>("secure", ("plain", LinePolicy.Plain), ("required", LinePolicy.Required)) ?? LinePolicy.Plain);

    private static WiegandEntry Wiegand(JsonFields json) => new(
        json.Text("id"), json.Text("door"), json.Object("data0", Pulse), json.Object("data1", Pulse), json.NumbersOrNull("bits"));

    private static PulseEntry Pulse(JsonFields json) => new(json.Text("line"), Bias(json) ?? Pins.Gpio.Bias.PullUp);

    private static DoorEntry Door(JsonFields json) => new(
        json.Text("id"), json.Object("strike", Pin), json.Object("feedback", Pin), json.Object("contact", Pin), json.ObjectOrNull("rex", Pin),
        json.NumberOrNull("heldAfterSeconds") ?? 30, json.NumberOrNull("motionMaxMs") ?? 2000, json.NumberOrNull("rexShuntSeconds") ?? 10,
        json.Word<LockHardware>("lock", ("strike", LockHardware.Strike), ("maglock", LockHardware.Maglock), ("motor", LockHardware.Motor)) ?? LockHardware.Strike,
        json.ObjectOrNull("tamper", Pin), json.ObjectOrNull("fire", Pin),
        json.ObjectOrNull("green", Pin), json.ObjectOrNull("red", Pin), json.ObjectOrNull("buzzer", Pin));

    private static PinEntry Pin(JsonFields json) => new(
        json.Text("line"), json.NumberOrNull("level") ?? 1, Bias(json),
        json.Word<Drive>("drive", ("push-pull", Drive.PushPull), ("open-drain", Drive.OpenDrain), ("open-source", Drive.OpenSource)),
        json.NumberOrNull("debounceMs"), json.TextOrNull("opposite"));

    private static Bias? Bias(JsonFields json) => json.Word<Bias>(
        "bias", ("as-is", Pins.Gpio.Bias.AsIs), ("pull-up", Pins.Gpio.Bias.PullUp), ("pull-down", Pins.Gpio.Bias.PullDown), ("none", Pins.Gpio.Bias.None));
}
