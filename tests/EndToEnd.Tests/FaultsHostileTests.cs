using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Contracts;
using Secure.V1;

namespace Secure.EndToEnd.Tests;

/// <summary>Hostile bytes and strangers at every port of a running site.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class FaultsHostileTests(FaultySite faulty)
{
    private static readonly TimeSpan FloodTime = TimeSpan.FromSeconds(10);

    /// <summary>For so long the gateway counts refusals before it records them.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private int BrokerPort => faulty.Site.Port + 1;

    private string AgentFile(string name) => Path.Combine(faulty.Site.Folder, "agent", "identity", name);

    [Fact]
    public async Task Hostile_bytes_on_every_network_port_stop_nothing()
    {
        byte[] http = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\nX: " + new string('a', 100_000) + "\r\n\r\n");
        byte[] clientHello = [0x16, 3, 1, 2, 0, 1, .. RandomNumberGenerator.GetBytes(507)];
        foreach (int port in (int[])[faulty.Site.Port, BrokerPort, faulty.Site.Port + 2])
        {
            for (int i = 0; i < 20; i++)
            {
                foreach (byte[] attack in (byte[][])[RandomNumberGenerator.GetBytes(1 + (i * 100)), http, clientHello, []]) { await ThrowAsync(port, attack); }
            }
        }
        await ThrowInsideTlsAsync(http);
        await ThrowInsideTlsAsync([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. RandomNumberGenerator.GetBytes(4000)]);
        Assert.Equal(Decision.OutcomeOneofCase.Permit, (await faulty.Officer.CheckAsync(Cancelled)).OutcomeCase);
        await faulty.AssertWorksAsync(Cancelled);
    }

    [Fact]
    public async Task Noise_on_a_reader_line_is_survived()
    {
        await faulty.AssertWorksAsync(Cancelled);
        await using (FileStream line = new(Path.Combine(faulty.Site.Folder, "run", "lobby-bus"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            for (int i = 0; i < 100; i++)
            {
                line.Write(RandomNumberGenerator.GetBytes(16));
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
            }
        }
        await faulty.AssertWorksAsync(Cancelled);
    }

    [Fact]
    public async Task The_broker_refuses_strangers_and_foreign_topics_and_names_devices_itself()
    {
        Assert.NotEqual(0, (await PublishAsync(["--cafile", AgentFile("authorities.pem")], "dev/agent-01/up/event")).ExitCode);
        string stranger = SelfSigned("CN=gateway");
        Assert.NotEqual(0, (await PublishAsync(["--cafile", AgentFile("authorities.pem"), "--cert", stranger + ".pem", "--key", stranger + ".key"], "dev/agent-01/down/command")).ExitCode);
        foreach (string topic in (string[])["dev/agent-02/up/event", "dev/agent-01/down/command", "dev/gateway/up/event", "anything"])
        {
            CommandResult refused = await PublishAsync([.. AsAgent, "-i", "gateway"], topic);
            Assert.Contains("Not authorized", refused.All, StringComparison.OrdinalIgnoreCase);
        }
        // The stolen name was not taken: the gateway's own connection was never thrown off by another.
        Assert.DoesNotContain("Client gateway already connected", await File.ReadAllTextAsync(Path.Combine(faulty.Site.Folder, "log", "broker.log"), Cancelled), StringComparison.Ordinal);
        await faulty.AssertWorksAsync(Cancelled);
    }

    [Fact]
    public async Task Without_the_right_certificate_a_device_call_is_refused_in_words()
    {
        using GrpcChannel bare = Officer.Channel(faulty.Site);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await new Doors.DoorsClient(bare).RequestEntryAsync(new RequestEntryRequest(), cancellationToken: Cancelled));
        Assert.Equal((StatusCode.Unauthenticated, "device_certificate_required"), (refused.StatusCode, refused.ToRefusal()?.Code));
        refused = await Assert.ThrowsAsync<RpcException>(async () => await new Fleet.FleetClient(bare).RenewAsync(new RenewRequest(), cancellationToken: Cancelled));
        Assert.Equal((StatusCode.Unauthenticated, "certificate_required"), (refused.StatusCode, refused.ToRefusal()?.Code));
        string file = SelfSigned("CN=agent-01");
        using GrpcChannel foreign = Officer.Channel(faulty.Site, X509Certificate2.CreateFromPemFile(file + ".pem", file + ".key"));
        refused = await Assert.ThrowsAsync<RpcException>(async () => await new Doors.DoorsClient(foreign).RequestEntryAsync(new RequestEntryRequest(), cancellationToken: Cancelled));
        Assert.True(refused.StatusCode is StatusCode.Unauthenticated or StatusCode.Unavailable or StatusCode.Internal, refused.ToString());
    }

    [Fact]
    public async Task A_service_that_asks_about_what_it_has_not_registered_is_denied_with_that_reason()
    {
        string folder = Path.Combine(faulty.Site.Folder, "docflow");
        await faulty.UntilAsync(async () => (await faulty.Site.SignInAsync("admin")).ExitCode == 0, "the administrator signs in");
        CommandResult code = await faulty.Site.CtlAsync("--as", "admin", "code", "docflow", "service");
        Assert.True(code.ExitCode == 0, code.All);
        CommandResult enrolled = await faulty.Site.RunAsync(code.Output, ["ctl", "enroll", "docflow", "service", "--out", folder]);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
        await faulty.Officer.SignInAsync(Cancelled);
        string handle = await faulty.Officer.HandleAsync("docflow", Cancelled);
        using GrpcChannel channel = Officer.Channel(faulty.Site, X509Certificate2.CreateFromPemFile(Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem")));
        V1.Authorization.AuthorizationClient service = new(channel);
        Assert.Equal("", await ReasonAsync(service, handle, "read", "material", "staff-notice"));
        Assert.Equal("service_not_registered", await ReasonAsync(service, handle, "destroy", "material", "staff-notice"));
        Assert.Equal("service_not_registered", await ReasonAsync(service, handle, "enter", "room", "vault"));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await service.ListResourcesAsync(new ListResourcesRequest { SessionHandle = handle, Kind = "room", Action = "enter" }, cancellationToken: Cancelled));
        Assert.Equal("service_not_registered", refused.ToRefusal()?.Code);
    }

    [Fact]
    public async Task A_flood_of_strangers_neither_stops_answers_nor_fills_the_log()
    {
        await faulty.Officer.SignInAsync(Cancelled);
        int before = (await faulty.Officer.LogAsync(Cancelled)).Count;
        string[] sources = ["127.0.0.21", "127.0.0.22", "127.0.0.23"];
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<int>[] floods = [.. sources.SelectMany(s => Enumerable.Range(0, 4).Select(i => FloodAsync(IPAddress.Parse(s), i % 2 == 0, end.Token)))];
        long began = TimeProvider.System.GetTimestamp();
        int answers = 0;
        while (TimeProvider.System.GetElapsedTime(began) < FloodTime)
        {
            await faulty.Officer.CheckAsync(Cancelled);
            answers++;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        }
        await end.CancelAsync();
        int thrown = (await Task.WhenAll(floods)).Sum();
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, Cancelled);
        int windows = 2 + (int)(TimeProvider.System.GetElapsedTime(began) / Window);
        IReadOnlyList<Entry> log = await faulty.Officer.LogAsync(Cancelled);
        Assert.True(thrown > 100, $"Only {thrown} calls: that was no flood.");
        // One may have begun before, and one ends after.
        Assert.All(log.Skip(before).Where(e => e.Kind == "refusals").GroupBy(e => e.Text("subject") + e.Detail("source")), g => Assert.True(g.Count() <= windows, $"{g.Key}: {g.Count()}"));
        Assert.True(log.Count - before < answers + 100, $"{log.Count - before} entries after {answers} answers and {thrown} refused calls.");
        await faulty.AssertWorksAsync(Cancelled);
    }

    private async Task<int> FloodAsync(IPAddress from, bool signsIn, CancellationToken cancellation)
    {
        using GrpcChannel channel = Officer.Channel(faulty.Site, from: from);
        int thrown = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                thrown++;
                if (signsIn) { await new Identity.IdentityClient(channel).SignInAsync(new SignInRequest { Account = "x" + thrown, Password = "wrong" }, cancellationToken: cancellation); }
                else { await new Fleet.FleetClient(channel).EnrollAsync(new EnrollRequest { Controller = Google.Protobuf.ByteString.CopyFrom(RandomNumberGenerator.GetBytes(200)) }, cancellationToken: cancellation); }
                Assert.Fail("A stranger got in.");
            }
            catch (RpcException) { }
            // Else the flood would measure this test's own machine.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
        return thrown;
    }

    private static async Task<string> ReasonAsync(V1.Authorization.AuthorizationClient service, string handle, string action, string kind, string id)
    {
        CheckRequest request = new() { SessionHandle = handle, Item = new CheckItem { Action = action, Resource = new ResourceRef { Kind = kind, Id = id } } };
        return (await service.CheckAsync(request, cancellationToken: Cancelled)).Decision.Deny?.Reason ?? "";
    }

    private string[] AsAgent => ["--cafile", AgentFile("authorities.pem"), "--cert", AgentFile("certificate.pem"), "--key", AgentFile("tls.key")];

    private async Task<CommandResult> PublishAsync(string[] identity, string topic)
    {
        ProcessStartInfo start = new("mosquitto_pub") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["-V", "5", "-h", "localhost", "-p", BrokerPort.ToString(CultureInfo.InvariantCulture), .. identity, "-q", "1", "-t", topic, "-m", "x"]) { start.ArgumentList.Add(word); }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancelled), errors = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>A certificate of nobody's, in NAME.pem and NAME.key.</summary>
    private string SelfSigned(string subject)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string file = Path.Combine(faulty.Site.Folder, "stranger-" + subject[3..]);
        File.WriteAllText(file + ".pem", certificate.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    private static async Task ThrowAsync(int port, byte[] bytes)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancelled);
        try { await socket.SendAsync(bytes, Cancelled); }
        catch (SocketException) { }
    }

    private async Task ThrowInsideTlsAsync(byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, faulty.Site.Port, Cancelled);
        await using SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2] }, Cancelled);
        try { await tls.WriteAsync(bytes, Cancelled); }
        catch (IOException) { }
    }
}
