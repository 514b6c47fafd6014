using System.Diagnostics;
using Google.Protobuf;
using Secure.DoorController.Core.Tests;
using Secure.Grants;
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

        Fill(controller.Id);
        // Its number must be on the disk before it counts.
        await _site.Agent.SayAsync(new() { CommandRecord = ByteString.CopyFrom(TestGateway.Securing(DoorId.Parse("vault"), 1, DoorCommand.Lockdown).Sign(_site.Gateway.CommandKey)) });
        await controller.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, controller.ExitCode);
        Assert.False(_site.StrikeIsActive);
        Assert.Contains("D016", _site.Log, StringComparison.Ordinal);
    }

    /// <summary>No agent can fill it with refusals: another program does, on the disk that only the controller sees.</summary>
    private void Fill(int controller)
    {
        try
        {
            using FileStream filler = File.Create($"/proc/{controller}/root{_site["state/filler"]}", bufferSize: 0);
            while (true) { filler.Write(new byte[4096]); }
        }
        catch (IOException) { }
    }

    private static bool MayMount()
    {
        using Process probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
