using Secure.DoorController.Configuration;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private const string Good = """
        {
          "controller": "c-1", "stateFolder": "/s", "socket": { "path": "/d/socket" }, "pins": "unix:/p",
          "buses": [ { "line": "/dev/ttyS0", "readers": [ { "address": 0, "id": "r-1", "door": "vault" } ] } ],
          "doors": [ { "id": "vault", "strike": { "line": "a" }, "feedback": { "line": "b" }, "contact": { "line": "c", "level": 0 } } ]
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<string> Faults(string json)
    {
        File.WriteAllText(_folder["c.json"], json);
        _ = ControllerFileReader.Read(_folder["c.json"], out IReadOnlyList<string> faults);
        return faults;
    }

    [Fact]
    public void A_good_file_has_no_fault_and_its_defaults()
    {
        Assert.Empty(Faults(Good));
        ControllerFile file = ControllerFileReader.Read(_folder["c.json"], out _)!;
        Assert.Equal((true, 9600, 15, 30), (file.Guarded, file.Buses[0].Baud, file.Buses[0].PollMs, file.Doors[0].HeldAfterSeconds));
        Assert.Equal((1, 0), (file.Doors[0].Strike.Level, file.Doors[0].Contact.Level));
    }

    [Theory]
    [InlineData(5, 9600, 15, true)]
    [InlineData(6, 9600, 15, false)]
    [InlineData(8, 9600, 15, false)]
    [InlineData(8, 38400, 15, true)]
    [InlineData(8, 115200, 15, true)]
    [InlineData(1, 115200, 150, true)]
    [InlineData(1, 115200, 1000, false)]
    [InlineData(1, 9600, 160, false)]
    public void A_bus_that_does_not_get_round_its_readers_in_time_is_refused_at_the_speed_that_is_driven(int count, int baud, int pollMs, bool isFine)
    {
        string readers = string.Join(", ", Enumerable.Range(0, count).Select(i => $$"""{ "address": {{i}}, "id": "r-{{i}}", "door": "vault" }"""));
        IReadOnlyList<string> faults = Faults(Good.Replace("""
            "readers": [ { "address": 0, "id": "r-1", "door": "vault" } ]
            """.Trim(), $"\"baud\": {baud}, \"pollMs\": {pollMs}, \"readers\": [ {readers} ]", StringComparison.Ordinal));
        if (isFine) { Assert.Empty(faults); }
        else { Assert.Contains("ms, more than 190", Assert.Single(faults), StringComparison.Ordinal); }
    }

    [Fact]
    public void The_lines_of_the_box_are_inputs_like_any_other()
    {
        const string box = """ "box": { "tamper": { "line": "t", "level": 0, "opposite": "u" }, "mains": { "line": "m" } },  """;
        Assert.Empty(Faults(Good.Replace("\"pins\"", box + "\"pins\"", StringComparison.Ordinal)));
        ControllerFile file = ControllerFileReader.Read(_folder["c.json"], out _)!;
        Assert.Equal(["t", "u", "m"], UsedLine.All(file).Where(l => l.Where.StartsWith("box", StringComparison.Ordinal) && l.Use == LineUse.Input).Select(l => l.Name));
        Assert.Contains("\"c\" is given twice", Faults(Good.Replace("\"pins\"", box.Replace("\"m\"", "\"c\"", StringComparison.Ordinal) + "\"pins\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void All_faults_are_told_at_once_in_words()
    {
        IReadOnlyList<string> faults = Faults("""
            {
              "controller": "C 1", "stateFolder": "s", "socket": { "path": "d/socket" }, "pins": "wires",
              "buses": [
                { "line": "tty", "baud": 300, "pollMs": 1, "readers": [ { "address": 127, "id": "R!", "door": "nowhere" }, { "address": 127, "id": "R!", "door": "vault" } ] },
                { "line": "/dev/ttyS1", "readers": [] }
              ],
              "doors": [
                { "id": "vault", "heldAfterSeconds": 0, "motionMaxMs": 1, "rexShuntSeconds": 61,
                  "strike": { "line": "a b", "level": 2 }, "feedback": { "line": "x" }, "contact": { "line": "x" } },
                { "id": "../v", "strike": { "line": "1" }, "feedback": { "line": "2" }, "contact": { "line": "3" } }
              ]
            }
            """);
        string all = string.Join('\n', faults);
        foreach (string word in new[] { "controller:", "stateFolder", "socket.path", "pins:", "\"tty\"", "baud 300", "pollMs 1", "address 127", "more than one reader", "no reader",
            "heldAfterSeconds", "motionMaxMs", "rexShuntSeconds", "\"a b\"", "level 2", "\"x\" is given twice", "\"../v\"", "\"R!\"", "no door \"nowhere\"" })
        {
            Assert.Contains(word, all, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "controller": "c-1" }""")]
    [InlineData("""{ "controller": null, "stateFolder": "/s" }""")]
    public void What_is_no_configuration_is_one_fault_in_words(string json) => Assert.NotEmpty(Assert.Single(Faults(json)));

    [Fact]
    public void A_misspelt_word_is_a_fault_that_names_it() => Assert.Contains("heldAftr", Faults(Good.Replace("\"id\": \"vault\"", "\"id\": \"vault\", \"heldAftr\": 3", StringComparison.Ordinal))[0], StringComparison.Ordinal);

    [Fact]
    public void Sixty_five_doors_are_too_many_and_none_too_few()
    {
        ControllerFile file = new("c-1", "/s", new SocketEntry("/x"), "unix:/p", [], []);
        Assert.Contains(ControllerRules.Faults(file), f => f.StartsWith("doors:", StringComparison.Ordinal));
        DoorEntry[] doors = [.. Enumerable.Range(0, 65).Select(i => new DoorEntry($"d{i}", new($"s{i}"), new($"f{i}"), new($"c{i}")))];
        Assert.Contains(ControllerRules.Faults(file with { Doors = doors }), f => f.StartsWith("doors:", StringComparison.Ordinal));
        Assert.Empty(ControllerRules.Faults(file with { Doors = doors[..64] }));
    }

    [Theory]
    [InlineData("--config", "a")]
    [InlineData("--config", "a", "--enroll", "b")]
    [InlineData("--enroll", "b", "--config", "a")]
    public void The_two_options_are_known(params string[] words) => Assert.Equal("a", CommandLine.Of(words)!.Config);

    [Theory]
    [InlineData]
    [InlineData("--config")]
    [InlineData("--config", "a", "--now", "2030")]
    [InlineData("a")]
    public void No_other_word_is(params string[] words) => Assert.Null(CommandLine.Of(words));

    [Fact]
    public void An_enrolment_code_that_is_none_or_cannot_be_read_is_told_with_what_to_do_and_without_what_it_holds()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder["good"], new EnrollmentCode(new byte[EnrollmentCode.CodeLength], new byte[32]).Reveal() + "\n");
        Assert.Null(EnrollmentFile.Read(folder["good"], out EnrollmentCode? code));
        Assert.NotNull(code);
        File.WriteAllText(folder["bad"], "SEC1-secret");
        Assert.DoesNotContain("secret", EnrollmentFile.Read(folder["bad"], out code), StringComparison.Ordinal);
        // A folder can be read by nobody.
        string unreadable = Assert.IsType<string>(EnrollmentFile.Read(folder.Path, out code));
        Assert.Contains($"{Environment.UserName} cannot read the enrolment code: make that user the file's owner", unreadable, StringComparison.Ordinal);
        Assert.Null(code);
    }
}
