using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>
/// A new release on a Raspberry Pi must run before it stays, and the one before it comes back by itself. A program of the
/// test's own stands for systemd: how each release behaves lies in a file of the release's name.
/// </summary>
public sealed class TrialTests : IDisposable
{
    private const string Door = "secure-door.service", Agent = "secure-agent.service";

    private readonly TempFolder _work = new();

    private string Root => _work["root/opt/secure"];

    private string Current => File.ReadAllText(Path.Combine(Root, "current", "VERSION")).Trim();

    private string Previous => Path.Combine(Root, "previous") is var link && Directory.Exists(link) ? File.ReadAllText(Path.Combine(link, "VERSION")).Trim() : "";

    private bool OnTrial => File.Exists(Path.Combine(Root, "trial"));

    private string DoorUnit => File.ReadAllText(_work["root/etc/systemd/system/" + Door]);

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(Door + " dead", "failed")]
    [InlineData(Door + " childless", "没有控制器进程 · no controller process")]
    [InlineData(Door + " respawning", "反复重启 · starts again and again")]
    [InlineData(Agent + " dead", "failed")]
    public async Task A_release_that_does_not_run_goes_and_the_one_before_it_comes_back_with_its_units(string behaviour, string why)
    {
        await RunningAsync("one");
        string unit = DoorUnit;
        Behave("two", behaviour);
        CommandResult result = await InstallAsync("two");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(("one", "", false, unit), (Current, Previous, OnTrial, DoorUnit));
        Assert.Contains("新版本 two 未能正常运行，自动回退到 one · two does not run, and one is put back by itself", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{behaviour.Split(' ')[0]}：{why}", result.Output, StringComparison.Ordinal);
        // The other one runs, and is not blamed.
        Assert.DoesNotContain((behaviour.StartsWith(Door, StringComparison.Ordinal) ? Agent : Door) + "：", result.Output, StringComparison.Ordinal);
        Assert.Contains($"what {behaviour.Split(' ')[0]} of two said", result.Output, StringComparison.Ordinal);
        Assert.Contains("已自动回退，one 正在运行 · rolled back; one runs", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("已安装", result.Output, StringComparison.Ordinal);
        Assert.Equal([$"one {Door}", $"one {Agent}", $"two {Door}", $"two {Agent}", $"one {Door}", $"one {Agent}"], Restarts);
    }

    [Fact]
    public async Task A_release_that_runs_stays_and_the_one_before_it_is_the_previous()
    {
        await RunningAsync("one");
        CommandResult result = await InstallAsync("two");
        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(("two", "one", false), (Current, Previous, OnTrial));
        // One that failed is not what a rollback goes to.
        Behave("three", Door + " dead");
        Assert.Equal(1, (await InstallAsync("three")).ExitCode);
        Assert.Equal(("two", "one", false), (Current, Previous, OnTrial));
        Assert.Equal(0, (await InstallAsync("two", "--rollback")).ExitCode);
        Assert.Equal(("one", "two"), (Current, Previous));
    }

    [Fact]
    public async Task A_first_installation_that_does_not_run_stays_says_so_and_fails()
    {
        Behave("one", Door + " dead");
        CommandResult result = await InstallAsync("one");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(("one", "", false), (Current, Previous, OnTrial));
        Assert.Contains("已是当前版本，但未能正常运行，也没有可自动回退的版本 · it is the current release, does not run, and there is none to go back to by itself: one", result.Output, StringComparison.Ordinal);
        Assert.Contains(Door + "：failed", result.Output, StringComparison.Ordinal);
    }

    /// <summary>An agent that is not enrolled yet, say: the door's controller alone decides.</summary>
    [Theory]
    [InlineData("dead", "failed")]
    [InlineData("respawning", "反复重启 · starts again and again")]
    public async Task A_unit_that_did_not_run_before_takes_no_release_back(string behaviour, string why)
    {
        string ill = $"{Agent} {behaviour}";
        Behave("one", ill);
        Assert.Equal(1, (await InstallAsync("one")).ExitCode);
        Behave("two", ill);
        CommandResult result = await InstallAsync("two");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(("two", "one", false), (Current, Previous, OnTrial));
        Assert.Contains($"did not run steadily before, so it decides nothing: {Agent}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{Agent}：{why}", result.Output, StringComparison.Ordinal);

        Behave("three", ill, Door + " dead");
        Assert.Equal(1, (await InstallAsync("three")).ExitCode);
        Assert.Equal(("two", "one", false), (Current, Previous, OnTrial));
    }

    [Fact]
    public async Task Where_the_one_before_does_not_run_again_either_it_stays_and_both_are_told()
    {
        await RunningAsync("one");
        Behave("two", Door + " dead", "spoils one");
        CommandResult result = await InstallAsync("two");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(("one", "", false), (Current, Previous, OnTrial));
        Assert.Contains("one 也未能正常运行；它仍为当前版本", result.Output, StringComparison.Ordinal);
        Assert.Contains("one does not run either; it stays the current release", result.Output, StringComparison.Ordinal);
        Assert.Contains("state does not go back with a release", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_power_cut_during_the_trial_is_made_good_at_the_next_boot()
    {
        await RunningAsync("one");
        Behave("two", Door + " dead", "cuts");
        Assert.Equal(137, (await InstallAsync("two")).ExitCode);
        Assert.Equal(("two", "", true), (Current, Previous, OnTrial));
        Behave("two", Door + " dead");
        CommandResult settled = await SettleAsync();
        Assert.True(settled.ExitCode == 0, settled.All);
        Assert.Equal(("one", "", false), (Current, Previous, OnTrial));

        Behave("two", "cuts");
        Assert.Equal(137, (await InstallAsync("two")).ExitCode);
        Behave("two");
        Assert.Equal(0, (await SettleAsync()).ExitCode);
        Assert.Equal(("two", "one", false), (Current, Previous, OnTrial));
        Assert.Equal("", (await SettleAsync()).All);
    }

    [Fact]
    public async Task A_power_cut_while_the_one_before_comes_back_ends_with_it_in_force()
    {
        await RunningAsync("one");
        string unit = DoorUnit;
        Behave("two", Door + " dead");
        Behave("one", "cuts");
        Assert.Equal(137, (await InstallAsync("two")).ExitCode);
        Assert.Equal(("one", "", true), (Current, Previous, OnTrial));
        Behave("one");
        Assert.Equal(0, (await SettleAsync()).ExitCode);
        Assert.Equal(("one", "", false, unit), (Current, Previous, OnTrial, DoorUnit));
    }

    [Fact]
    public async Task An_installation_after_one_that_was_cut_off_goes_back_to_what_ran_before_both()
    {
        await RunningAsync("one");
        Behave("two", Door + " dead", "cuts");
        Assert.Equal(137, (await InstallAsync("two")).ExitCode);
        Behave("three", Door + " dead");
        Assert.Equal(1, (await InstallAsync("three")).ExitCode);
        Assert.Equal(("one", "", false), (Current, Previous, OnTrial));
    }

    private IEnumerable<string> Restarts => File.ReadLines(_work["restarts"]);

    /// <summary>Each line: a unit and how it fails, or what befalls the box when this release is started.</summary>
    private void Behave(string version, params string[] lines) => File.WriteAllLines(_work["behaves-" + version], lines);

    private async Task RunningAsync(string version)
    {
        CommandResult result = await InstallAsync(version);
        Assert.True(result.ExitCode == 0, result.All);
    }

    private Task<CommandResult> InstallAsync(string version, params string[] arguments)
    {
        string folder = _work["publish-" + version];
        if (!Directory.Exists(folder))
        {
            PublishedFolder.Make(folder, version);
            File.AppendAllText(Path.Combine(folder, "release", "systemd", Door), $"# of {version}\n");
        }
        foreach (string file in new[] { "controller.json", "agent.json" })
        {
            Directory.CreateDirectory(_work["root/etc/secure"]);
            File.WriteAllText(_work["root/etc/secure/" + file], "{}");
        }
        return RunAsync([Path.Combine(folder, "install"), .. arguments]);
    }

    private Task<CommandResult> SettleAsync() => RunAsync([Path.Combine(Root, "install"), "--settle"]);

    private Task<CommandResult> RunAsync(string[] command)
    {
        string system = _work["system"];
        File.WriteAllText(system, $$"""
            #!/bin/bash
            work='{{_work.Path}}'
            version=$(cat "$work/root/opt/secure/current/VERSION")
            behaves() { grep -qsxF -- "$1" "$work/behaves-$version"; }
            case "$*" in
              "systemctl restart "*)
                echo "$version $3" >>"$work/restarts"
                if behaves 'spoils one'; then echo '{{Door}} dead' >"$work/behaves-one"; fi
                if behaves cuts && [ -e "$work/root/opt/secure/trial" ]; then kill -KILL $PPID; fi
                ! behaves "$3 dead" ;;
              "systemctl show --property=ActiveState"*) if behaves "${!#} dead"; then echo failed; else echo active; fi ;;
              "systemctl show --property=MainPID --value {{Agent}}") if behaves '{{Agent}} respawning'; then date +%N; else echo 100; fi ;;
              "systemctl show --property=MainPID"*) echo 100 ;;
              "systemctl show --property=NRestarts"*) echo 0 ;;
              "pgrep -P 100")
                if behaves '{{Door}} childless'; then exit 1; fi
                if behaves '{{Door}} respawning'; then date +%N; else echo 101; fi ;;
              "dotnet --list-runtimes") dotnet --list-runtimes ;;
              journalctl*) echo "what $3 of $version said" ;;
            esac
            """);
        File.SetUnixFileMode(system, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Command.RunAsync(["bash", .. command], new() { ["SECURE_PREFIX"] = _work["root"], ["SECURE_ACT"] = system, ["SECURE_STEADY"] = "2", ["SECURE_STEADY_WITHIN"] = "6", ["SECURE_SECOND"] = "0.01" });
    }
}
