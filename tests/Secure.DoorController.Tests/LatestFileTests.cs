using Secure.DoorController.State;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

public sealed class LatestFileTests : IDisposable
{
    private readonly ManualResetEventSlim _disk = new();
    private readonly List<byte> _written = [];

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_disk_that_hangs_holds_nobody_up()
    {
        using LatestFile file = new(Write, () => { }, _ => { });
        for (byte i = 1; i <= 5; i++) { file.Replace([i]); }
        Assert.Empty(Written);
        _disk.Set();
        await Eventually.True(() => Written is [.., 5]);
    }

    [Fact]
    public void Nothing_that_waited_comes_after_what_had_to_be_there_at_once()
    {
        _disk.Set();
        using (LatestFile file = new(Write, () => { }, _ => { }))
        {
            for (int i = 0; i < 200; i++) { file.Replace([1]); }
            file.ReplaceNow([2]);
        }
        Assert.Equal(2, Written[^1]);
    }

    private byte[] Written { get { lock (_written) { return [.. _written]; } } }

    private void Write(byte[] content)
    {
        Assert.True(_disk.Wait(TimeSpan.FromSeconds(60)));
        lock (_written) { _written.Add(content[0]); }
    }
}
