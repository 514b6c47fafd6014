using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

public sealed class OutboxTests : IDisposable
{
    private const long Roomy = 64 << 20;
    private readonly TempFolder _temp = new();

    private string Folder => _temp["queue"];

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_was_stored_is_there_after_a_restart_and_the_chain_goes_on()
    {
        using (Outbox first = Open()) { for (int i = 1; i <= 3; i++) { Assert.Equal((ulong)i, Append(first, $"e{i}")); } }

        List<EnvelopeContent> found = [];
        using Outbox second = Open(found: found);
        Append(second, "e4");

        Assert.Equal(["e1", "e2", "e3"], found.Select(Text));
        EnvelopeContent last = Decode(second.Read(4)!);
        Assert.Equal(EnvelopeContent.Hash(second.Read(3)), last.Previous);
        Assert.All(found, entry => Assert.Equal(last.Chain, entry.Chain));
        Assert.Equal((1UL, 5UL), (second.Oldest, second.Next));
    }

    [Fact]
    public void An_entry_leaves_only_on_an_acknowledgement_of_this_very_entry()
    {
        using Outbox outbox = Open();
        for (int i = 1; i <= 5; i++) { Append(outbox, $"e{i}"); }
        QueueAck good = Ack(outbox, 3);

        Assert.False(outbox.Acknowledge(good with { Hash = new byte[32] }));
        Assert.False(outbox.Acknowledge(good with { Chain = new byte[16] }));
        Assert.False(outbox.Acknowledge(good with { Stream = EnvelopeStream.Alarm }));
        Assert.False(outbox.Acknowledge(good with { Sequence = 6 }));
        Assert.False(outbox.Acknowledge(good with { Sequence = ulong.MaxValue }));
        Assert.Equal(1UL, outbox.Oldest);

        Assert.True(outbox.Acknowledge(good));
        Assert.Equal(4UL, outbox.Oldest);
        Assert.True(outbox.Acknowledge(good));
        Assert.True(outbox.Acknowledge(Ack(outbox, 5)));
        Assert.Equal(6UL, outbox.Oldest);
    }

    [Fact]
    public void A_gateway_that_says_three_times_that_it_holds_less_gets_what_it_lacks_again_and_one_late_word_changes_nothing()
    {
        using Outbox outbox = Open();
        for (int i = 1; i <= 5; i++) { Append(outbox, $"e{i}"); }
        outbox.Acknowledge(Ack(outbox, 5));
        QueueAck older = Ack(outbox, 2);

        for (int i = 0; i < 2; i++) { Assert.True(outbox.Acknowledge(older)); }
        Assert.True(outbox.Acknowledge(Ack(outbox, 3)));
        for (int i = 0; i < 2; i++) { Assert.True(outbox.Acknowledge(older)); }
        for (int i = 0; i < 9; i++) { Assert.True(outbox.Acknowledge(older with { Hash = new byte[32] })); }
        Assert.Equal(6UL, outbox.Oldest);

        Assert.True(outbox.Acknowledge(older));
        Assert.Equal(3UL, outbox.Oldest);
        for (int i = 0; i < 9; i++) { Assert.True(outbox.Acknowledge(older)); }
        Assert.Equal(3UL, outbox.Oldest);
        Assert.True(outbox.Acknowledge(Ack(outbox, 5)));
        Assert.Equal(6UL, outbox.Oldest);
    }

    [Fact]
    public void Acknowledged_files_are_removed_and_the_chain_survives_even_when_everything_is_acknowledged()
    {
        using (Outbox outbox = Open(capacity: 1 << 20))
        {
            for (int i = 1; i <= 400; i++) { Assert.NotNull(Append(outbox, new string('x', 2000))); }
            Assert.True(Directory.GetFiles(Folder).Length >= 6);
            outbox.Acknowledge(Ack(outbox, 400));
            Assert.Single(Directory.GetFiles(Folder));
        }
        using Outbox again = Open(capacity: 1 << 20);
        Assert.Equal(401UL, Append(again, "next"));
        Assert.Equal(EnvelopeContent.Hash(again.Read(400)), Decode(again.Read(401)!).Previous);
    }

    [Fact]
    public void A_full_queue_takes_nothing_more_and_takes_again_after_an_acknowledgement()
    {
        using Outbox outbox = Open(capacity: 1 << 20);
        ulong last = 0;
        while (Append(outbox, new string('x', 2000)) is { } sequence) { last = sequence; }

        Assert.True(outbox.Fullness > 0.99);
        Assert.Equal(last + 1, outbox.Next);
        outbox.Acknowledge(Ack(outbox, last));
        Assert.Equal(last + 1, Append(outbox, "room again"));
        Assert.True(outbox.Fullness < 0.2);
    }

    [Fact]
    public void A_half_written_last_entry_is_cut_off_wherever_the_crash_came()
    {
        using (Outbox outbox = Open()) { Append(outbox, "whole"); Append(outbox, "half"); }
        string file = Directory.GetFiles(Folder).Single();
        byte[] bytes = File.ReadAllBytes(file);
        int second = bytes.Length / 2 + 1; // both entries differ by one byte in length
        for (int length = bytes.Length - 1; length >= second; length -= 7)
        {
            File.WriteAllBytes(file, bytes[..length]);
            List<EnvelopeContent> found = [];
            using Outbox outbox = Open(found: found);
            Assert.Equal(["whole"], found.Select(Text));
            Assert.Equal(2UL, Append(outbox, "again"));
        }
    }

    [Fact]
    public void A_last_entry_whose_bytes_never_reached_the_disk_is_cut_off()
    {
        using (Outbox outbox = Open()) { Append(outbox, "whole"); Append(outbox, "lost"); }
        string file = Directory.GetFiles(Folder).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(bytes.Length / 2 + 1).Clear();
        File.WriteAllBytes(file, bytes);
        using Outbox outbox2 = Open();
        Assert.Equal(2UL, outbox2.Next);
    }

    [Fact]
    public void Damage_in_the_middle_is_told_and_changes_nothing()
    {
        using (Outbox outbox = Open()) { for (int i = 0; i < 5; i++) { Append(outbox, "entry"); } }
        string file = Directory.GetFiles(Folder).Single();
        byte[] bytes = File.ReadAllBytes(file);
        int frame = bytes.Length / 5;
        foreach (int place in (int[])[0, 1, 3, 4, 7, 8, 60, frame - 1])
        {
            byte[] damaged = [.. bytes];
            damaged[2 * frame + place] ^= 0x40;
            File.WriteAllBytes(file, damaged);
            Assert.Throws<QueueDamagedException>(() => Open());
            Assert.Equal(damaged, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void A_missing_file_in_the_middle_is_damage()
    {
        using (Outbox outbox = Open(capacity: 1 << 20)) { for (int i = 1; i <= 300; i++) { Append(outbox, new string('x', 2000)); } }
        File.Delete(Directory.GetFiles(Folder).Order().ElementAt(1));
        Assert.Throws<QueueDamagedException>(() => Open(capacity: 1 << 20));
    }

    [Fact]
    public async Task Whoever_waits_for_an_entry_is_woken_by_it()
    {
        using Outbox outbox = Open();
        Task waiting = outbox.WhenPastAsync(1, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        Append(outbox, "e");
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    [Fact]
    public async Task Whoever_waits_for_an_acknowledgement_is_woken_by_it_and_by_nothing_less()
    {
        using Outbox outbox = Open();
        for (int i = 0; i < 3; i++) { Append(outbox, "e"); }
        Task waiting = outbox.WhenAcknowledgedAsync(2, CancellationToken.None);
        Append(outbox, "e");
        Assert.True(outbox.Acknowledge(Ack(outbox, 1)));
        Assert.False(waiting.IsCompleted);
        Assert.True(outbox.Acknowledge(Ack(outbox, 2)));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    [Fact]
    public void The_files_are_readable_by_their_owner_alone()
    {
        using Outbox outbox = Open();
        Append(outbox, "e");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Folder).Single()));
    }

    private Outbox Open(long capacity = Roomy, List<EnvelopeContent>? found = null) => Outbox.Open(Folder, EnvelopeStream.Event, capacity, entry => found?.Add(entry));

    private static ulong? Append(Outbox outbox, string payload) => outbox.TryAppend((chain, sequence, previous) => new EnvelopeContent
    {
        From = DeviceId.Parse("gate-1"),
        To = DeviceId.Parse("gateway"),
        Stream = outbox.Stream,
        Kind = PayloadKind.ControllerEvent,
        Payload = System.Text.Encoding.UTF8.GetBytes(payload),
        Epoch = new byte[16],
        MonotonicNs = 1,
        WallMs = 1,
        Quality = ClockQuality.Unknown,
        Chain = chain,
        Sequence = sequence,
        Previous = previous,
    });

    private static QueueAck Ack(Outbox outbox, ulong sequence) =>
        new(EnvelopeStream.Event, Decode(outbox.Read(sequence)!).Chain, sequence, EnvelopeContent.Hash(outbox.Read(sequence)));

    private static EnvelopeContent Decode(byte[] entry) => EnvelopeContent.TryDecode(entry, out EnvelopeContent? content) ? content : throw new FormatException();

    private static string Text(EnvelopeContent content) => System.Text.Encoding.UTF8.GetString(content.Payload);
}
