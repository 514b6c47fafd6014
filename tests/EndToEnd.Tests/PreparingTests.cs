using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What the script does before and between the starts of its processes: the folder, the ports, who is ready.</summary>
public sealed class PreparingTests
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite, MyFolder = Mine | UnixFileMode.UserExecute;

    [Fact]
    public async Task A_site_folder_that_was_open_to_others_is_closed_and_its_secrets_too()
    {
        using ScriptPart part = new();
        string site = Path.Combine(part["a"], "site");
        Directory.CreateDirectory(Path.Combine(site, "secrets"));
        await File.WriteAllTextAsync(Path.Combine(site, "lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site, "secrets", "admin.password"), "x", TestContext.Current.CancellationToken);
        CommandResult done = await part.RunAsync($"chmod -R a+rwX '{site}'; data='{site}'; require_free_port() {{ :; }}; prepare_data");
        Assert.True(done.ExitCode == 0, done.All);
        Assert.All(["", "log", "run", "secrets"], f => Assert.Equal(MyFolder, File.GetUnixFileMode(Path.Combine(site, f))));
        Assert.Equal(Mine, File.GetUnixFileMode(Path.Combine(site, "secrets", "admin.password")));
    }

    [Fact]
    public async Task A_folder_that_holds_other_things_is_refused_and_left_as_it_is()
    {
        using ScriptPart part = new();
        string other = Directory.CreateDirectory(part["other"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "letter"), "", TestContext.Current.CancellationToken);
        CommandResult refused = await part.RunAsync($"chmod 755 '{other}'; data='{other}'; prepare_data");
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Contains("holds other things", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(MyFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, File.GetUnixFileMode(other));
        Assert.Single(Directory.GetFileSystemEntries(other));
    }

    [Fact]
    public async Task A_socket_of_a_killed_run_is_no_sign_of_readiness_and_goes()
    {
        using ScriptPart part = new();
        string run = Directory.CreateDirectory(Path.Combine(part["演示 一"], "run")).FullName, path = Path.Combine(run, "pins");
        using (Socket stale = Listening(path + ".old")) { File.Move(path + ".old", path); }
        Assert.True(File.Exists(path));
        Assert.Equal(1, (await part.RunAsync($"listens_at '{path}'")).ExitCode);
        CommandResult prepared = await part.RunAsync($"touch '{part["演示 一"]}/lock'; data='{part["演示 一"]}'; require_free_port() {{ :; }}; prepare_data");
        Assert.True(prepared.ExitCode == 0, prepared.All);
        Assert.False(File.Exists(path));
        using Socket alive = Listening(path);
        Assert.Equal(0, (await part.RunAsync($"listens_at '{path}'")).ExitCode);
    }

    [Fact]
    public async Task The_broker_is_ready_when_it_answers_with_this_sites_certificate()
    {
        using ScriptPart part = new();
        using X509Certificate2 mine = Certificate(), other = Certificate();
        string keys = Directory.CreateDirectory(Path.Combine(part["gateway"], "keys")).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, "root.pem"), mine.ExportCertificatePem(), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await AskAsync(part, null)).ExitCode);
        Assert.Equal(1, (await AskAsync(part, other)).ExitCode);
        CommandResult good = await AskAsync(part, mine);
        Assert.True(good.ExitCode == 0, good.All);
    }

    [Fact]
    public async Task A_port_of_another_user_is_named_with_his_number_where_his_process_is_not_told()
    {
        using ScriptPart part = new ScriptPart().With("ss", "echo 'LISTEN 0 100 127.0.0.1:38014 0.0.0.0:* uid:102 ino:2174 sk:12 cgroup:/ <->'");
        CommandResult refused = await part.RunAsync("require_free_port 38014");
        Assert.True(refused.ExitCode == 4, refused.All);
        Assert.Contains("port 38014 is taken: uid=102", refused.Errors, StringComparison.Ordinal);
        part.With("ss", "echo 'LISTEN 0 100 127.0.0.1:38014 0.0.0.0:* ino:2174 sk:12 cgroup:/ <->'");
        Assert.Contains("is taken: uid=0", (await part.RunAsync("require_free_port 38014")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("up --site")]
    [InlineData("up --site /none/site.yaml")]
    [InlineData("up --site site.yaml --nonsense")]
    [InlineData("up nonsense --site site.yaml")]
    [InlineData("down nonsense")]
    public async Task What_up_and_down_do_not_know_they_refuse_before_anything_else(string line)
    {
        CommandResult refused = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), .. line.Split(' ')]);
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.Matches("usage: ./secure (up|down)|cannot read the site file: /none/site.yaml", refused.Errors);
    }

    [Theory]
    [InlineData("--data D --site F")]
    [InlineData("--site F --data D")]
    [InlineData("--site F --data=D")]
    [InlineData("--data D --site=F")]
    public async Task Up_takes_its_site_file_in_any_place_and_names_all_its_faults_with_their_lines(string order)
    {
        using TempFolder folder = new();
        string site = folder["site.yaml"];
        await File.WriteAllTextAsync(site, "site: Not A Name\nrooms:\n  - id: hall\n    tier: 9\nnonsense: 1\n", TestContext.Current.CancellationToken);
        string[] arguments = order.Replace("D", folder["data"], StringComparison.Ordinal).Replace("F", site, StringComparison.Ordinal).Split(' ');
        CommandResult refused = await Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), "up", .. arguments]);
        Assert.True(refused.ExitCode == 2, refused.All);
        Assert.All(["1", "4", "5"], line => Assert.Matches($@"\b{line}\b", refused.All));
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_ready_demo_prints_its_accounts_and_what_to_try_next_and_for_programs_one_object()
    {
        using ScriptPart part = new();
        string secrets = Directory.CreateDirectory(part["secrets"]).FullName;
        string[] names = ["admin", "officer", "auditor", "admin-deputy", "officer-deputy", "auditor-deputy", "zhang", "wang", "chen"];
        foreach (string name in names) { await File.WriteAllTextAsync(Path.Combine(secrets, name + ".password"), "drawn-" + name, TestContext.Current.CancellationToken); }
        foreach (string pin in new[] { "wang.pin", "wang.duress-pin" }) { await File.WriteAllTextAsync(Path.Combine(secrets, pin), "drawn-" + pin, TestContext.Current.CancellationToken); }
        CommandResult words = await part.RunAsync("announce");
        Assert.True(words.ExitCode == 0, words.All);
        Assert.All(["admin", "officer", "auditor", "zhang", "wang", "chen", "wang.pin", "wang.duress-pin"], n => Assert.Matches($@"drawn-{n}\b", words.Output));
        Assert.All(["badge vault 1001", "ctl --as zhang check", "twin force archive", "verify /tmp/log", "export SECURE_DATA="], c => Assert.Contains(c, words.Output, StringComparison.Ordinal));
        CommandResult json = await part.RunAsync("announce_json");
        using System.Text.Json.JsonDocument told = System.Text.Json.JsonDocument.Parse(Assert.Single(json.Output.Trim().Split('\n')));
        Assert.Equal(names.Order(), told.RootElement.GetProperty("accounts").EnumerateObject().Select(a => a.Name).Order());
    }

    private static Socket Listening(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }

    /// <param name="with">Null: it accepts and says nothing.</param>
    private static async Task<CommandResult> AskAsync(ScriptPart part, X509Certificate2? with)
    {
        using TcpListener broker = new(IPAddress.Loopback, 0);
        broker.Start();
        int port = ((IPEndPoint)broker.LocalEndpoint).Port;
        Task answering = AnswerAsync(broker, with);
        CommandResult asked = await part.RunAsync($"SECURE_PORT={(port - 1).ToString(CultureInfo.InvariantCulture)}; timeout() {{ shift; command timeout 2 \"$@\"; }}; broker_answers");
        broker.Stop();
        await answering;
        return asked;
    }

    private static async Task AnswerAsync(TcpListener broker, X509Certificate2? with)
    {
        try
        {
            using TcpClient client = await broker.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            if (with is null) { await client.GetStream().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken); return; }
            await using SslStream tls = new(client.GetStream());
            await tls.AuthenticateAsServerAsync(with);
            await tls.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        catch (Exception refused) when (refused is IOException or SocketException or System.Security.Authentication.AuthenticationException) { }
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
