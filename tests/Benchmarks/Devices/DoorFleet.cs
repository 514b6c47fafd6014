using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// Real gateway and real broker as processes, and in this one the agents with certificates of their own and their
/// controllers, all started.
/// </summary>
internal sealed class DoorFleet : IAsyncDisposable
{
    private static readonly TimeSpan OnlineMax = TimeSpan.FromMinutes(5);

    private readonly List<BenchAgent> _agents = [];
    private readonly List<BenchController> _controllers = [];
    private readonly List<ControllerBox> _boxes = [];
    private readonly BenchGateway _gateway;

    private DoorFleet(FleetSite site, BenchGateway gateway) => (Site, _gateway, Channel) = (site, gateway, GatewayCalls.Open(gateway.Address, gateway.Root));

    public FleetSite Site { get; }

    public GrpcChannel Channel { get; }

    /// <summary>Session of a security officer.</summary>
    public Metadata Officer { get; private set; } = [];

    /// <summary>Of that officer's account.</summary>
    public string Password { get; private set; } = "";

    public string Address => _gateway.Address;

    public BenchBroker? Broker { get; private set; }

    public IReadOnlyList<ControllerBox> Boxes => _boxes;

    /// <param name="folder">Short: sockets lie below it.</param>
    /// <param name="more">Arguments of the gateway besides.</param>
    public static async Task<DoorFleet> StartAsync(string folder, FleetSite site, CancellationToken cancellation, params string[] more)
    {
        BenchGateway gateway = await BenchGateway.StartAsync(folder, site.Text(), cancellation, [.. FleetEnrolment.Options, .. more]);
        DoorFleet fleet = new(site, gateway);
        try { await fleet.StartAsync(folder, cancellation); }
        catch { await fleet.DisposeAsync(); throw; }
        return fleet;
    }

    /// <summary>Every door as the gateway shows it to the officer now.</summary>
    public async Task<IReadOnlyList<DoorState>> DoorsAsync(CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<WatchDoorsResponse> call = new Doors.DoorsClient(Channel).Watch(new WatchDoorsRequest(), Officer, cancellationToken: cancellation);
        return await call.ResponseStream.MoveNext(cancellation) ? [.. call.ResponseStream.Current.Doors] : [];
    }

    /// <summary>Waits until as many doors as given are shown, heard after a time.</summary>
    public async Task OnlineAsync(int doors, DateTimeOffset after, CancellationToken cancellation)
    {
        for (long begin = TimeProvider.System.GetTimestamp(); ;)
        {
            int online = (await DoorsAsync(cancellation)).Count(d => d.Link == LinkState.Online && d.AsOf.ToDateTimeOffset() > after);
            if (online >= doors) { return; }
            if (TimeProvider.System.GetElapsedTime(begin) > OnlineMax) { throw new TimeoutException($"{online} of {doors} doors are online."); }
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancellation);
        }
    }

    /// <summary>The last agent and its controllers go for good.</summary>
    public async Task LoseOneAsync()
    {
        BenchAgent lost = _agents[^1];
        _agents.Remove(lost);
        await lost.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_agents.Select(a => a.DisposeAsync().AsTask()));
        foreach (ControllerBox box in _boxes) { await box.DisposeAsync(); }
        _controllers.ForEach(c => c.Dispose());
        if (Broker is not null) { await Broker.DisposeAsync(); }
        Channel.Dispose();
        await _gateway.DisposeAsync();
    }

    private async Task StartAsync(string folder, CancellationToken cancellation)
    {
        BenchOfficers officers = await BenchOfficers.HoldCeremonyAsync(_gateway, Channel, cancellation);
        (Officer, Password) = (officers.Security, officers.Password);
        Broker = await BenchBroker.StartAsync(_gateway, cancellation);
        FleetEnrolment enrolment = new(_gateway, Channel, officers.Administrator);
        for (int i = 0; i < Site.Agents; i++) { await AddAsync(folder, i, enrolment, cancellation); }
        await Task.WhenAll(_agents.Select(a => a.StartAsync(cancellation)));
        await OnlineAsync(Site.All, DateTimeOffset.MinValue, cancellation);
    }

    private async Task AddAsync(string folder, int number, FleetEnrolment enrolment, CancellationToken cancellation)
    {
        (BenchController Controller, string Socket)[] own = [.. Site.ControllersOf(number)
            .Select(c => (new BenchController(FleetSite.Controller(c), Site.DoorsOf(c).Select(FleetSite.Door)), Path.Combine(folder, $"c{c}")))];
        _controllers.AddRange(own.Select(c => c.Controller));
        BenchAgent agent = await enrolment.AgentAsync(Path.Combine(folder, $"a{number}"), FleetSite.Agent(number), [.. own.Select(c => (c.Controller.Id.Text, c.Socket))], cancellation);
        _agents.Add(agent);
        foreach ((BenchController controller, string socket) in own)
        {
            await enrolment.ControllerAsync(controller, agent, cancellation);
            _boxes.Add(new ControllerBox(controller, socket));
        }
    }
}
