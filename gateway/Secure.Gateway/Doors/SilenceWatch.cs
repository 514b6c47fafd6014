using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Notices within a second that a controller has been silent for 15 s, also since the gateway's own start, or is trusted
/// no longer: its doors and rooms become unknown. Silence alarms; a revocation has an entry of its own.
/// </summary>
public sealed class SilenceWatch(
    ISite site, Controllers controllers, JournalIntake journal, Drafts drafts, DoorBoard board, IOpenGate gate, TimeProvider clock, ILogger<SilenceWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Since when each enrolled controller is waited for; null once its silence has been told.</summary>
    private readonly Dictionary<DeviceId, long?> _waiting = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) { await LookAsync(stoppingToken); }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        foreach ((DeviceId id, Decisions.Site.Controller controller) in site.Current.Controllers)
        {
            LiveController live = controllers.Of(id);
            if (!controllers.IsEnrolled(id)) { await DistrustAsync(live, cancellation); }
            else if (live.Alive || !_waiting.ContainsKey(id)) { _waiting[id] = clock.GetTimestamp(); }
            else if (IsOverdue(live)) { await TellAsync(controller, cancellation); }
        }
    }

    private bool IsOverdue(LiveController live) =>
        _waiting[live.Id] is { } since && (live.WasHeard || clock.GetElapsedTime(since) > Heartbeat.SilenceMax);

    private async Task TellAsync(Decisions.Site.Controller controller, CancellationToken cancellation)
    {
        DoorsLog.ControllerSilent(log, controller.Id.Text);
        bool written = await drafts.WriteAsync(
            draft =>
            {
                draft.Add(DeviceAlarms.Entry("door.controller_silent", controller.Agent, controller.Id));
                journal.Doubt(draft, controller.Id, "controller_silent");
            },
            cancellation);
        if (!written) { return; }
        _waiting[controller.Id] = null;
        board.Silent(controller.Id);
    }

    private async Task DistrustAsync(LiveController live, CancellationToken cancellation)
    {
        if (!_waiting.ContainsKey(live.Id) && !live.WasHeard) { return; }
        if (!await drafts.WriteAsync(draft => journal.Doubt(draft, live.Id, "controller_revoked"), cancellation)) { return; }
        _waiting.Remove(live.Id);
        live.Forget();
        board.Silent(live.Id);
    }
}
