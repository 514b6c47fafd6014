using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What a Raspberry Pi's systemd and udev are given: read by their own tool where it is there, and compared with one another.</summary>
public sealed partial class SystemFilesTests
{
    private static readonly string Config = Path.Combine(Checkout.Root, "firmware-config");

    [Theory]
    [InlineData("secure-door")]
    [InlineData("secure-agent")]
    [InlineData("secure-gateway")]
    [InlineData("secure-settle")]
    public async Task Systemd_understands_every_line_of_a_unit(string unit)
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) { Assert.Skip("systemd-analyze 不在 · is not there"); }
        using TempFolder root = new();
        Assert.DoesNotContain(unit, await VerifyAsync(root, unit, u => u), StringComparison.Ordinal);
        // The tool only warns of what it does not know, so that it must be read.
        Assert.Contains(unit, await VerifyAsync(root, unit, u => u.Replace("Description=", "Descripton=", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_udev_rule_is_well_formed_and_names_a_group_that_the_installation_makes()
    {
        string install = File.ReadAllText(Path.Combine(Config, "pi", "install"));
        string[] rules = Rules();
        Assert.NotEmpty(rules);
        foreach (string rule in rules)
        {
            Assert.All(rule.Split(", "), part => Assert.Matches(Part(), part));
            if (Group().Match(rule).Groups[1].Value is not "root" and string group) { Assert.Contains($" {group}", install, StringComparison.Ordinal); }
        }
        foreach (string unit in new[] { "secure-door", "secure-agent" })
        {
            string text = Unit(unit);
            IEnumerable<string> named = Regex.Matches(text, "^(?:User|Group|SupplementaryGroups)=(.+)$", RegexOptions.Multiline).SelectMany(m => m.Groups[1].Value.Split(' '));
            Assert.All(named, name => Assert.Contains($" {name}", install, StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// udev reads all folders' files in the order of their names. systemd's 70-uaccess.rules gives a camera to whoever sits at a
    /// desktop and its 73-seat-late.rules carries that out; raspberrypi-sys-mods' 99-com.rules gives each gpiochip to "gpio".
    /// </summary>
    [Fact]
    public void No_file_of_the_system_takes_a_device_back_from_its_group()
    {
        string[] read = [.. new[] { "50-udev-default.rules", "70-uaccess.rules", "73-seat-late.rules", "99-com.rules", RulesFile }.Order(StringComparer.Ordinal)];
        Assert.Equal(["50-udev-default.rules", "70-uaccess.rules", RulesFile, "73-seat-late.rules", "99-com.rules"], read);
        foreach (string rule in Rules())
        {
            string[] parts = rule.Split(", ");
            Assert.All(new[] { "OWNER", "GROUP", "MODE" }, key => Assert.StartsWith(key + ":=\"", Assert.Single(parts, p => p.StartsWith(key, StringComparison.Ordinal)), StringComparison.Ordinal));
            Assert.Contains("TAG-=\"uaccess\"", parts);
            Assert.Contains("ENV{ID_SEAT}=\"seat-secure\"", parts);
        }
    }

    /// <summary>Past a chip's lines, its registers move every one of them.</summary>
    [Fact]
    public void The_locks_registers_are_nobodys() => Assert.Contains("GROUP:=\"root\", MODE:=\"0600\"", Assert.Single(Rules(), r => r.Contains("gpiomem", StringComparison.Ordinal)), StringComparison.Ordinal);

    /// <summary>A device that a rule hands to a unit's group, and that the unit's own list keeps from it, would be found on site only.</summary>
    [Theory]
    [InlineData("secure-door")]
    [InlineData("secure-agent")]
    public void What_a_units_groups_are_given_is_what_the_unit_may_open(string unit)
    {
        string text = Unit(unit);
        string[] groups = Regex.Match(text, "^SupplementaryGroups=(.+)$", RegexOptions.Multiline).Groups[1].Value.Split(' ');
        IEnumerable<string> given = Rules().Where(r => groups.Contains(Group().Match(r).Groups[1].Value)).SelectMany(r => Kernel().Match(r).Groups[1].Value.Split('|')).Select(NameOf);
        IEnumerable<string> allowed = Regex.Matches(text, "^DeviceAllow=char-(\\w+) rw$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Assert.Equal(given.Distinct().Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
    }

    /// <summary>The board's own port, which /dev/serial0 is a link to, a HAT's, a USB adapter, or the sensor's own USB.</summary>
    [Theory]
    [InlineData("ttyAMA")]
    [InlineData("ttyS")]
    [InlineData("ttySC")]
    [InlineData("ttyUSB")]
    [InlineData("ttyACM")]
    public void A_sensors_line_of_every_kind_can_be_the_agents_and_a_line_that_nobody_named_is_not(string kind)
    {
        string[] rules = [.. Rules().Where(r => Kernel().Match(r).Groups[1].Value.Split('|').Contains(kind + "[0-9]*"))];
        string[] groups = [.. rules.Select(r => Group().Match(r).Groups[1].Value)];
        Assert.Contains($"DeviceAllow=char-{kind} rw\n", Unit("secure-agent"), StringComparison.Ordinal);
        if (kind == "ttyACM") { Assert.Equal(["secure-sensor"], groups); return; }
        // The first final word holds: of a line that is named to be a sensor's the agent's, of any other the door's.
        Assert.Equal(["secure-sensor", "secure-serial"], groups);
        Assert.Equal([true, false], rules.Select(r => r.Contains("ENV{SECURE_SENSOR}==\"1\"", StringComparison.Ordinal)));
        Assert.DoesNotContain("secure-serial", Unit("secure-agent"), StringComparison.Ordinal);
        Assert.DoesNotContain("secure-sensor", Unit("secure-door"), StringComparison.Ordinal);
    }

    /// <summary>Of a kind that no driver has announced when the unit starts systemd allows nothing, and looks no more (systemd.resource-control(5)).</summary>
    [Theory]
    [InlineData("secure-door")]
    [InlineData("secure-agent")]
    public void A_units_drivers_are_there_before_it_starts(string unit)
    {
        string text = Unit(unit);
        string?[] drivers = [.. Regex.Matches(text, "^DeviceAllow=char-(\\w+) rw$", RegexOptions.Multiline).Select(m => m.Groups[1].Value switch
        {
            "ttyUSB" => "usbserial",
            "ttyACM" => "cdc_acm",
            "ttySC" => "sc16is7xx",
            "video4linux" => "videodev",
            // In the kernel itself.
            "gpiochip" or "ttyAMA" or "ttyS" => null,
            string other => throw new InvalidOperationException($"Which driver announces {other}?"),
        })];
        foreach (string key in new[] { "Wants", "After" })
        {
            string[] named = [.. Regex.Matches(text, $"^{key}=(.+)$", RegexOptions.Multiline).SelectMany(m => m.Groups[1].Value.Split(' ')).Where(n => n.StartsWith("modprobe@", StringComparison.Ordinal))];
            Assert.Equal(drivers.OfType<string>().Select(d => $"modprobe@{d}.service").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Refused one of these, the .NET runtime does not start: "Failed to create CoreCLR".</summary>
    [Theory]
    [InlineData("secure-door")]
    [InlineData("secure-agent")]
    public async Task A_units_filter_lets_the_runtime_start(string unit)
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) { Assert.Skip("systemd-analyze 不在 · is not there"); }
        HashSet<string> allowed = [];
        foreach (Match line in Regex.Matches(Unit(unit), "^SystemCallFilter=(~?)(.+)$", RegexOptions.Multiline))
        {
            HashSet<string> calls = await CallsAsync(line.Groups[2].Value.Split(' '));
            if (line.Groups[1].Length > 0) { allowed.ExceptWith(calls); }
            else { allowed.UnionWith(calls); }
        }
        Assert.Superset(new HashSet<string> { "execve", "futex", "membarrier", "prlimit64", "sched_setaffinity" }, allowed);
        Assert.DoesNotContain("mount", allowed);
    }

    /// <summary>System calls by name, those of a set (@name) as systemd knows it.</summary>
    private static async Task<HashSet<string>> CallsAsync(IEnumerable<string> names)
    {
        HashSet<string> calls = [];
        foreach (string name in names)
        {
            if (name[0] != '@') { calls.Add(name); continue; }
            CommandResult set = await Command.RunAsync(["/usr/bin/systemd-analyze", "syscall-filter", name]);
            Assert.True(set.ExitCode == 0, set.All);
            calls.UnionWith(await CallsAsync(set.Output.Split('\n').Skip(1).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')));
        }
        return calls;
    }

    /// <summary>As the driver calls its devices in /proc/devices.</summary>
    private static string NameOf(string kernel) => kernel.Replace("[0-9]*", "", StringComparison.Ordinal) is "video" ? "video4linux" : kernel.Replace("[0-9]*", "", StringComparison.Ordinal);

    private static string RulesFile => Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(Config, "udev"))));

    private static string[] Rules() => [.. File.ReadLines(Path.Combine(Config, "udev", RulesFile)).Where(l => l.Length > 0 && l[0] != '#')];

    private static string Unit(string name) => File.ReadAllText(Path.Combine(Config, "systemd", name + ".service"));

    private static async Task<string> VerifyAsync(TempFolder root, string unit, Func<string, string> change)
    {
        foreach (string program in new[] { "opt/secure/current/bin/door", "opt/secure/current/bin/agent", "opt/secure/install", "bin/bash" })
        {
            string at = Path.Combine(root.Path, program);
            Directory.CreateDirectory(Path.GetDirectoryName(at)!);
            await File.WriteAllTextAsync(at, "#!/bin/sh\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(at, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        string own = Directory.CreateDirectory(Path.Combine(root.Path, "etc", "systemd", "system")).FullName, system = Directory.CreateDirectory(Path.Combine(root.Path, "usr", "lib", "systemd", "system")).FullName;
        foreach (string target in Directory.EnumerateFiles("/usr/lib/systemd/system", "*.target")) { File.Copy(target, Path.Combine(system, Path.GetFileName(target)), overwrite: true); }
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Config, "systemd"), "*.service"))
        {
            await File.WriteAllTextAsync(Path.Combine(own, Path.GetFileName(file)), change(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        }
        CommandResult verified = await Command.RunAsync(["/usr/bin/systemd-analyze", "--root=" + root.Path, "verify", unit + ".service"]);
        Assert.True(verified.ExitCode == 0, verified.All);
        return verified.All;
    }

    [GeneratedRegex("""^(SUBSYSTEM==|KERNEL==|OWNER:?=|GROUP:?=|MODE:?=|TAG-=|ENV\{\w+\}==?)"[^"]+"$""")]
    private static partial Regex Part();

    [GeneratedRegex("GROUP:?=\"([^\"]+)\"")]
    private static partial Regex Group();

    [GeneratedRegex("KERNEL==\"([^\"]+)\"")]
    private static partial Regex Kernel();
}
