using System.Text.Json.Nodes;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The script that puts a release on a Raspberry Pi, below a folder of its own: what it would ask of the system is only told.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly TempFolder _work = new();

    private string Prefix => _work["root"];

    private string Current => Path.Combine(Prefix, "opt", "secure", "current");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_second_release_takes_the_firsts_place_and_a_rollback_brings_the_first_back()
    {
        Directory.CreateDirectory(Path.Combine(Prefix, "boot", "firmware"));
        await File.WriteAllTextAsync(Path.Combine(Prefix, "boot", "firmware", "config.txt"), "arm_64bit=1\n", TestContext.Current.CancellationToken);
        // As an earlier release left it: its first words would hold for whatever the new file says no more.
        string rules = Path.Combine(Prefix, "etc", "udev", "rules.d"), stale = Path.Combine(rules, "70-secure.rules"), foreign = Path.Combine(rules, "71-secure-sensor.rules");
        Directory.CreateDirectory(rules);
        await File.WriteAllTextAsync(stale, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(foreign, "", TestContext.Current.CancellationToken);
        await InstallAsync(Release("one"));
        Assert.Equal("one", Installed);
        Assert.Equal((false, true), (File.Exists(stale), File.Exists(foreign)));
        await InstallAsync(Release("two"));
        Assert.Equal("two", Installed);
        Assert.Contains("dtparam=strict_gpiod", Assert.Single(File.ReadAllLines(Path.Combine(Prefix, "boot", "firmware", "config.txt")), l => l.StartsWith("dtparam", StringComparison.Ordinal)), StringComparison.Ordinal);

        await InstallAsync(Path.Combine(_work.Path, "two"), "--rollback");
        Assert.Equal("one", Installed);
        Assert.Contains("* one", (await InstallAsync(Path.Combine(_work.Path, "two"), "--list")).Output, StringComparison.Ordinal);
        foreach (string file in new[] { "etc/systemd/system/secure-door.service", "etc/systemd/system/secure-agent.service", "etc/udev/rules.d/72-secure.rules", "etc/secure/controller.json.example" })
        {
            Assert.True(File.Exists(Path.Combine(Prefix, file)), file);
        }
        Assert.True(File.GetUnixFileMode(Path.Combine(Current, "bin", "door")).HasFlag(UnixFileMode.OtherExecute));
    }

    [Theory]
    [InlineData("022")]
    [InlineData("027")]
    [InlineData("077")]
    public async Task The_services_users_reach_their_programs_whatever_the_fitters_umask_is(string mask)
    {
        // Also where an earlier installation made them under such a mask.
        string root = Path.Combine(Prefix, "opt", "secure");
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string release = Release("one");
        CommandResult result = await Command.RunAsync(["bash", "-c", $"umask {mask} && exec bash \"$0\"", Path.Combine(release, "install")], new() { ["SECURE_PREFIX"] = Prefix });
        Assert.True(result.ExitCode == 0, result.All);
        string[] folders = [root, Path.Combine(root, "releases"), .. Directory.GetDirectories(Path.Combine(root, "releases"), "*", SearchOption.AllDirectories), .. new[] { "etc/secure", "etc/systemd/system", "etc/udev/rules.d" }.Select(f => Path.Combine(Prefix, f))];
        Assert.All(folders, f => Assert.True(File.GetUnixFileMode(f).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute), f));
        Assert.All(Directory.GetFiles(Prefix, "*", SearchOption.AllDirectories), f => Assert.True(File.GetUnixFileMode(f).HasFlag(UnixFileMode.OtherRead), f));
    }

    [Fact]
    public async Task An_installation_that_broke_off_goes_on_and_another_release_of_that_name_is_refused()
    {
        string release = Release("one");
        await InstallAsync(release);
        File.Delete(Current);
        await InstallAsync(release);
        Assert.Equal("one", Installed);

        await File.AppendAllTextAsync(Path.Combine(release, "release", "bin", "door"), "# not the same\n", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await RunAsync(release)).ExitCode);
        Assert.DoesNotContain("not the same", await File.ReadAllTextAsync(Path.Combine(Current, "bin", "door"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_fails_in_its_middle_leaves_what_is_installed_and_the_next_try_goes_through()
    {
        await InstallAsync(Release("one"));
        string second = Release("two"), programs = Directory.CreateDirectory(_work["full"]).FullName;
        // A disk that is full after the first files.
        await File.WriteAllTextAsync(
            Path.Combine(programs, "cp"),
            """
            #!/bin/bash
            mkdir -p "${@: -1}/bin" && echo half >"${@: -1}/bin/door"
            echo "no space left" >&2
            exit 1
            """,
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Path.Combine(programs, "cp"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        CommandResult failed = await Command.RunAsync(
            ["bash", Path.Combine(second, "install")], new() { ["SECURE_PREFIX"] = Prefix, ["PATH"] = programs + ":" + Environment.GetEnvironmentVariable("PATH") });
        Assert.True(failed.ExitCode != 0 && failed.Errors.Contains("no space left", StringComparison.Ordinal), failed.All);
        Assert.Equal("one", Installed);
        Assert.False(Directory.Exists(Path.Combine(Prefix, "opt", "secure", "releases", "two")));

        await InstallAsync(second);
        Assert.Equal("two", Installed);
        Assert.DoesNotContain("half", await File.ReadAllTextAsync(Path.Combine(Current, "bin", "door"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await InstallAsync(second, "--rollback");
        Assert.Equal("one", Installed);
    }

    [Fact]
    public async Task A_framework_that_any_program_names_and_the_box_lacks_is_missed_by_its_name_before_anything_is_placed()
    {
        string[] named = [.. PublishedFolder.RuntimeFiles.Values.SelectMany(FrameworksOf).Distinct()];
        Assert.Contains("Microsoft.AspNetCore.App", named);
        string release = Release("one");
        foreach (string lacking in named)
        {
            CommandResult refused = await InstallWithAsync(release, named.Where(n => n != lacking), "10.0.3");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.All(named, n => Assert.Equal(n == lacking, refused.Errors.Contains(n + " 10", StringComparison.Ordinal)));
            Assert.False(Directory.Exists(Path.Combine(Prefix, "opt")));
        }
        Assert.NotEqual(0, (await InstallWithAsync(release, named, "1.10.0")).ExitCode);
        CommandResult taken = await InstallWithAsync(release, named, "10.1.0");
        Assert.True(taken.ExitCode == 0, taken.All);
    }

    private static IEnumerable<string> FrameworksOf(string file)
    {
        JsonNode options = JsonNode.Parse(File.ReadAllText(file))!["runtimeOptions"]!;
        return (options["frameworks"]?.AsArray() ?? [options["framework"]!.DeepClone()]).Select(f => f!["name"]!.GetValue<string>());
    }

    /// <summary>On a box that has these frameworks.</summary>
    private async Task<CommandResult> InstallWithAsync(string folder, IEnumerable<string> frameworks, string version)
    {
        string system = _work["system"], lines = string.Concat(frameworks.Select(f => $"{f} {version} [/usr/share/dotnet/shared/{f}]\n"));
        await File.WriteAllTextAsync(system, $"#!/bin/bash\nif [ \"$1\" = dotnet ]; then cat <<'END'\n{lines}END\nfi\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(system, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await Command.RunAsync(["bash", Path.Combine(folder, "install")], new() { ["SECURE_PREFIX"] = Prefix, ["SECURE_ACT"] = system });
    }

    private string Installed => File.ReadAllText(Path.Combine(Current, "VERSION")).Trim();

    private string Release(string version) => PublishedFolder.Make(_work[version], version);

    private async Task<CommandResult> InstallAsync(string folder, params string[] arguments)
    {
        CommandResult result = await RunAsync(folder, arguments);
        Assert.True(result.ExitCode == 0, result.All);
        return result;
    }

    private Task<CommandResult> RunAsync(string folder, params string[] arguments) =>
        Command.RunAsync(["bash", Path.Combine(folder, "install"), .. arguments], new() { ["SECURE_PREFIX"] = Prefix });
}
