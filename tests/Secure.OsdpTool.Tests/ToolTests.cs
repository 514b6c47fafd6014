using System.Net.Sockets;
using System.Text.Json;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Core.Tests.Osdp;
using Secure.DoorController.Native;
using Secure.TestKit;

namespace Secure.OsdpTool.Tests;

/// <summary>The tool with a reader at the other end of a Unix socket.</summary>
public sealed class ToolTests : IDisposable
{
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");
    private readonly TempFolder _folder = new();
    private readonly TestReader _reader = new(3);
    private readonly StringWriter _error = new();
    private readonly Printed _output = new();
    private readonly CancellationTokenSource _end = new();
    private Bench? _bench;
    private Thread? _thread;
    private int _exit;
    private Socket? _line;

    [Fact]
    public async Task A_keyed_reader_is_told_online_in_its_channel_with_id_capabilities_and_what_happens()
    {
        _reader.Key = KeyBytes;
        Start(OsdpKey.FromBytes(KeyBytes));
        JsonElement online = await _output.Await("online");
        Assert.True(online.GetProperty("secure_channel").GetBoolean());
        Assert.Equal("11223344", (await _output.Await("id")).GetProperty("serial").GetString());
        Assert.Equal(4, (await _output.Await("capabilities")).GetProperty("capabilities").GetArrayLength());
        lock (_reader) { _reader.Present(0xAB, 0xCD); _reader.Type("1\u007f\r"); _reader.Report(0x48, 1, 0); }
        JsonElement card = await _output.Await("card");
        Assert.Equal((16, "ABCD"), (card.GetProperty("bits").GetInt32(), card.GetProperty("data").GetString()));
        Assert.Equal("1*#", (await _output.Await("keypad")).GetProperty("keys").GetString());
        Assert.True((await _output.Await("tamper")).GetProperty("tamper").GetBoolean());
        _bench!.Typed("led red 2");
        _bench.Typed("buzzer 2");
        _bench.Typed("output 0 on");
        await Eventually.True(() => { lock (_reader) { return _reader.LastData.ContainsKey(0x68); } });
        Assert.Equal(2, _reader.LastData[0x6A][4]);
        _bench.Typed("status");
        Assert.Equal(2, (await _output.Await("input", count: 2)).GetProperty("states").GetArrayLength());
        lock (_reader) { _reader.IsSilent = true; }
        Assert.Equal("silent", (await _output.Await("offline")).GetProperty("reason").GetString());
        Assert.DoesNotContain("8D1F", _error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_never_becomes_plain_text()
    {
        _reader.Key = [.. KeyBytes.Reverse()];
        Start(OsdpKey.FromBytes(KeyBytes));
        Assert.Equal("wrong_key", (await _output.Await("offline")).GetProperty("reason").GetString());
        Assert.DoesNotContain("online", _output.Events);
    }

    [Fact]
    public async Task On_the_bench_a_reader_gets_a_key_and_comes_back_with_it()
    {
        _reader.InstallMode = true;
        Start(OsdpKey.Default);
        await _output.Await("online");
        _bench!.Typed("keyset 8d1f0b62a9c4e37755106fde29b3480a");
        await _output.Await("online", count: 2);
        Assert.Equal(KeyBytes, _reader.Key);
        Assert.Contains("taps the line", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_typed_too_early_wait_for_the_reader_and_those_after_a_new_key_for_its_session()
    {
        _reader.InstallMode = true;
        Socket coming = Bound();
        Start(OsdpKey.Default, listen: false, typed: ["led red", "keyset 8d1f0b62a9c4e37755106fde29b3480a", "buzzer 2", "output 1 on", "quit"]);
        Assert.Equal("no_line", (await _output.Await("offline")).GetProperty("reason").GetString());
        Assert.True(_thread!.IsAlive);
        Listen(coming);
        await _output.Await("online", count: 2);
        Assert.True(_thread.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal([0x69, 0x75, 0x6A, 0x68], _reader.CommandsActedOn.Where(c => c is 0x68 or 0x69 or 0x6A or 0x75));
        Assert.Equal([1, 2, 0, 0], _reader.LastData[0x68]);
    }

    [Fact]
    public async Task Where_nobody_offers_the_socket_the_tool_does_and_takes_it_away_in_the_end()
    {
        _reader.Key = KeyBytes;
        Start(OsdpKey.FromBytes(KeyBytes), listen: false);
        for (int times = 1; times <= 2; times++)
        {
            Socket coming = await Come();
            new Thread(() => Serve(coming)) { IsBackground = true }.Start();
            Assert.True((await _output.Await("online", count: times)).GetProperty("secure_channel").GetBoolean());
            coming.Shutdown(SocketShutdown.Both);
            await _output.Await("offline", count: times + 1);
        }
        _bench!.Stop();
        _thread!.Join();
        _bench.Dispose();
        Assert.False(File.Exists(At("line")));
    }

    [Fact]
    public async Task A_line_that_is_cut_and_comes_back_is_told_both_times()
    {
        _reader.Key = KeyBytes;
        Start(OsdpKey.FromBytes(KeyBytes));
        await _output.Await("online");
        _line!.Shutdown(SocketShutdown.Both);
        Assert.Equal("line_lost", (await _output.Await("offline")).GetProperty("reason").GetString());
        Assert.True((await _output.Await("online", count: 2)).GetProperty("secure_channel").GetBoolean());
    }

    [Fact]
    public async Task A_reading_head_that_is_tampered_with_is_told_as_tamper_until_it_is_well()
    {
        _reader.Key = KeyBytes;
        Start(OsdpKey.FromBytes(KeyBytes));
        await _output.Await("online");
        lock (_reader) { _reader.Report(0x4B, 2); _reader.Report(0x4B, 2); _reader.Report(0x4B, 0); }
        Assert.True((await _output.Await("tamper")).GetProperty("tamper").GetBoolean());
        Assert.False((await _output.Await("tamper", count: 2)).GetProperty("tamper").GetBoolean());
    }

    [Fact]
    public void A_reader_that_the_controller_has_met_is_refused()
    {
        File.WriteAllText(At("controller.json"), $$"""{ "stateFolder": "{{_folder.Path}}", "buses": [ { "line": "/dev/none", "readers": [] } ] }""");
        File.WriteAllText(At("readers"), """{ "Readers": [ { "Id": "r", "Identity": { "Vendor": 827774, "Model": 1, "Serial": 287454020 } }, { "Id": "s", "Identity": null } ] }""");
        _reader.InstallMode = true;
        Start(OsdpKey.Default, install: true);
        Assert.True(_thread!.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal(Words.RefusedExit, _exit);
        Assert.Equal(0, _reader.LastData.Keys.Count(k => k == 0x75));
    }

    [Fact]
    public void A_key_is_set_on_no_line_of_the_controller_and_what_cannot_be_read_is_taken_for_known()
    {
        File.WriteAllText(At("controller.json"), $$"""{ "stateFolder": "{{_folder.Path}}", "buses": [ { "line": "{{At("line")}}", "readers": [] } ] }""");
        Assert.True(KnownReaders.Of(At("controller.json")).HasLine("unix:" + At("line")));
        Assert.False(KnownReaders.Of(At("controller.json")).HasLine(At("other")));
        Assert.False(KnownReaders.Of(At("absent")).HasLine(At("line")));
        File.WriteAllText(At("readers"), "{");
        Assert.True(KnownReaders.Of(At("controller.json")).Has(new ReaderIdentity(1, 2, 3, 4, 5)));
    }

    [Theory]
    [InlineData("--line /dev/ttyS1 --address 0", true)]
    [InlineData("--line unix:/p --address 126 --json --baud 115200 --key-fd 3 --checksum", true)]
    [InlineData("--line /dev/ttyS1 --address 127", true)]
    [InlineData("--line /dev/ttyS1 --address 128", false)]
    [InlineData("--line /dev/ttyS1 --address 0 --baud 300", false)]
    [InlineData("--line /dev/ttyS1 --address 0 --install --key-file f", false)]
    [InlineData("--address 0", false)]
    [InlineData("--line /dev/ttyS1 --address 0 --key 00", false)]
    public void Options_are_taken_or_refused_whole(string line, bool good) => Assert.Equal(good, Options.Of(line.Split(' ')) is not null);

    [Theory]
    [InlineData("keyset 8d1f", false)]
    [InlineData("keyset 8d1f0b62a9c4e37755106fde29b3480a", true)]
    [InlineData("led mauve", false)]
    [InlineData("led blue 3.5", true)]
    [InlineData("output 0 30", true)]
    [InlineData("output 0 -1", false)]
    [InlineData("buzzer 300", false)]
    [InlineData("comset 4 38400", true)]
    [InlineData("file /f", true)]
    [InlineData("file /f 128", true)]
    [InlineData("file /f firmware", false)]
    [InlineData("", false)]
    public void Orders_are_understood_or_not(string line, bool good) => Assert.Equal(good, Order.Of(line) is not null);

    [Theory]
    [InlineData("8D1F0B62A9C4E37755106FDE29B3480A\n", true)]
    [InlineData("8D1F0B62A9C4E37755106FDE29B3480", false)]
    public void A_key_comes_from_a_file(string content, bool good)
    {
        File.WriteAllText(At("key"), content);
        Options options = new("/l", 0, KeyFile: At("key"));
        if (good) { Assert.NotNull(KeySource.Read(options)); }
        else { Assert.Throws<IOException>(() => KeySource.Read(options)); }
    }

    public void Dispose()
    {
        _bench?.Stop();
        _thread?.Join();
        _end.Cancel();
        _bench?.Dispose();
        _folder.Dispose();
        _end.Dispose();
        _error.Dispose();
        _output.Dispose();
    }

    private string At(string name) => _folder[name];

    private void Start(OsdpKey key, bool install = false, bool listen = true, params string[] typed)
    {
        if (listen) { Listen(Bound()); }
        Options options = new("unix:" + At("line"), 3, Install: install, Json: true);
        _bench = new Bench(options, key, KnownReaders.Of(At("controller.json")), new Report(_output, _error, json: true), new BootClock());
        foreach (string order in typed) { _bench.Typed(order); }
        _thread = new Thread(() => _exit = _bench.Run());
        _thread.Start();
    }

    /// <summary>The reader's socket, to which nobody gets through yet.</summary>
    private Socket Bound()
    {
        Socket bound = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(At("line")));
        _end.Token.Register(bound.Dispose);
        return bound;
    }

    /// <summary>Gets through to the tool's own socket, which it makes after a while.</summary>
    private async Task<Socket> Come()
    {
        Socket? connected = null;
        await Eventually.True(() => (connected = TryCome()) is not null, what: "the tool's socket");
        return connected!;
    }

    private Socket? TryCome()
    {
        Socket coming = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            coming.Connect(new UnixDomainSocketEndPoint(At("line")));
            return coming;
        }
        catch (SocketException)
        {
            coming.Dispose();
            return null;
        }
    }

    private void Listen(Socket listening)
    {
        listening.Listen();
        new Thread(() => Accept(listening)) { IsBackground = true }.Start();
    }

    private void Accept(Socket listening)
    {
        try
        {
            while (true) { Serve(listening.Accept()); }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException) { return; }
    }

    private void Serve(Socket accepted)
    {
        using Socket line = _line = accepted;
        byte[] bytes = new byte[1024];
        while (!_end.IsCancellationRequested)
        {
            int count = line.Receive(bytes, SocketFlags.None, out SocketError error);
            if (count <= 0 || error != SocketError.Success) { return; }
            byte[]? reply;
            lock (_reader) { reply = _reader.Hear(bytes[..count]); }
            // The tool may have gone meanwhile.
            if (reply is not null) { line.Send(reply, SocketFlags.None, out error); }
            if (error != SocketError.Success) { return; }
        }
    }

    /// <summary>What the tool printed, line by line.</summary>
    private sealed class Printed : StringWriter
    {
        private readonly List<JsonElement> _lines = [];

        public IEnumerable<string> Events { get { lock (_lines) { return [.. _lines.Select(l => l.GetProperty("event").GetString()!)]; } } }

        public override void WriteLine(string? value)
        {
            lock (_lines) { _lines.Add(JsonDocument.Parse(value!).RootElement.Clone()); }
        }

        public async Task<JsonElement> Await(string name, int count = 1)
        {
            JsonElement[] found = [];
            await Eventually.True(() => { lock (_lines) { found = [.. _lines.Where(l => l.GetProperty("event").GetString() == name)]; } return found.Length >= count; }, what: name);
            return found[count - 1];
        }
    }
}
