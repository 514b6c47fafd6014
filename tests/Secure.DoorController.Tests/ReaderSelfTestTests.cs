using System.Diagnostics;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.State;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>What the fitter's self-test says of a reader: asked over its line, by the program that would serve it.</summary>
public sealed class ReaderSelfTestTests : IAsyncDisposable
{
    private readonly RunningSite _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_reader_that_answers_is_well_and_one_that_is_gone_is_not_though_its_line_opens()
    {
        _site.StartTwin();
        (int code, string said) = await TestAsync();
        Assert.Contains("✓ 读卡器 · reader vault-in（地址 · address 0）: 在线，明文", said, StringComparison.Ordinal);
        Assert.Equal(0, code);

        _site.Ask("twin", "unplug", "vault");
        (code, said) = await TestAsync();
        Assert.Contains("✓ 读卡器线路 · reader line ", said, StringComparison.Ordinal);
        Assert.Contains("✗ 读卡器 · reader vault-in（地址 · address 0）: 没有应答", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_reader_is_asked_with_the_key_that_the_controller_keeps_and_one_with_another_is_told()
    {
        string folder = _site["state"];
        using (StateFolder state = StateFolder.Open(folder))
        using (Ed25519PrivateKey _ = state.LoadKey()) { }
        OsdpKey key;
        ReaderId reader = ReaderId.Parse("vault-in");
        using (ReaderStore store = ReaderStore.Open(folder))
        {
            key = store.MakeNext(reader);
            store.Sends(reader);
            store.Taken(reader);
        }
        byte[] bytes = new byte[OsdpKey.Length];
        key.CopyTo(bytes);
        string file = _site["reader.key"];
        File.WriteAllText(file, Convert.ToHexStringLower(bytes));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_site["twin.json"], File.ReadAllText(_site["twin.json"]).Replace("\"door\": \"vault\" } ] }", "\"door\": \"vault\", \"keyFile\": \"reader.key\" } ] }", StringComparison.Ordinal));
        _site.StartTwin();
        byte[] before = File.ReadAllBytes(_site["state/readers"]);
        (int code, string said) = await TestAsync();
        Assert.Contains("在线，安全通道 · online in the secure channel", said, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Equal(before, File.ReadAllBytes(_site["state/readers"]));

        _site.Ask("twin", "install", "vault");
        (code, said) = await TestAsync();
        Assert.Contains("✗ 读卡器 · reader vault-in（地址 · address 0）: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("没有应答", said, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    private async Task<(int Code, string Said)> TestAsync()
    {
        Process test = _site.StartController("self-test", "--config", _site["controller.json"]);
        string said = await test.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await test.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (test.ExitCode, said);
    }
}
