using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Secure.DoorMessages;
using Secure.EdgeAgent.Outboxes;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

/// <summary>A controller's backlog meets a disk that does not answer for a time.</summary>
public sealed class BacklogTests
{
    [Fact]
    public async Task A_badge_waits_for_no_disk_behind_a_backlog_and_nothing_counts_as_stored_before_it_is()
    {
        await using Site site = await StartedAsync();
        site.Gateway.Entry = _ => new RequestEntryResponse { Grant = ByteString.CopyFromUtf8("the grant") };
        using (StuckDisk disk = await StuckDisk.HoldAsync(site))
        {
            for (ulong i = 1; i <= 64; i++) { await site.Controller.SendEventAsync(i); }
            await PresentAsync(site);

            ToController answer = await site.Controller.ReadAsync(ToController.MessageOneofCase.Grant);
            Assert.Equal(("the grant", 0UL), (answer.Grant.GrantRecord.ToStringUtf8(), site.Services.GetRequiredService<Queues>().StoredOf(Site.Door).Sequence));
        }
        for (ulong i = 1; i <= 64; i++) { Assert.Equal(i, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence); }
    }

    [Fact]
    public async Task What_has_arrived_is_stored_although_its_controller_is_gone_meanwhile()
    {
        await using Site site = await StartedAsync();
        using (StuckDisk disk = await StuckDisk.HoldAsync(site))
        {
            for (ulong i = 1; i <= 64; i++) { await site.Controller.SendEventAsync(i); }
            // Behind them all: they have arrived when it has.
            await PresentAsync(site);
            await Eventually.True(() => site.Gateway.Presentations.Count == 1);
            site.Controller.Raw.Close();
        }
        await site.Controller.AcceptAsync();
        Assert.Equal(64UL, site.Controller.Hello.LastStoredSequence);
    }

    [Fact]
    public async Task An_agent_says_by_its_hash_which_entry_it_holds_and_takes_another_journals_of_that_number()
    {
        await using Site site = await StartedAsync();
        for (ulong i = 1; i <= 3; i++) { await site.Controller.SendEventAsync(i); }
        while ((await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence < 3) { }
        await site.StopAgentAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        Assert.Equal((3UL, ByteString.CopyFrom(SHA256.HashData(FakeController.Record(3)))), (site.Controller.Hello.LastStoredSequence, site.Controller.Hello.LastStoredHash));

        ulong before = site.Services.GetRequiredService<Queues>().Events.Next;
        await site.Controller.SendEventAsync(3);
        await site.Controller.SendAsync(new FromController { JournalEvent = new JournalEvent { Sequence = 3, EventRecord = ByteString.CopyFrom(FakeController.Record(99)) } });
        for (int i = 0; i < 2; i++) { Assert.Equal(3UL, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EventsStored)).EventsStored.Sequence); }
        Assert.Equal(before + 1, site.Services.GetRequiredService<Queues>().Events.Next);
    }

    private static ValueTask PresentAsync(Site site) => site.Controller.SendAsync(new FromController
    {
        Presentation = new PresentationDelivery { PresentationRecord = ByteString.CopyFromUtf8("sealed badge"), Nonce = ByteString.CopyFrom(new byte[16]) },
    });

    private static async Task<Site> StartedAsync()
    {
        Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }

    /// <summary>Whoever writes to the event queue waits for it. It writes nothing itself.</summary>
    private sealed class StuckDisk : IDisposable
    {
        private readonly ManualResetEventSlim _answers = new();
        private readonly Task _writing;

        private StuckDisk(Outbox queue, TaskCompletionSource held)
        {
            _writing = Task.Factory.StartNew(
                () =>
                {
                    try
                    {
                        queue.TryAppend((_, _, _) =>
                        {
                            held.SetResult();
                            _answers.Wait();
                            throw new OperationCanceledException();
                        });
                    }
                    catch (OperationCanceledException) { }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public static async Task<StuckDisk> HoldAsync(Site site)
        {
            TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            StuckDisk disk = new(site.Services.GetRequiredService<Queues>().Events, held);
            await held.Task;
            return disk;
        }

        public void Dispose()
        {
            _answers.Set();
            _writing.Wait();
            _answers.Dispose();
        }
    }
}
