using System.Diagnostics;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

/// <summary>kill -9 at random moments under load: nothing that was told is lost, the chain holds.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    /// <summary>20, or as many as SECURE_KILLS says.</summary>
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("SECURE_KILLS"), out int kills) ? kills : 20;

    public ValueTask InitializeAsync()
    {
        File.WriteAllText(_site["free.json"], _site.Configuration(guarded: false));
        _site.StartTwin();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    [Fact]
    public async Task Killed_again_and_again_it_keeps_every_entry_that_it_has_told()
    {
        Random random = new(17);
        ToldJournal told = new();
        Ed25519PublicKey? key = null;
        for (int kill = 0; kill < Kills; kill++)
        {
            Process controller = _site.StartController("--config", _site["free.json"], "--enroll", _site["code"]);
            // The agent stored nothing: every entry is told again and must be the same.
            await _site.ConnectAsync();
            _site.Agent.Acknowledges = false;
            key ??= Ed25519PublicKey.Parse(_site.Agent.Hello!.PublicKey.Span);
            Task noise = Task.Run(() => { for (int i = 0; i < 3; i++) { _site.Ask("twin", "force", "vault"); _site.Ask("twin", "close", "vault"); } });
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System, TestContext.Current.CancellationToken);
            RunningSite.Signal(controller.Id, "KILL");
            await controller.WaitForExitAsync(TestContext.Current.CancellationToken);
            await noise;
            await Eventually.True(() => _site.Agent.IsClosed);
            told.Take(_site.Agent);
            await _site.Agent.DisposeAsync();
        }
        Assert.True(told.Count > Kills);
        told.AssertWhole(key!);
    }
}
