using System.Text.Json;
using Secure.DoorController.Boards;
using Secure.DoorController.Configuration;
using Secure.DoorController.Guarding;
using Secure.DoorController.Pins.Gpio;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

public sealed class BoardTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Configuration(string board, string strike, string more = "", string inputs = """ "contact": { "line": "GPIO23", "bias": "pull-up" } """) => $$"""
        {
          "controller": "c-1", "stateFolder": "/s", "socket": { "path": "/d/socket" }, "pins": "gpio", "board": "{{board}}", "buses": [],
          "doors": [ { "id": "vault", "strike": {{strike}}, "feedback": { "line": "GPIO22", "bias": "pull-up", "level": 0 }, {{inputs}} {{more}} } ]
        }
        """;

    private IReadOnlyList<string> Faults(string json)
    {
        File.WriteAllText(_folder["c.json"], json);
        _ = ControllerFileReader.Read(_folder["c.json"], out IReadOnlyList<string> faults);
        return faults;
    }

    [Theory]
    [InlineData("raspberry-pi-4")]
    [InlineData("raspberry-pi-5")]
    [InlineData("compute-module-4")]
    public void Every_board_that_comes_along_can_have_a_door(string board)
    {
        Assert.Empty(Faults(Configuration(board, """{ "line": "GPIO17" }""")));
        BoardProfile profile = BoardFile.Read(board, out _)!;
        Assert.Equal((board, 28), (profile.Board, profile.Lines.Length));
        Assert.Equal(Enumerable.Range(0, 28), profile.Lines.Select(l => l.Offset));
        Assert.Equal(28, profile.Lines.Select(l => l.Pin).Distinct().Count());
    }

    [Theory]
    [InlineData("""{ "line": "GPIO99" }""", "door vault, strike: Raspberry Pi 4 Model B has no line GPIO99")]
    [InlineData("""{ "line": "GPIO14" }""", "door vault, strike: line GPIO14 is not free at boot: the serial console speaks on it")]
    [InlineData("""{ "line": "GPIO0", "level": 0 }""", "door vault, strike: line GPIO0 is not free at boot: the firmware reads a HAT's EEPROM on it")]
    [InlineData("""{ "line": "GPIO5" }""", "door vault, strike: line GPIO5 stands high at boot, which would unlock")]
    [InlineData("""{ "line": "GPIO17", "level": 0 }""", "door vault, strike: line GPIO17 stands low at boot, which would unlock")]
    [InlineData("""{ "line": "GPIO17", "bias": "pull-up" }""", "door vault, strike: line GPIO17 is an output and has neither bias nor debounceMs")]
    [InlineData("""{ "line": "GPIO22" }""", "\"GPIO22\" is given twice")]
    public void A_strike_on_an_unfit_line_is_refused_by_its_name(string strike, string fault) => Assert.Equal([fault], Faults(Configuration("raspberry-pi-4", strike)));

    [Fact]
    public void A_lock_that_opens_without_power_may_stand_at_its_open_level_at_boot() =>
        Assert.Empty(Faults(Configuration("raspberry-pi-4", """{ "line": "GPIO17", "level": 0 }""", """, "lock": "maglock" """)));

    [Theory]
    [InlineData(""" "contact": { "line": "GPIO2", "bias": "pull-down" } """, "door vault, contact: line GPIO2 always has a pull-up: 1.8 kΩ to 3.3 V on the board")]
    [InlineData(""" "contact": { "line": "GPIO23", "debounceMs": 500 } """, "door vault, contact: debounceMs 500 of line GPIO23 is not within 0 to 200")]
    [InlineData(""" "contact": { "line": "GPIO23", "drive": "open-drain" } """, "door vault, contact: line GPIO23 is an input and has no drive")]
    public void An_input_that_the_board_cannot_be_is_refused(string inputs, string fault) => Assert.Equal([fault], Faults(Configuration("raspberry-pi-4", """{ "line": "GPIO17" }""", "", inputs)));

    [Fact]
    public void A_board_that_nobody_knows_is_answered_with_those_that_there_are() =>
        Assert.Contains("compute-module-4, raspberry-pi-4, raspberry-pi-5", Assert.Single(Faults(Configuration("raspberry-pi-9", """{ "line": "GPIO17" }"""))), StringComparison.Ordinal);

    [Fact]
    public void A_sites_own_profile_is_checked_too()
    {
        File.WriteAllText(_folder["own.json"], """
            { "board": "own", "name": "Own", "models": [], "chip": "", "bias": [], "freedLine": "input",
              "lines": [ { "name": "a", "offset": 1, "atBoot": "low" }, { "name": "a", "offset": 1, "atBoot": "low" } ] }
            """);
        Assert.Equal(3, Faults(Configuration(_folder["own.json"], """{ "line": "a" }""")).Count);
    }

    [Fact]
    public void The_guard_is_told_the_same_locks()
    {
        File.WriteAllText(_folder["c.json"], Configuration("raspberry-pi-4", """{ "line": "GPIO17", "drive": "open-source" }"""));
        Assert.Equal(["--pins", "gpio:pinctrl-bcm2711", "--lock", "GPIO17@17=0:open-source"], GuardWords.Of(ControllerFileReader.Read(_folder["c.json"], out _)!));
    }

    [Fact]
    public void Lamps_and_a_buzzer_are_lines_of_their_own_and_none_of_the_guards()
    {
        File.WriteAllText(_folder["c.json"], Configuration("raspberry-pi-4", """{ "line": "GPIO17" }""", """, "green": { "line": "GPIO5", "level": 0 }, "buzzer": { "line": "GPIO6", "drive": "open-drain" } """));
        ControllerFile file = ControllerFileReader.Read(_folder["c.json"], out IReadOnlyList<string> faults)!;
        Assert.Empty(faults);
        Assert.Equal([new GpioLine.Output("GPIO5", 5, Drive.PushPull, true), new GpioLine.Output("GPIO6", 6, Drive.OpenDrain, false)], GpioPlan.Of(file).Signs);
        Assert.Equal(["--pins", "gpio:pinctrl-bcm2711", "--lock", "GPIO17@17=0"], GuardWords.Of(file));
    }

    [Theory]
    [InlineData(""", "buzzer": { "line": "GPIO17" } """, "\"GPIO17\" is given twice")]
    [InlineData(""", "buzzer": { "line": "GPIO14" } """, "door vault, buzzer: line GPIO14 is not free at boot: the serial console speaks on it")]
    [InlineData(""", "green": { "line": "GPIO5", "bias": "pull-up" } """, "door vault, green: line GPIO5 is an output and has neither bias nor debounceMs")]
    [InlineData(""", "red": { "line": "GPIO5", "opposite": "GPIO6" } """, "door vault, red: line GPIO5 is an output and has no opposite")]
    public void A_lamp_or_buzzer_on_an_unfit_line_is_refused_by_its_name(string more, string fault) =>
        Assert.Equal([fault], Faults(Configuration("raspberry-pi-4", """{ "line": "GPIO17" }""", more)));

    [Fact]
    public void A_line_may_have_the_name_that_an_older_kernel_gives_it()
    {
        BoardLine line = BoardFile.Read("raspberry-pi-4", out _)!.Line("GPIO4")!;
        Assert.True(line.IsCalled("GPIO4") && line.IsCalled("GPIO_GCLK") && line.IsCalled(""));
        Assert.False(line.IsCalled("GPIO5"));
    }

    [Fact]
    public void The_schema_has_the_fields_of_the_profile_and_no_others()
    {
        JsonElement schema = JsonElement.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config/schema/board.schema.json")));
        JsonElement lines = schema.GetProperty("properties").GetProperty("lines").GetProperty("items");
        Assert.Equal(Fields<BoardProfile>(), Names(schema));
        Assert.Equal(Fields<BoardLine>(), Names(lines));
        Assert.Equal(["low", "high", "driven"], lines.GetProperty("properties").GetProperty("atBoot").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));

        static IEnumerable<string> Fields<T>() => typeof(T).GetProperties().Select(p => p.Name == "Schema" ? "$schema" : JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
