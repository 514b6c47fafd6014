using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Fleet;
using Secure.Grants;
using Secure.Messaging;
using Secure.V1;
using Secure.Vocabulary;
using FleetClient = Secure.V1.Fleet.FleetClient;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>The fleet as officers are shown it.</summary>
public sealed class DeviceListTests
{
    [Fact]
    public async Task What_devices_told_is_shown_and_what_they_did_not_is_absent_not_good()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.All(await ListAsync(gateway), device => Assert.Null(device.Report));
        Device untold = (await ListAsync(gateway)).Single(d => d.Device_ == "door-01");
        Assert.Contains(untold.Readers, r => r.Door == "lobby" && r.Line is null);

        DeviceReports reports = gateway.Services.GetRequiredService<DeviceReports>();
        reports.Take(Envelope(gateway, TimeSpan.FromSeconds(2)), new AgentStatus("1.2+abc", 12, 3, 40));
        ReaderId told = ReaderId.Parse(untold.Readers[0].Reader);
        foreach (ulong spoilt in new ulong[] { 1, 5 })
        {
            DeviceTime at = new(spoilt, gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Vocabulary.ClockQuality.Unknown);
            reports.Take(new ControllerStatus(DeviceId.Parse("door-01"), Boot, at, "1.3", [new Grants.ReaderLine(told, true, true, 100 * spoilt, 2 * spoilt, spoilt)]));
        }

        List<Device> devices = await ListAsync(gateway);
        V1.DeviceReport agent = devices.Single(d => d.Device_ == "agent-01").Report;
        Assert.Equal(("1.2+abc", V1.ClockQuality.Synchronised, 2.0), (agent.Version, agent.Clock, agent.ClockAhead.ToTimeSpan().TotalSeconds));
        Assert.Equal(new OutboxDepth { EventsWaiting = 12, AlarmsWaiting = 3, FullestPercent = 40 }, agent.Outbox);
        Device controller = devices.Single(d => d.Device_ == "door-01");
        Assert.Equal((V1.ClockQuality.Unknown, (OutboxDepth?)null), (controller.Report.Clock, controller.Report.Outbox));
        Assert.Equal(new V1.ReaderLine { Answers = true, Secure = true, Asked = 500, Failed = 10, Spoilt = 5, Lately = new LineCounts { Asked = 400, Failed = 8, Spoilt = 4 } }, controller.Readers[0].Line);
        Assert.All(controller.Readers.Skip(1), reader => Assert.Null(reader.Line));
    }

    [Fact]
    public async Task The_list_is_searched_and_cut_by_the_gateway_which_tells_how_many_there_are()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        int all = (await ListAsync(gateway)).Count;
        ListDevicesResponse found = await FindAsync(gateway, new ListDevicesRequest { Search = "OOR-0" });
        Assert.Equal("door-01", Assert.Single(found.Devices).Device_);
        Assert.Equal(1u, found.Total);
        ListDevicesResponse first = await FindAsync(gateway, new ListDevicesRequest { DevicesMax = 2 });
        Assert.Equal(2, first.Devices.Count);
        Assert.Equal((uint)all, first.Total);
        Assert.Equal(0u, (await FindAsync(gateway, new ListDevicesRequest { Search = "nobody" })).Total);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => FindAsync(gateway, new ListDevicesRequest { Search = new string('a', 64) }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task A_camera_that_was_lost_is_shown_with_why_and_since_when_and_of_an_older_program_nothing_is()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        DeviceReports reports = gateway.Services.GetRequiredService<DeviceReports>();
        reports.Take(Envelope(gateway, TimeSpan.Zero), new AgentStatus("1.2", 0, 0, 0));
        Assert.Null((await AgentAsync(gateway)).Filming);

        DateTimeOffset told = gateway.Clock.GetUtcNow();
        Messaging.FilmedCamera[] filmed =
        [
            Filmed("archive", Messaging.CameraStanding.Gone, 90), Filmed("lobby", Messaging.CameraStanding.Films, 1), Filmed("vault", Messaging.CameraStanding.Silent, 5),
        ];
        reports.Take(Envelope(gateway, TimeSpan.Zero, 2), new AgentStatus("1.3", 0, 0, 0) { Cameras = [], Filmed = filmed });
        gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        V1.FilmedCamera[] shown = [.. (await AgentAsync(gateway)).Filming.Cameras];
        Assert.Equal([("archive", V1.CameraStanding.Gone), ("lobby", V1.CameraStanding.Films), ("vault", V1.CameraStanding.Silent)], shown.Select(c => (c.Door, c.Standing)));
        Assert.Equal([told - TimeSpan.FromSeconds(90), null, told - TimeSpan.FromSeconds(5)], shown.Select(c => c.Since?.ToDateTimeOffset()));

        reports.Take(Envelope(gateway, TimeSpan.Zero, 3), new AgentStatus("1.3", 0, 0, 0) { Cameras = [], Filmed = [] });
        Assert.Empty((await AgentAsync(gateway)).Filming.Cameras);
    }

    private static Messaging.FilmedCamera Filmed(string door, Messaging.CameraStanding standing, int seconds) => new(DoorId.Parse(door), standing, TimeSpan.FromSeconds(seconds));

    private static async Task<V1.DeviceReport> AgentAsync(TestGateway gateway) => (await ListAsync(gateway)).Single(d => d.Device_ == "agent-01").Report;

    private static async Task<ListDevicesResponse> FindAsync(TestGateway gateway, ListDevicesRequest request) =>
        await new FleetClient(gateway.Anonymous).ListDevicesAsync(request, await gateway.OfficerAsync());

    private static Token128 Boot { get; } = Token128.NewRandom();

    private static async Task<List<Device>> ListAsync(TestGateway gateway) =>
        [.. (await FindAsync(gateway, new ListDevicesRequest())).Devices];

    private static EnvelopeContent Envelope(TestGateway gateway, TimeSpan ahead, long at = 1) => new()
    {
        From = DeviceId.Parse("agent-01"),
        To = DeviceId.Parse("gateway"),
        Stream = EnvelopeStream.Reply,
        Kind = PayloadKind.AgentStatus,
        Payload = [],
        Epoch = new byte[16],
        MonotonicNs = at,
        WallMs = (gateway.Clock.GetUtcNow() + ahead).ToUnixTimeMilliseconds(),
        Quality = Vocabulary.ClockQuality.Synchronised,
        Sequence = 1,
    };
}
