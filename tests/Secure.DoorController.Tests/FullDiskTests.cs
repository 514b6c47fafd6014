using System.Diagnostics;
using Google.Protobuf;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>A controller that cannot record any more locks and ends.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    [Fact]
    public async Task On_a_full_disk_the_door_is_locked_and_the_controller_ends()
    {
        Assert.SkipUnless(MayMount(), "this user may not mount a small disk (unshare -rm)");
        File.WriteAllText(_site["free.json"], _site.Configuration(guarded: false));
        _site.StartTwin();
        Process controller = _site.StartControllerOnSmallDisk("56k", "--config", _site["free.json"], "--enroll", _site["code"]);
        await _site.ConnectAsync();
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.ReaderOnline));
        _site.Agent.Acknowledges = false;
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        Assert.True(_site.StrikeIsActive);

        Task flood = FloodAsync();
        await controller.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, controller.ExitCode);
        Assert.False(_site.StrikeIsActive);
        Assert.Contains("D016", _site.Log, StringComparison.Ordinal);
        await flood;
    }

    /// <summary>Every refused grant is an entry.</summary>
    private async Task FloodAsync()
    {
        try
        {
            while (true) { await _site.Agent.SayAsync(new() { Grant = new() { GrantRecord = ByteString.CopyFrom(1, 2, 3) } }); }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException) { }
    }

    private static bool MayMount()
    {
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
