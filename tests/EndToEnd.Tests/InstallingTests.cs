namespace Secure.EndToEnd.Tests;

/// <summary>What the script needs of the machine: says what is missing, installs what it may, and starts nothing else by that.</summary>
public sealed class InstallingTests
{
    private const string Missing = "exit 1", Installed = "echo installed";

    /// <summary>Debian's installer asks the policy, as invoke-rc.d does, before it starts a service.</summary>
    private const string Apt = """
        case " $* " in *' install '*)
          if [ -x "$POLICY" ]; then "$POLICY" mosquitto start; echo "policy mosquitto $?" >>"$CALLS"; "$POLICY" other start; echo "policy other $?" >>"$CALLS"; fi ;;
        esac
        """;

    [Fact]
    public async Task Nothing_missing_leaves_apt_untouched()
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", Installed).With("apt-get").With("sudo").With("update-rc.d");
        Assert.Equal(0, (await part.RunAsync("install_packages mosquitto tzdata")).ExitCode);
        Assert.Equal(2, part.Calls.Length);
        Assert.All(part.Calls, c => Assert.StartsWith("dpkg-query ", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Root_updates_before_installing_by_name_and_is_asked_nothing()
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", "[ \"${!#}\" != tzdata ] && echo installed").With("id", "echo 0").With("apt-get", "echo \"$DEBIAN_FRONTEND\" >>\"$CALLS\"");
        CommandResult done = await part.RunAsync(Told(part) + "install_packages openssl tzdata");
        Assert.True(done.ExitCode == 0, done.All);
        Assert.Equal(
            ["apt-get update -qq", "noninteractive", "apt-get install -y -qq --no-install-recommends tzdata", "noninteractive"],
            part.Calls.Where(c => !c.StartsWith("dpkg", StringComparison.Ordinal) && !c.StartsWith("id", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_user_installs_by_sudo_that_asks_for_no_password()
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", Missing).With("id", "echo 1000").With("sudo", "[ \"$1\" = -n ] && shift && exec \"$@\"").With("apt-get");
        Assert.Equal(0, (await part.RunAsync("install_packages tzdata")).ExitCode);
        Assert.All(part.Calls.Where(c => c.StartsWith("sudo", StringComparison.Ordinal)), c => Assert.StartsWith("sudo -n ", c, StringComparison.Ordinal));
        Assert.Contains("apt-get install -y -qq --no-install-recommends tzdata", part.Calls);
    }

    [Fact]
    public async Task Who_is_neither_gets_the_one_line_and_exit_code_3()
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", Missing).With("id", "echo 1000").With("sudo", "exit 1").With("apt-get");
        CommandResult refused = await part.RunAsync("install_packages mosquitto tzdata");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("apt-get update && apt-get install -y --no-install-recommends mosquitto tzdata", Assert.Single(refused.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(part.Calls, c => c.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Installing_mosquitto_starts_no_service_now_or_later_and_leaves_no_policy_behind(int aptEnds)
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", Missing).With("id", "echo 0").With("update-rc.d")
            .With("apt-get", $"[ \"$1\" != update ] || exit 0\n{Apt}\nexit {aptEnds}");
        CommandResult done = await part.RunAsync(Told(part) + "install_packages mosquitto");
        Assert.True(done.ExitCode == (aptEnds == 0 ? 0 : 3), done.All);
        Assert.Contains("policy mosquitto 101", part.Calls);
        Assert.Contains("policy other 0", part.Calls);
        Assert.Equal(aptEnds == 0, part.Calls.Contains("update-rc.d mosquitto disable"));
        Assert.False(File.Exists(part["policy"]));
    }

    [Fact]
    public async Task A_policy_of_the_machine_stays_as_it_is()
    {
        using ScriptPart part = new ScriptPart().With("dpkg-query", Missing).With("id", "echo 0").With("apt-get").With("update-rc.d");
        await File.WriteAllTextAsync(part["policy"], "#!/bin/sh\nexit 101\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await part.RunAsync(Told(part) + "install_packages mosquitto")).ExitCode);
        Assert.Equal("#!/bin/sh\nexit 101\n", await File.ReadAllTextAsync(part["policy"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("git", "", "git", "✗ git")]
    [InlineData("dotnet", "", "dotnet", "✗ .NET SDK 10")]
    [InlineData("dotnet", "echo 8.0.404", "dotnet", "✗ .NET SDK 10")]
    [InlineData("node", "", "node", "✗ node ≥ 20.19")]
    [InlineData("node", "echo 0", "node", "✗ node ≥ 20.19")]
    [InlineData("npm", "", "node", "✗ node ≥ 20.19")]
    public async Task The_doctor_names_what_is_missing_or_too_old_and_so_does_what_needs_it(string program, string instead, string fault, string said)
    {
        using ScriptPart part = Machine(program, instead);
        CommandResult doctor = await part.RunAsync("doctor", alone: true);
        Assert.Equal(1, doctor.ExitCode);
        string bad = Assert.Single(doctor.Output.Split('\n'), l => l.Contains('✗', StringComparison.Ordinal));
        Assert.Contains(said, bad, StringComparison.Ordinal);
        Assert.Matches("https://|apt-get install", bad);
        CommandResult required = await part.RunAsync($"require git_fault dotnet_fault node_fault", alone: true);
        Assert.Equal(3, required.ExitCode);
        Assert.Contains(said[2..], required.Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await part.RunAsync($"require {fault}_fault", alone: true)).ExitCode);
    }

    [Fact]
    public async Task The_doctor_is_content_where_nothing_is_missing()
    {
        using ScriptPart part = Machine("", "");
        CommandResult doctor = await part.RunAsync("doctor", alone: true);
        Assert.True(doctor.ExitCode == 0, doctor.All);
        Assert.Equal(0, (await part.RunAsync("require git_fault dotnet_fault node_fault", alone: true)).ExitCode);
    }

    [Theory]
    [InlineData("20.18.9", 0)]
    [InlineData("20.19.0", 1)]
    [InlineData("18.20.0", 0)]
    [InlineData("22.0.0", 1)]
    public async Task Node_counts_from_20_19(string version, int enough)
    {
        using ScriptPart part = new ScriptPart().With("npm").With("node", $"exec '{Real("node")}' -e \"Object.defineProperty(process.versions,'node',{{value:'{version}'}}); console.log(eval(process.argv[1]))\" \"$2\"");
        CommandResult asked = await part.RunAsync("node_fault");
        Assert.True(asked.ExitCode == enough, version + asked.All);
    }

    /// <summary>A machine with all that is needed, but for one program, or with another in its place.</summary>
    private static ScriptPart Machine(string without, string instead)
    {
        ScriptPart part = new ScriptPart().WithReal("grep", "readlink", "uname", "cat", "dirname").With("dpkg-query", Installed);
        foreach ((string name, string says) in new[] { ("git", "echo git version 2"), ("dotnet", "echo 10.0.401"), ("node", "echo 1"), ("npm", "") })
        {
            if (name != without) { part.With(name, says); } else if (instead.Length > 0) { part.With(name, instead); }
        }
        return part;
    }

    private static string Told(ScriptPart part) => $"policy='{part["policy"]}'; export POLICY=$policy CALLS='{part["calls"]}'; ";

    private static string Real(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, name)).First(File.Exists);
}
