using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.People;
using Secure.Gateway.Tests.Site;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.Biometrics;

/// <summary>Fingers in a door's own sensor: whose slot it is, and what the sensor's agent is told to do. The sensor is what the test says of it.</summary>
public class SensorDeskTests
{
    private static readonly DeviceId Agent = DeviceId.Parse("agent-01");
    private static readonly byte[] Digest = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public async Task A_finger_goes_into_a_slot_that_only_then_is_the_persons_and_is_listed_and_deleted_as_any_template()
    {
        await using PeopleRig rig = await StartAsync();
        TemplateInfo made = await EnrolAsync(rig);
        Assert.Equal(("lobby:0", Factor.Fingerprint, "sensor"), (made.TemplateId, made.Factor, made.Model));
        Assert.Equal(made, Assert.Single(await rig.ListAsync()));

        Assert.Empty((await TellAsync(rig, 0)).Erase);
        Assert.True((await rig.Biometrics().DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = made.TemplateId }, EnrolmentRig.Officer)).SensorPending);
        Assert.Empty(await rig.ListAsync());
        // As often as it is told, until the sensor's own table says that it is gone.
        Assert.Equal([0u], (await TellAsync(rig, 0)).Erase);
        Assert.Equal([0u], (await TellAsync(rig, 0)).Erase);
        Assert.Empty((await TellAsync(rig)).Erase);
        Assert.Empty(await rig.EntriesAsync("alarm"));
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("consent")]
    [InlineData("expiry")]
    [InlineData("reset")]
    public async Task Whatever_ends_the_template_empties_the_slot(string what)
    {
        await using PeopleRig rig = await StartAsync();
        await EnrolAsync(rig);
        switch (what)
        {
            case "leave": await rig.Client.LeaveAsync(new LeaveRequest { Person = EnrolmentRig.Wang, Reason = "left", ExpectedVersion = (await rig.GetAsync(EnrolmentRig.Wang)).Version }, PeopleRig.As(PeopleRig.Administrator)); break;
            case "consent": Assert.Equal(1u, (await rig.Biometrics().WithdrawConsentAsync(new WithdrawConsentRequest { Person = EnrolmentRig.Wang, Factor = Factor.Fingerprint }, EnrolmentRig.Officer)).Erased); break;
            case "expiry": rig.Clock.Advance(TimeSpan.FromDays(1096)); break;
            default: await rig.Biometrics().ResetSensorAsync(new ResetSensorRequest { Door = "lobby", Reason = "exchanged" }, EnrolmentRig.Officer); break;
        }
        Assert.Equal([0u], (await TellAsync(rig, 0)).Erase);
        if (what == "leave") { return; }
        Assert.Empty(await rig.ListAsync());
        // Nor does it let one officer put another finger in its place, at the door or from files.
        await TellAsync(rig);
        Alerts.RigApprovals second = rig.Services.GetRequiredService<Alerts.RigApprovals>();
        second.Given = false;
        await rig.ConsentAsync(factor: Factor.Fingerprint);
        await Refused.AsAsync("approval_required", () => EnrolAsync(rig));
        await Refused.AsAsync("approval_required", () => rig.BeginAsync(factor: Factor.Fingerprint));
    }

    [Fact]
    public async Task An_emptied_sensor_is_on_record_with_the_officer_the_door_the_reason_and_what_was_in_it()
    {
        await using PeopleRig rig = await StartAsync();
        await EnrolAsync(rig);
        await Refused.AsAsync("invalid_request", async () => await rig.Biometrics().ResetSensorAsync(new ResetSensorRequest { Door = "lobby" }, EnrolmentRig.Officer));
        Assert.Empty(await rig.EntriesAsync("biometrics.sensor.reset"));
        rig.Audit.Broken = true;
        await Refused.AsAsync("record_unavailable", async () => await rig.Biometrics().ResetSensorAsync(new ResetSensorRequest { Door = "lobby", Reason = "exchanged" }, EnrolmentRig.Officer));
        rig.Audit.Broken = false;
        Assert.Single(await rig.ListAsync());
        await rig.Biometrics().ResetSensorAsync(new ResetSensorRequest { Door = "lobby", Reason = "exchanged" }, EnrolmentRig.Officer);
        string entry = Assert.Single(await rig.EntriesAsync("biometrics.sensor.reset"));
        Assert.All((string[])["\"subject\":\"li-officer\"", "\"door\":\"lobby\"", "\"reason\":\"exchanged\"", "\"slots\":\"0\"", EnrolmentRig.Wang], word => Assert.Contains(word, entry, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gone", "sensor_gone")]
    [InlineData("no_finger", "no_finger")]
    [InlineData("unclear", "finger_unclear")]
    [InlineData("two_fingers", "two_fingers")]
    [InlineData("<script>", "sensor_refused")]
    [InlineData("done", "sensor_refused")]
    public async Task An_enrolment_that_ends_otherwise_leaves_nothing_that_is_anybodys(string verdict, string refusal)
    {
        await using PeopleRig rig = await StartAsync();
        await Refused.AsAsync(refusal, () => EnrolAsync(rig, verdict, digest: []));
        Assert.Empty(await rig.ListAsync());
        // Where the sensor has stored it all the same, it is erased.
        Assert.Equal([0u], (await TellAsync(rig, 0)).Erase);
    }

    [Fact]
    public async Task A_library_that_is_not_the_assigned_one_is_an_alarm_and_takes_nobody_in()
    {
        await using PeopleRig rig = await StartAsync();
        await EnrolAsync(rig);
        await TellAsync(rig, 0, 5);
        await TellAsync(rig, 0, 5);
        Assert.Contains("sensor.library_differs", Assert.Single(await rig.EntriesAsync("alarm")), StringComparison.Ordinal);
        await Refused.AsAsync("sensor_differs", () => EnrolAsync(rig, person: EnrolmentRig.Zhang, heard: [0, 5]));
        // Emptied by somebody, or exchanged: told anew once it had been right between.
        await TellAsync(rig, 0);
        await TellAsync(rig);
        Assert.Equal(2, (await rig.EntriesAsync("alarm")).Length);

        await rig.Biometrics().ResetSensorAsync(new ResetSensorRequest { Door = "lobby", Reason = "exchanged" }, EnrolmentRig.Officer);
        Assert.Equal([3u, 9u], (await TellAsync(rig, 3, 9)).Erase);
        Assert.Empty((await TellAsync(rig)).Erase);
        await EnrolAsync(rig);
        Assert.Equal(2, (await rig.EntriesAsync("alarm")).Length);
    }

    [Fact]
    public async Task A_sensor_out_of_reach_that_holds_what_should_be_erased_is_told_once_and_erased_when_it_is_back()
    {
        await using PeopleRig rig = await StartAsync();
        await EnrolAsync(rig);
        await SyncAsync(rig, new SyncSensorRequest { Door = "lobby", Trouble = "Gone" });
        Assert.Empty(await rig.EntriesAsync("alarm"));
        await rig.Biometrics().DeleteTemplateAsync(new DeleteTemplateRequest { Person = EnrolmentRig.Wang, TemplateId = "lobby:0" }, EnrolmentRig.Officer);
        await SyncAsync(rig, new SyncSensorRequest { Door = "lobby", Trouble = "Gone" });
        await SyncAsync(rig, new SyncSensorRequest { Door = "lobby", Trouble = "Gone" });
        Assert.Contains("sensor.not_erased", Assert.Single(await rig.EntriesAsync("alarm")), StringComparison.Ordinal);
        await Refused.AsAsync("sensor_gone", () => rig.Biometrics().EnrolAtDoorAsync(new EnrolAtDoorRequest { Person = EnrolmentRig.Wang, Door = "lobby" }, EnrolmentRig.Officer).ResponseAsync);
        Assert.Equal([0u], (await TellAsync(rig, 0)).Erase);
    }

    [Fact]
    public async Task Nobody_is_enrolled_without_consent_at_another_door_or_by_oneself()
    {
        await using PeopleRig rig = await StartAsync(consent: false);
        await TellAsync(rig);
        await Refused.AsAsync("consent_required", () => EnrolAsync(rig));
        await rig.ConsentAsync(factor: Factor.Fingerprint);
        await Refused.AsAsync("sensor_not_used", () => rig.Biometrics().EnrolAtDoorAsync(new EnrolAtDoorRequest { Person = EnrolmentRig.Wang, Door = "archive" }, EnrolmentRig.Officer).ResponseAsync);
        await Refused.AsAsync("own_enrolment", () => rig.Biometrics().EnrolAtDoorAsync(new EnrolAtDoorRequest { Person = PeopleRig.Security, Door = "lobby" }, EnrolmentRig.Officer).ResponseAsync);
    }

    [Fact]
    public async Task Only_the_doors_own_agent_speaks_for_its_sensor()
    {
        await using PeopleRig rig = await StartAsync();
        SensorSync sync = rig.Services.GetRequiredService<SensorSync>();
        await Assert.ThrowsAsync<RefusedException>(() => sync.TakeAsync(DeviceId.Parse("agent-09"), new SyncSensorRequest { Door = "lobby", Read = true }, CancellationToken.None));
        await Assert.ThrowsAsync<RefusedException>(() => sync.TakeAsync(Agent, new SyncSensorRequest { Door = "lobby", Read = true, Slots = { 10_000 } }, CancellationToken.None));
        Assert.False((await sync.TakeAsync(Agent, new SyncSensorRequest { Door = "archive", Read = true, Slots = { 1 } }, CancellationToken.None)).Used);
    }

    private static async Task<PeopleRig> StartAsync(bool consent = true)
    {
        PeopleRig rig = await PeopleRig.StartAsync(site: DemoSite.Text
            .Replace("    tier: 1\n    entry: [badge]\n", "    tier: 1\n    entry: [badge, fingerprint]\n    match_on_sensor: true\n", StringComparison.Ordinal)
            .Replace("    into: lobby\n", "    into: lobby\n    captures: [fingerprint]\n", StringComparison.Ordinal));
        if (consent) { await rig.ConsentAsync(factor: Factor.Fingerprint); await rig.ConsentAsync(EnrolmentRig.Zhang, Factor.Fingerprint); }
        return rig;
    }

    /// <summary>The officer's call, and beside it the agent, which does what it is told.</summary>
    private static async Task<TemplateInfo> EnrolAsync(PeopleRig rig, string verdict = "done", string person = EnrolmentRig.Wang, byte[]? digest = null, params int[] heard)
    {
        await TellAsync(rig, heard);
        Task<EnrolAtDoorResponse> call = rig.Biometrics().EnrolAtDoorAsync(new EnrolAtDoorRequest { Person = person, Door = "lobby" }, EnrolmentRig.Officer).ResponseAsync;
        SyncSensorResponse work;
        while ((work = await TellAsync(rig, heard)).Enrolment.Length == 0 && !call.IsCompleted) { await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System); }
        if (work.Enrolment.Length > 0) { await SyncAsync(rig, new SyncSensorRequest { Door = "lobby", Enrolment = work.Enrolment, Verdict = verdict, Digest = ByteString.CopyFrom(digest ?? Digest) }); }
        return (await call).Template;
    }

    private static Task<SyncSensorResponse> TellAsync(PeopleRig rig, params int[] slots) =>
        SyncAsync(rig, new SyncSensorRequest { Door = "lobby", Read = true, Capacity = 162, Slots = { slots.Select(s => (uint)s) } });

    private static Task<SyncSensorResponse> SyncAsync(PeopleRig rig, SyncSensorRequest word) => rig.Services.GetRequiredService<SensorSync>().TakeAsync(Agent, word, CancellationToken.None);
}
