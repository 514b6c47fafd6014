using Secure.DoorController.Core.Doors;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>The box's contact at the real controller process: its line, its files, its door.</summary>
public sealed class OpenBoxTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    [Fact]
    public async Task A_granted_badge_moves_no_bolt_once_the_box_was_open_and_the_exit_button_still_lets_out()
    {
        await _site.StartAsync();
        _site.Ask("twin", "box", "tamper");
        await Eventually.True(() => Told(DoorEventKind.Tampered, "opened"));
        _site.Ask("twin", "box", "tamper", "--off");
        await Eventually.True(() => Told(DoorEventKind.Tampered, "closed"));

        _site.Badge("1001", "--wait", "1000");
        await Eventually.True(() => Told(DoorEventKind.GrantRefused, Reasons.BoxTampered));
        Assert.Equal(0, _site.Door.GetProperty("strikes").GetInt32());

        // The handle inside needs no strike.
        _site.Ask("twin", "rex", "vault", "--no-walk", "--wait", "100");
        _site.Ask("twin", "force", "vault");
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.ExitOpened));
    }

    private bool Told(DoorEventKind kind, string reason) => _site.Agent.Events.Any(e => e.Happened == kind && e.Reason == reason);
}
