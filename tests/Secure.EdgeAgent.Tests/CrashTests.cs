using System.Diagnostics;
using Secure.DoorMessages;
using Secure.Messaging;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

/// <summary>The agent as a process of its own: killed, out of disk, weighed.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_killed_agent_loses_nothing_that_it_said_was_stored()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        // More rounds on request, as SECURE_KILLS=1000.
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("SECURE_KILLS"), out int asked) ? asked : 20;
        Random random = new(20_300_107);
        ulong next = 1;
        for (int round = 1; round <= rounds; round++)
        {
            ears.Acknowledges = round % 2 == 0;
            site.StartAgentProcess();
            await site.Controller.AcceptAsync();
            Assert.True(site.Controller.Hello.LastStoredSequence >= next - 1, $"round {round}: {site.Controller.Hello.LastStoredSequence} of {next - 1}");
            next = site.Controller.Hello.LastStoredSequence + 1;
            next = await StoreUntilKilledAsync(site, next, random.Next(1, 300));
        }
        ears.Acknowledges = true;
        site.StartAgentProcess();
        await site.Controller.AcceptAsync();
        Assert.True(site.Controller.Hello.LastStoredSequence >= next - 1);
        await Eventually.True(() => ears.Events.Count >= (int)(next - 1), 60);
        IReadOnlyList<ulong> held = ears.Events;
        Assert.Equal(Enumerable.Range(1, held.Count).Select(i => (ulong)i), held);
    }

    [Fact]
    public async Task On_a_full_disk_the_journal_keeps_the_events_and_nothing_is_lost_when_there_is_room_again()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        ears.Acknowledges = false;
        string seed = site.DataFolder + ".seed";
        Directory.Move(site.DataFolder, seed);
        Directory.CreateDirectory(site.DataFolder);
        site.StartAgentProcess($"mount -t tmpfs -o size=4m none {site.DataFolder} && cp -a {seed}/. {site.DataFolder} && exec $AGENT");
        await site.Controller.AcceptAsync();

        ulong stored = await SendUntilUnstoredAsync(site, 30_000);
        Assert.InRange(stored, 1000UL, 29_999UL);
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.OutboxFull));

        ears.Acknowledges = true;
        while (true)
        {
            await site.Controller.AcceptAgainAsync();
            Assert.True(site.Controller.Hello.LastStoredSequence >= stored);
            await site.Controller.SendEventAsync(site.Controller.Hello.LastStoredSequence + 1);
            using CancellationTokenSource soon = new(TimeSpan.FromSeconds(2), TimeProvider.System);
            try { if ((await Framing.ReadAsync(site.Controller.Raw, ToController.Parser, soon.Token))?.EventsStored?.Sequence > stored) { break; } }
            catch (OperationCanceledException) { }
        }
        await Eventually.True(() => ears.Events.Count > (int)stored, 60);
        IReadOnlyList<ulong> held = ears.Events;
        Assert.Equal(Enumerable.Range(1, held.Count).Select(i => (ulong)i), held);
    }

    [Fact]
    public async Task An_agent_at_work_stays_below_90_MiB()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        Process agent = site.StartAgentProcess();
        await site.Controller.AcceptAsync();
        for (ulong i = 1; i <= 5000; i++) { await site.Controller.SendEventAsync(i); }
        await Eventually.True(() => ears.Events.Count == 5000, 90);
        Assert.InRange(Site.ResidentMiB(agent.Id), 1, 89);
    }

    [Fact]
    public async Task An_agent_that_is_told_to_stop_ends_cleanly_and_its_link_goes_down()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        Process agent = site.StartAgentProcess();
        await site.Controller.AcceptAsync();
        await Eventually.True(() => ears.Of(UpKind.Link).Any(link => link.Payload[0] == 1));
        using (Process kill = Process.Start("/bin/kill", ["-TERM", agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) { await kill.WaitForExitAsync(Limit.Token); }
        await agent.WaitForExitAsync(Limit.Token);
        Assert.Equal(AgentProgram.Good, agent.ExitCode);
        await Eventually.True(() => ears.Of(UpKind.Link).Last().Payload[0] == 0);
        Assert.Contains(ears.Notices, n => n.Code == AgentNotices.Started);
    }

    [Fact]
    public async Task A_bad_configuration_ends_the_process_in_words()
    {
        await using Site site = await Site.UnenrolledAsync();
        File.WriteAllText(site.ConfigFile, "{ }");
        Process agent = site.StartAgentProcess();
        await agent.WaitForExitAsync(Limit.Token);
        Assert.Equal(AgentProgram.BadSettings, agent.ExitCode);
        await Eventually.True(() => site.Output.Any(line => line.Contains("dataFolder", StringComparison.Ordinal)));
    }

    private static async Task<ulong> StoreUntilKilledAsync(Site site, ulong next, int killAfter)
    {
        ulong confirmed = next - 1;
        bool killed = false;
        Task sending = SendAsync(site, next, 5000);
        try
        {
            while (await site.Controller.ReadAsync() is { } message)
            {
                if (message.MessageCase != ToController.MessageOneofCase.EventsStored) { continue; }
                confirmed = message.EventsStored.Sequence;
                // One message may tell of several: the very number need not come.
                if (killed || confirmed < next + (ulong)killAfter) { continue; }
                killed = true;
                await site.KillAgentAsync();
            }
        }
        catch (IOException) { }
        await sending;
        return confirmed + 1;
    }

    private static async Task SendAsync(Site site, ulong first, ulong count)
    {
        try { for (ulong i = first; i < first + count; i++) { await site.Controller.SendEventAsync(i); } }
        catch (IOException) { }
    }

    private static async Task<ulong> SendUntilUnstoredAsync(Site site, ulong count)
    {
        ulong stored = 0;
        Task sending = SendAsync(site, 1, count);
        try
        {
            while (await site.Controller.ReadAsync() is { } message)
            {
                if (message.MessageCase == ToController.MessageOneofCase.EventsStored) { stored = message.EventsStored.Sequence; }
            }
        }
        catch (IOException) { }
        await sending;
        return stored;
    }
}
