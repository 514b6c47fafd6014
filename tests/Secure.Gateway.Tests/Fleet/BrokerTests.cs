using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Secure.TestKit;
using Secure.V1;
using FleetClient = Secure.V1.Fleet.FleetClient;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>The folder that the gateway writes, run by a real mosquitto, which reads the machine's own clock.</summary>
public sealed class BrokerTests
{
    private const string Mosquitto = "/usr/sbin/mosquitto";

    // MQTT 3.1.1 section 3.1: CONNECT, clean session, 60 s, no client id.
    private static readonly byte[] Connect = [0x10, 12, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 0];
    private static readonly byte[] Accepted = [0x20, 2, 0, 0];

    [Fact]
    public async Task A_revoked_device_is_thrown_off_the_broker_and_cannot_come_back_while_others_can()
    {
        Assert.SkipUnless(File.Exists(Mosquitto), "mosquitto is not installed");
        int port = FreePort();
        ManualTime clock = new(TimeProvider.System.GetUtcNow());
        // Without Fleet:BrokerFolder, so that root's own case is tried where the test runs as root.
        await using TestGateway gateway = await TestGateway.StartAsync(
            clock, TestGateway.MakeSite(clock), ("Fleet:BrokerPort", port.ToString(CultureInfo.InvariantCulture)), ("Fleet:BrokerFolder", ""));
        using TestDevice agent = new("agent-01", DeviceKind.Agent), service = new("docflow", DeviceKind.Service);
        await agent.EnrollAsync(gateway);
        await service.EnrollAsync(gateway);
        string folder = Path.Combine(gateway.Folder, "data", "broker");
        string configuration = Path.Combine(Directory.ResolveLinkTarget(folder, true)?.FullName ?? folder, "mosquitto.conf");
        using Process first = Start(configuration);
        try
        {
            using SslStream live = await ConnectAsync(gateway, port, agent.Certificate!);
            SuspendResponse revoked = await new FleetClient(gateway.Anonymous).SuspendAsync(new SuspendRequest { Device = "agent-01", Reason = "test" }, await gateway.OfficerAsync());
            Assert.True(revoked.ConnectionsDropped);
            Assert.True(await EndsAsync(live), "the live connection stayed up");
            await first.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally { End(first); }
        using Process second = Start(configuration);
        try
        {
            using SslStream other = await ConnectAsync(gateway, port, service.Certificate!);
            await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(gateway, port, agent.Certificate!, attempts: 1));
        }
        finally
        {
            End(second);
            if (Directory.ResolveLinkTarget(folder, true) is { } target) { Directory.Delete(target.FullName, recursive: true); }
        }
    }

    [Fact]
    public async Task A_broker_that_has_loaded_the_new_list_refuses_the_revoked_certificate_at_once()
    {
        Assert.SkipUnless(File.Exists(Mosquitto), "mosquitto is not installed");
        int port = FreePort();
        ManualTime clock = new(TimeProvider.System.GetUtcNow());
        await using TestGateway gateway = await TestGateway.StartAsync(
            clock, TestGateway.MakeSite(clock), ("Fleet:BrokerPort", port.ToString(CultureInfo.InvariantCulture)), ("Fleet:BrokerFolder", ""));
        using TestDevice agent = new("agent-01", DeviceKind.Agent);
        await agent.EnrollAsync(gateway);
        string folder = Path.Combine(gateway.Folder, "data", "broker");
        string configuration = Path.Combine(Directory.ResolveLinkTarget(folder, true)?.FullName ?? folder, "mosquitto.conf");
        using Process broker = Start(configuration);
        try
        {
            using SslStream live = await ConnectAsync(gateway, port, agent.Certificate!);
            // Only the hang-up signal: what the list alone does.
            Secure.Gateway.Fleet.Register.DeviceRegister register = Get<Secure.Gateway.Fleet.Register.DeviceRegister>(gateway);
            await register.EndTrustAsync("agent-01", (d, now) => d with { SuspendedAtMs = now }, _ => new Secure.Gateway.Audit.AuditEvent("revoked.device"), CancellationToken.None);
            Get<Secure.Gateway.Fleet.Broker.BrokerFiles>(gateway).WriteRevocationList();
            Assert.True(Get<Secure.Gateway.Fleet.Broker.BrokerProcess>(gateway).Reload());
            await EnrollmentTests.Eventually(async () =>
            {
                try { using SslStream again = await ConnectAsync(gateway, port, agent.Certificate!, attempts: 1); return false; }
                catch (Exception refused) when (refused is IOException or AuthenticationException) { return true; }
            });
        }
        finally
        {
            End(broker);
            if (Directory.ResolveLinkTarget(folder, true) is { } target) { Directory.Delete(target.FullName, recursive: true); }
        }
    }

    [Fact]
    public async Task A_process_that_is_no_broker_is_never_signalled()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        using Process innocent = Process.Start("sleep", "60");
        string pid = Path.Combine(gateway.Folder, "data", "broker", "run", "broker.pid");
        await File.WriteAllTextAsync(pid, innocent.Id.ToString(CultureInfo.InvariantCulture));
        Assert.False(Get<Secure.Gateway.Fleet.Broker.BrokerProcess>(gateway).Restart());
        Assert.False(innocent.HasExited);
        End(innocent);
        foreach (string text in new[] { "", "1", "-1", "nonsense", "99999999999" })
        {
            await File.WriteAllTextAsync(pid, text);
            Assert.False(Get<Secure.Gateway.Fleet.Broker.BrokerProcess>(gateway).Restart());
        }
    }

    private static T Get<T>(TestGateway gateway) where T : notnull => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<T>(gateway.Services);

    private static Process Start(string configuration) => Process.Start(new ProcessStartInfo(Mosquitto, ["-c", configuration]) { RedirectStandardError = true })!;

    private static void End(Process process)
    {
        if (!process.HasExited) { process.Kill(); }
        process.WaitForExit();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<SslStream> ConnectAsync(TestGateway gateway, int port, X509Certificate2 certificate, int attempts = 100)
    {
        while (true)
        {
            try { return await ConnectOnceAsync(gateway, port, certificate); }
            catch (SocketException) when (--attempts > 0) { await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System); }
        }
    }

    private static async Task<SslStream> ConnectOnceAsync(TestGateway gateway, int port, X509Certificate2 certificate)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        SslStream stream = new(client.GetStream(), false, (_, presented, _, _) => Names(gateway, presented), (_, _, _, _, _) => certificate);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls13 });
        await stream.WriteAsync(Connect);
        byte[] answer = new byte[4];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal(Accepted, answer);
        return stream;
    }

    private static bool Names(TestGateway gateway, X509Certificate? presented)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(gateway.Keys.Authority.Root);
        chain.ChainPolicy.ExtraStore.Add(gateway.Keys.Authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return presented is X509Certificate2 certificate && chain.Build(certificate) && certificate.Subject.EndsWith("OU=broker, CN=broker", StringComparison.Ordinal);
    }

    private static async Task<bool> EndsAsync(SslStream stream)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        try { return await stream.ReadAsync(new byte[1], limit.Token) == 0; }
        catch (IOException) { return true; }
        catch (OperationCanceledException) { return false; }
    }
}
