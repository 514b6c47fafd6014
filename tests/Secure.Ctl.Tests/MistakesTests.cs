using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Ctl.Commands;
using Secure.Ctl.Connection;
using Secure.Signatures;
using Secure.TestKit;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Ctl.Tests;

/// <summary>What somebody types wrong, and what is told: in both languages, with exit code 2, and before anything is lost.</summary>
public sealed class MistakesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "命令")]
    [InlineData("order release --site", "--reason")]
    [InlineData("approve", "approve")]
    [InlineData("order explode --site --reason x", "explode")]
    [InlineData("timeline --limit x", "--limit")]
    [InlineData("report review --from yesterday", "yesterday")]
    [InlineData("verify /nowhere/at/all --key x", "/nowhere/at/all")]
    [InlineData("enrol wang-fang iris --images x", "iris")]
    [InlineData("grant-role wang-fang King --reason x", "King")]
    [InlineData("unlock lobby --reason", "--reason")]
    [InlineData("unlock lobby --reason a --reason b", "--reason")]
    [InlineData("doors vault", "vault")]
    public async Task A_line_that_cannot_be_read_is_named_in_both_languages(string line, string named)
    {
        StringWriter error = new();
        Assert.Equal(Terminal.Usage, await Terminal.RunAsync(Program.Commands(), line.Split(' ', StringSplitOptions.RemoveEmptyEntries), TextWriter.Null, error));
        string first = error.ToString().Split('\n')[0];
        Assert.Matches(@"[\u4e00-\u9fff].* · .*[a-z]", first);
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gateway nonsense doors")]
    [InlineData("--gateway http://localhost:7443 doors")]
    [InlineData("--from nonsense doors")]
    [InlineData("--root /nowhere doors")]
    [InlineData("enrol wang-fang face --images /nowhere/at/all")]
    [InlineData("sign-in chen --password-file /proc")]
    [InlineData("audit export /proc/none")]
    [InlineData("audit export ")]
    [InlineData("people import ")]
    [InlineData("enrol wang-fang face --images ")]
    [InlineData("lockdown --reason drill")]
    [InlineData("order release --reason drill")]
    public async Task What_cannot_be_used_ends_with_two_and_not_with_a_fault_of_the_program(string line) => Assert.Equal(Terminal.Usage, await RunAsync(line.Split(' ')));

    [Theory]
    [InlineData("--help")]
    [InlineData("unlock --help")]
    [InlineData("audit --help")]
    public async Task Help_speaks_both_languages_and_calls_the_program_as_it_is_typed(string line)
    {
        StringWriter help = new();
        Assert.Equal(Terminal.Good, await Terminal.RunAsync(Program.Commands(), line.Split(' '), help, TextWriter.Null));
        Assert.Contains("用法 · Usage:\n  ./secure ctl ", help.ToString(), StringComparison.Ordinal);
        Assert.All(help.ToString().Split('\n').Where(l => l.EndsWith(':') || l.Contains("help", StringComparison.Ordinal)), l => Assert.Matches(@"[\u4e00-\u9fff].* · ", l));
    }

    [Fact]
    public async Task A_copy_that_the_gateway_did_not_give_leaves_no_folder()
    {
        Assert.Equal(Terminal.Bad, await RunAsync("--gateway", "https://127.0.0.1:9", "audit", "export", _folder["copy"]));
        Assert.False(Directory.Exists(_folder["copy"]));
    }

    [Fact]
    public void Recovery_codes_have_their_file_before_the_ceremony_and_leave_none_when_it_is_not_held()
    {
        string file = _folder["codes"];
        RecoveryCodeSheet.Create(file).Dispose();
        Assert.False(File.Exists(file));
        using (RecoveryCodeSheet sheet = RecoveryCodeSheet.Create(file)) { Assert.True(sheet.TryWrite(["admin ABCD", "officer EFGH"])); }
        Assert.Equal(["admin ABCD", "officer EFGH"], File.ReadAllLines(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Throws<GatewayConnection.UsageException>(() => RecoveryCodeSheet.Create(file));
        Assert.Equal(2, File.ReadAllLines(file).Length);
        Assert.Throws<GatewayConnection.UsageException>(() => RecoveryCodeSheet.Create(_folder["none/codes"]));
    }

    [Fact]
    public void The_copy_of_another_log_is_told_from_an_earlier_copy_of_this_one()
    {
        using Ed25519PrivateKey key = Ed25519PrivateKey.Generate(), other = Ed25519PrivateKey.Generate(), former = Ed25519PrivateKey.Generate();
        byte[] now = Signed(key, 9);
        Assert.True(SignedNote.TryParse(Signed(former, 5), out SignedNote? handover));
        Assert.True(LogCopy.IsOfOneLog(Signed(key, 7), now, []));
        Assert.True(LogCopy.IsOfOneLog(Signed(former, 3), now, [handover]));
        Assert.False(LogCopy.IsOfOneLog(Signed(former, 3), now, []));
        Assert.False(LogCopy.IsOfOneLog(Signed(other, 7), now, [handover]));
        Assert.False(LogCopy.IsOfOneLog("nonsense"u8, now, [handover]));
    }

    [Fact]
    public void Only_a_permit_ends_well()
    {
        Assert.Equal(Terminal.Good, AuthorizationCommands.CodeOf(new Decision { Permit = new Permit() }));
        Assert.Equal(Terminal.Bad, AuthorizationCommands.CodeOf(new Decision { StepUp = new StepUp() }));
        Assert.Equal(Terminal.Bad, AuthorizationCommands.CodeOf(new Decision { Deny = new Deny() }));
        Assert.Equal(Terminal.Bad, AuthorizationCommands.CodeOf(new Decision()));
    }

    [Fact]
    public void Every_state_of_a_door_has_words()
    {
        Assert.DoesNotContain(Enum.GetValues<DoorMode>().Skip(1), m => DoorWords.Of(m).StartsWith("未知", StringComparison.Ordinal));
        Assert.DoesNotContain(Enum.GetValues<LockState>().Skip(2), s => DoorWords.Of(s).StartsWith("未知", StringComparison.Ordinal));
        Assert.DoesNotContain(Enum.GetValues<LeafState>().Skip(2), s => DoorWords.Of(s).StartsWith("未知", StringComparison.Ordinal));
        Assert.Contains("未知", DoorWords.Of(new DoorState { Door = "lobby" }), StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(params string[] words)
    {
        string root = _folder["root.pem"];
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 own = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await File.WriteAllTextAsync(root, own.ExportCertificatePem(), TestContext.Current.CancellationToken);
        string[] with = words.Contains("--root") ? words : ["--root", root, .. words];
        return await Terminal.RunAsync(Program.Commands(), ["--sessions", _folder["sessions"], .. with], TextWriter.Null, TextWriter.Null);
    }

    private static byte[] Signed(Ed25519PrivateKey key, int size)
    {
        byte[] body = new Checkpoint("example.com/log", size, new TiledTree().Root).ToBody();
        return SignedNote.Create(body, new NoteSigner("example.com/log", key).Sign(body)).ToBytes();
    }
}
