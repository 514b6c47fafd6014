namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>
/// The box as it is installed: Debian's systemd and udev in a guest, the release's own <c>install</c>, units, rules and
/// users. What the units promise is read from the running processes, and tried from inside a unit of the same settings.
/// </summary>
[Trait("part", "system")]
[Trait("length", "long")]
public sealed class SystemTests(SystemSite site) : IClassFixture<SystemSite>, IAsyncLifetime
{
    private const string None = "0000000000000000";

    public async ValueTask InitializeAsync() => await site.ReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_program_runs_enabled_as_its_own_user_without_capabilities_and_behind_a_filter()
    {
        IReadOnlyDictionary<string, string> facts = await site.FactsAsync();
        Assert.Equal(("active enabled", "active enabled", "inactive enabled"), (facts["door.state"], facts["agent.state"], facts["settle.state"]));
        foreach (string program in new[] { "guard", "controller", "agent" })
        {
            Assert.All(new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" }, set => Assert.Equal(None, facts[$"{program}.{set}"]));
            Assert.Equal(("1", "2"), (facts[program + ".NoNewPrivs"], facts[program + ".Seccomp"]));
        }
        foreach (string program in new[] { "guard", "controller" })
        {
            Assert.Equal(("secure-door secure-door", "secure-door secure-gpio secure-link secure-serial"), (facts[program + ".user"], facts[program + ".groups"]));
            Assert.Equal("lo", facts[program + ".network"]);
        }
        Assert.Equal(("secure-agent secure-link", "secure-camera secure-link secure-sensor", "the box's"), (facts["agent.user"], facts["agent.groups"], facts["agent.network"]));
        Assert.Equal("10s", facts["watchdog"]);
    }

    [Fact]
    public async Task Udev_gives_each_device_to_its_group_alone()
    {
        IReadOnlyDictionary<string, string> facts = await site.FactsAsync();
        Assert.Equal("root secure-gpio 660", facts["/dev/gpiochip0"]);
        Assert.Equal("root secure-camera 660", facts["/dev/video0"]);
        Assert.Equal("root secure-serial 660", facts["/dev/ttyS1"]);
    }

    [Fact]
    public async Task From_inside_a_unit_nothing_can_be_reached_but_what_it_needs()
    {
        IReadOnlyDictionary<string, string> facts = await site.FactsAsync();
        // What a program in the unit of the door, and in that of the agent, may do.
        (string Deed, string Door, string Agent)[] table =
        [
            ("open /dev/gpiochip0", "yes", "no"),
            ("open /dev/video0", "no", "yes"),
            ("open /dev/ttyS1", "yes", "no"),
            ("open /dev/vda", "no", "no"),
            ("open /dev/watchdog", "no", "no"),
            ("list /var/lib/secure/controller", "yes", "no"),
            ("list /var/lib/secure/agent", "no", "yes"),
            ("write /etc", "no", "no"),
            ("write /opt/secure", "no", "no"),
            ("see others", "no", "no"),
            ("mount", "no", "no"),
            ("unshare", "no", "no"),
        ];
        Assert.All(table, t => Assert.Equal((t.Deed, t.Door, t.Agent), (t.Deed, facts["door may " + t.Deed], facts["agent may " + t.Deed])));
        Assert.Equal("Address family not supported by protocol", facts["door may call"]);
        Assert.Equal("Connection refused", facts["agent may call"]);
    }

    [Fact]
    public async Task A_hung_controller_is_ended_by_its_guard_and_the_door_comes_back_locked()
    {
        Assert.Contains("was silent, killed with a lock driven", await HangAsync("controller"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hung_guard_is_ended_by_systemds_watchdog_and_the_door_comes_back_locked()
    {
        string journal = await HangAsync("guard");
        Assert.Contains("secure-door.service: Watchdog timeout", journal, StringComparison.Ordinal);
        // A signal that a hung program may leave lying, and the time that systemd then waits for it, would keep the line active.
        Assert.DoesNotContain("SIGABRT", journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_release_stays_and_goes_back_on_request()
    {
        site.Publish("two");
        Assert.True(await site.InstallAsync("two") == 0, site.InstallLog);
        Assert.Equal("two", await site.CurrentAsync());
        Assert.True(await site.InstallAsync("two", "--rollback") == 0, site.InstallLog);
        Assert.Equal("one", await site.CurrentAsync());
        await site.ReadyAsync();
    }

    /// <summary>In mid-unlock; afterwards a card opens the door again.</summary>
    /// <returns>What the box's journal has of it.</returns>
    private async Task<string> HangAsync(string program)
    {
        int before = site.Journal().Length;
        await site.EnterAsync();
        string? ms = await site.AskAsync("fall STOP " + program);
        Assert.True(ms is not null, "The line stayed active until the hold could end it.");
        site.Tell($"STOP {program}: the line was inactive after {ms} ms");
        await site.ReadyAsync();
        Assert.False(site.Guest.IsUnlocked);
        await site.EnterAsync();
        await site.UntilAsync(() => Task.FromResult(!site.Guest.IsUnlocked), "the hold ends");
        return site.Journal()[before..];
    }
}
