using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

/// <summary>The line as a panel opens it: a path in the file system.</summary>
public sealed class BusTests : IDisposable
{
    private static readonly byte[] FirstPoll = Frame.Write(0, 0, true, 0x60, []);
    private readonly RunningTwin _twin = new();

    [Fact]
    public async Task A_badge_comes_out_of_the_line()
    {
        await using FileStream line = Open();
        await Answered(line, FirstPoll);
        using Talk control = _twin.Control();
        control.Say("badge vault 1001 nowalk wait=3000");
        byte[] reply = await PollUntilCard(line);
        Assert.Equal("5000011A000881F480", Convert.ToHexString(reply[5..^2]));
        Assert.Contains("\"reader_online\":true", control.Hear(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_panel_that_closes_the_line_and_opens_it_again_is_answered_again()
    {
        for (int i = 0; i < 5; i++)
        {
            await using FileStream line = Open();
            Assert.Equal(0x40, (await Answered(line, FirstPoll))[5]);
        }
    }

    [Fact]
    public async Task After_a_flood_of_rubbish_the_reader_still_answers()
    {
        await using FileStream line = Open();
        byte[] noise = new byte[3000];
        new Random(3).NextBytes(noise);
        await line.WriteAsync(noise);
        await line.FlushAsync();
        // 3000 bytes take 260 ms at 115200 baud; then the silence that ends any half message.
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        Assert.Equal("53800800044059AC", Convert.ToHexString(await Answered(line, FirstPoll)));
    }

    public void Dispose() => _twin.Dispose();

    private FileStream Open() => new(Path.Combine(_twin.Run, "bus0"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);

    private static async Task<byte[]> PollUntilCard(FileStream line)
    {
        for (byte sequence = 1; ; sequence = (byte)(sequence % 3 + 1))
        {
            byte[] reply = await Answered(line, Frame.Write(0, sequence, true, 0x60, []));
            if (reply[5] != 0x40) { return reply; }
        }
    }

    private static async Task<byte[]> Answered(FileStream line, byte[] command)
    {
        await line.WriteAsync(command);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), TimeProvider.System);
        byte[] head = new byte[4];
        await line.ReadExactlyAsync(head, patience.Token);
        byte[] rest = new byte[(head[2] | head[3] << 8) - 4];
        await line.ReadExactlyAsync(rest, patience.Token);
        return [.. head, .. rest];
    }
}
