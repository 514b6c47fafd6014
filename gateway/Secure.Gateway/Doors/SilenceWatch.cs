using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Doors;

/// <summary>Notices within a second that a controller has been silent for 15 s: its doors and rooms become unknown, and it alarms.</summary>
public sealed class SilenceWatch(Controllers controllers, JournalIntake journal, DoorBoard board, IAudit audit, IOpenGate gate, TimeProvider clock, ILogger<SilenceWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly HashSet<Vocabulary.DeviceId> _alive = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) { await LookAsync(stoppingToken); }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        foreach (LiveController live in controllers.All)
        {
            if (live.Alive) { _alive.Add(live.Id); continue; }
            if (!_alive.Remove(live.Id)) { continue; }
            DoorsLog.ControllerSilent(log, live.Id.Text);
            Intake intake = journal.Doubt(JournalIntake.Alarm("door.controller_silent", live.Id, live.Id), live.Id, "controller_silent");
            if (await audit.RecordAsync(intake.Events, cancellation, [.. intake.Rows]) is not CommitOutcome.Committed) { _alive.Add(live.Id); continue; }
            intake.Committed();
            board.Silent(live.Id);
        }
    }
}
