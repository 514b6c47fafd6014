using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.Signatures;
using Secure.V1;

namespace Secure.Benchmarks.Devices;

/// <summary>Enrols agents and controllers as a fitter does, with codes that an officer makes.</summary>
internal sealed class FleetEnrolment(BenchGateway gateway, GrpcChannel channel, Metadata officer)
{
    /// <summary>Many devices come from one address here.</summary>
    public static readonly string[] Options = ["--Fleet:EnrollBurst", "1000", "--Fleet:EnrollPerSecond", "1000"];

    private readonly V1.Fleet.FleetClient _fleet = new(channel);

    public async Task<BenchAgent> AgentAsync(string folder, string id, IReadOnlyList<(string Id, string Socket)> controllers, CancellationToken cancellation) =>
        await BenchAgent.EnrolAsync(gateway, folder, id, controllers, await CodeAsync(id, DeviceKind.Agent, cancellation), cancellation);

    public async Task ControllerAsync(BenchController controller, BenchAgent agent, CancellationToken cancellation)
    {
        if (!EnrollmentCode.TryParse(await CodeAsync(controller.Id.Text, DeviceKind.Controller, cancellation), out EnrollmentCode? code)) { throw new InvalidOperationException("The gateway made no enrolment code."); }
        byte[] request = controller.Enrolment(agent.Keys, code, TimeProvider.System.GetUtcNow());
        await agent.RelayAsync(new EnrollRequest { Controller = ByteString.CopyFrom(request) }, cancellation);
    }

    private async Task<string> CodeAsync(string id, DeviceKind kind, CancellationToken cancellation) =>
        (await _fleet.CreateEnrollmentAsync(new CreateEnrollmentRequest { Device = id, Kind = kind }, officer, cancellationToken: cancellation)).Code;
}
