using System.Buffers;
using System.Text.Json;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.Ctl.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private const int Size = 300;
    private readonly string _folder = Directory.CreateTempSubdirectory("ctl-").FullName;
    private readonly Ed25519PrivateKey _logKey = Ed25519PrivateKey.Generate();
    private readonly Ed25519PrivateKey _witnessKey = Ed25519PrivateKey.Generate();
    private readonly string _key;
    private readonly string _witness;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public VerifyCommandTests()
    {
        var log = new NoteSigner("example.com/log", _logKey);
        var witness = new Cosigner("witness", _witnessKey, TimeProvider.System);
        (_key, _witness) = (log.VerifierKey.ToString(), witness.VerifierKey.ToString());
        var tree = new TiledTree();
        for (var i = 0; i < Size; i++)
        {
            tree.Append(Merkle.Leaf(Entry(i)), (tile, hashes) => Write(tile.Path, hashes));
        }

        foreach (var (tile, hashes) in tree.Partials())
        {
            Write(tile.Path, hashes);
        }

        foreach (var bundle in Tile.AddedEntries(0, Size))
        {
            var bytes = new ArrayBufferWriter<byte>();
            for (var i = 0; i < bundle.Width; i++)
            {
                EntryBundle.Append(bytes, Entry((int)bundle.FirstEntry + i));
            }

            Write(bundle.Path, bytes.WrittenSpan);
        }

        var body = new Checkpoint("example.com/log", Size, tree.Root).ToBody();
        Write("checkpoint", SignedNote.Create(body, log.Sign(body), witness.Sign(body)).ToBytes());
    }

    public void Dispose()
    {
        _logKey.Dispose();
        _witnessKey.Dispose();
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_good_log_is_called_good_in_both_languages()
    {
        Assert.Equal(0, await RunAsync("verify", _folder, "--key", _key, "--witness", _witness));
        Assert.StartsWith("日志完好 · the log is good\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("条数 · size: 300\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("见证 · witness: witness, ", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task The_first_bad_entry_is_named()
    {
        Damage("tile/entries/000", 2);

        Assert.Equal(1, await RunAsync("verify", _folder, "--key", _key));
        Assert.Contains("日志有误 · the log is bad\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("首个有误条目 · first bad entry: 0\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("条目与签名时不同 · the entry is not what was signed (tile/entries/000)\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_read_the_report_as_one_json_object()
    {
        Damage("tile/entries/001.p/44", 2);

        Assert.Equal(1, await RunAsync("verify", _folder, "--key", _key, "--json"));
        var json = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.False(json.GetProperty("good").GetBoolean());
        Assert.Equal("example.com/log", json.GetProperty("origin").GetString());
        Assert.Equal(300, json.GetProperty("size").GetInt64());
        Assert.Equal(256, json.GetProperty("first_bad_entry").GetInt64());
        var fault = Assert.Single(json.GetProperty("faults").EnumerateArray());
        Assert.Equal("entry_damaged", fault.GetProperty("kind").GetString());
        Assert.Equal("tile/entries/001.p/44", fault.GetProperty("path").GetString());
        Assert.Single(_output.ToString().TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Too_few_witnesses_make_a_bad_log_unless_the_quorum_says_otherwise()
    {
        using var key = Ed25519PrivateKey.Generate();
        var absent = new Cosigner("absent", key, TimeProvider.System).VerifierKey.ToString();

        Assert.Equal(1, await RunAsync("verify", _folder, "--key", _key, "--witness", _witness, "--witness", absent));
        Assert.Contains("见证签名不足 · too few witnesses", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("verify", _folder, "--key", _key, "--witness", _witness, "--witness", absent, "--quorum", "1"));
    }

    [Fact]
    public async Task Every_fault_has_words()
    {
        foreach (var kind in Enum.GetValues<LogFaultKind>().Where(k => k != LogFaultKind.CheckpointRefused))
        {
            Assert.Contains(" · ", VerifyWords.Of(new LogFault(kind, "x", 1)), StringComparison.Ordinal);
        }

        foreach (var verdict in Enum.GetValues<CheckpointVerdict>().Where(v => v != CheckpointVerdict.Good))
        {
            var fault = new LogFault(LogFaultKind.CheckpointRefused, "checkpoint", null, verdict);
            Assert.Contains(" · ", VerifyWords.Of(fault), StringComparison.Ordinal);
        }

        Write("checkpoint", "x"u8);
        Assert.Equal(1, await RunAsync("verify", _folder, "--key", _key));
        Assert.Contains("检查点格式不对", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_understood_ends_with_2()
    {
        string[][] lines =
        [
            ["verify"],
            ["verify", _folder],
            ["verify", _folder, "--key"],
            ["verify", _folder, "--key", "nonsense"],
            ["verify", _folder, "--key", _witness],
            ["verify", _folder, "--key", _key, "--witness", _key],
            ["verify", _folder, "--key", _key, "--witness", "nonsense"],
            ["verify", _folder, "--key", _key, "--quorum", "1"],
            ["verify", _folder, "--key", _key, "--quorum", "-1"],
            ["verify", _folder, "--key", _key, "--quorum", "many"],
            ["verify", _folder, "--key", _key, "--unknown"],
            ["verify", Path.Combine(_folder, "absent"), "--key", _key],
            ["unknown"],
            [],
        ];
        foreach (var line in lines)
        {
            _error.GetStringBuilder().Clear();
            Assert.True(await RunAsync(line) == 2, string.Join(' ', line));
            Assert.NotEmpty(_error.ToString());
        }
    }

    private Task<int> RunAsync(params string[] line)
    {
        _output.GetStringBuilder().Clear();
        return Terminal.RunAsync(Program.Commands(), line, _output, _error);
    }

    private static byte[] Entry(int index) => System.Text.Encoding.ASCII.GetBytes($"entry {index}");

    private void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    private void Damage(string path, int at)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_folder, path));
        bytes[at] ^= 1;
        Write(path, bytes);
    }
}
