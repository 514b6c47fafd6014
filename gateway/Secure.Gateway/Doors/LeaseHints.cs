using System.Threading.Channels;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Tells controllers to ask for a new lease when the site or its people have changed: a badge that is revoked, or a PIN that is taken away, leaves the
/// leases of the controllers that can be reached at once. Changes that come together make one hint.
/// </summary>
public sealed class LeaseHints(ISite site, IPersonPins pins, Controllers controllers, DownLink down, IOpenGate gate, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Listens before anything is served, so that no change is missed.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        site.Replaced += Note;
        pins.Changed += Note;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        site.Replaced -= Note;
        pins.Changed -= Note;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        while (await _changed.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Together, clock, stoppingToken);
            _changed.Reader.TryRead(out _);
            await HintAsync(stoppingToken);
        }
    }

    private void Note(SiteSnapshot replaced) => Note();

    private void Note() => _changed.Writer.TryWrite(true);

    /// <summary>To every controller that is there. Who misses it asks by itself at half of its lease's life.</summary>
    internal async Task HintAsync(CancellationToken cancellation)
    {
        foreach (DeviceId controller in site.Current.Controllers.Keys.Where(c => controllers.Of(c).Alive))
        {
            await down.SendAsync(controller, new ToController { LeaseDue = new LeaseDue() }, cancellation);
        }
    }
}
