using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Signatures;

namespace Secure.EdgeAgent;

/// <summary>The two things that the agent's command line can ask for.</summary>
internal static class AgentProgram
{
    internal const int Good = 0;
    internal const int Failed = 1;
    internal const int BadSettings = 2;
    internal const int NotEnrolled = 3;

    /// <summary>Serves until it is told to stop.</summary>
    public static async Task<int> RunAsync(AgentSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        using AgentFolder folder = AgentFolder.Hold(settings);
        using IHost host = Build(settings, folder, time);
        if (host.Services.GetRequiredService<AgentIdentity>().Certificate is null)
        {
            await Console.Error.WriteLineAsync($"{settings.Agent} 尚未登记 · is not enrolled: Secure.EdgeAgent CONFIG enroll").ConfigureAwait(false);
            return NotEnrolled;
        }
        host.Services.GetRequiredService<Queues>().Notify(AgentNotices.Started, "", "Started.");
        await host.RunAsync(cancellation).ConfigureAwait(false);
        return Good;
    }

    /// <summary>Enrols with the code that comes as one line, not as an argument: arguments can be seen by every account.</summary>
    public static async Task<int> EnrolAsync(AgentSettings settings, TimeProvider time, TextReader input, CancellationToken cancellation)
    {
        if (!EnrollmentCode.TryParse(await input.ReadLineAsync(cancellation).ConfigureAwait(false), out EnrollmentCode? code))
        {
            await Console.Error.WriteLineAsync("不是登记码 · that is no enrolment code").ConfigureAwait(false);
            return Failed;
        }
        using AgentFolder folder = AgentFolder.Hold(settings);
        using AgentIdentity identity = AgentIdentity.Load(folder.Identity);
        AgentClock clock = new(time, AgentParts.BuildTime(), folder.SignedTime);
        EnrolOutcome outcome = await new Enroller(settings, identity, AgentParts.KeyLists(identity, folder), clock).EnrolAsync(code, cancellation).ConfigureAwait(false);
        await (outcome.Done ? Console.Out : Console.Error).WriteLineAsync(outcome.Words).ConfigureAwait(false);
        return outcome.Done ? Good : Failed;
    }

    /// <summary>One JPEG of a camera into a file, or why there is none.</summary>
    public static async Task<int> TakePictureAsync(string device, string file, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            byte[] picture = new V4l2Camera(device, 1280, 720, time).TakeOne(cancellation);
            await File.WriteAllBytesAsync(file, picture, cancellation).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"{file}: {picture.Length}").ConfigureAwait(false);
            return Good;
        }
        catch (Exception failed) when (failed is CameraException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"没有图片 · no picture: {failed.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    internal static IHost Build(AgentSettings settings, AgentFolder folder, TimeProvider time)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(line => { line.SingleLine = true; (line.TimestampFormat, line.UseUtcTimestamp) = ("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true); }).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        builder.Services
            .AddTrust(settings, folder, time)
            .AddOutboxes(settings, folder)
            .AddGateway()
            .AddBroker()
            .AddControllers()
            .AddClips(settings, folder)
            .AddWitness(folder);
        return builder.Build();
    }
}
