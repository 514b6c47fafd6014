using System.Text;
using Google.Protobuf;
using Microsoft.Playwright;
using Secure.Signatures;
using Secure.TransparencyLog;
using Secure.TransparencyLog.Tests;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A log whose key was renewed twice: who knows the first key follows it to the present one in the browser, and no forged word is believed.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class LogKeyPageTests : IClassFixture<Chromium>, IDisposable
{
    private const int Size = 700, FirstEntry = 100, SecondEntry = 400, PruningEntry = 600;
    private const string Good = "与日志签名的树一致";
    private const float WholeMs = 60_000;

    private readonly RunningDemo _demo;
    private readonly Chromium _chromium;
    private readonly Ed25519PrivateKey[] _keys = [.. Enumerable.Range(1, 4).Select(i => Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)i, 32)]))];
    private readonly LogFiles _log;

    public LogKeyPageTests(RunningDemo demo, Chromium chromium)
    {
        (_demo, _chromium) = (demo, chromium);
        _log = new LogFiles(Size, Entry);
        Handover(0, FirstEntry + 50, by: 0);
        Handover(1, SecondEntry + 1, by: 1);
        _log.Write(TileFolder.CheckpointName, Note(Size, by: 2));
    }

    public void Dispose()
    {
        _log.Dispose();
        Array.ForEach(_keys, k => k.Dispose());
    }

    [Fact]
    public async Task A_copy_is_followed_from_the_first_key_and_a_forged_handover_is_refused()
    {
        await using ConsoleReader auditor = await _chromium.OpenAsync(_demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log/whole");
        ILocator key = auditor.Page.GetByRole(AriaRole.Textbox, new() { Name = "日志公钥" });
        await Expect(key).Not.ToHaveValueAsync("");
        await auditor.Page.Context.SetOfflineAsync(true);
        await key.FillAsync(Key(0).ToString());

        await PickAsync(auditor);
        await Expect(auditor.Page.GetByText(Good)).ToBeVisibleAsync(new() { Timeout = WholeMs });
        await Expect(auditor.Page.GetByText($"条目 {FirstEntry} 公布，handover/000 担保")).ToBeVisibleAsync();
        await Expect(auditor.Page.GetByText($"条目 {SecondEntry} 公布，handover/001 担保")).ToBeVisibleAsync();
        if (EveryPageTests.Pictures is { } pictures) { await auditor.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "auditor-log-followed.png"), FullPage = true }); }

        byte[] second = _log.Read("handover/001");
        // Whoever holds the copy signs with a key of their own, in the name of the key before.
        _log.Write("handover/001", InTheNameOf(Key(1), Note(SecondEntry + 1, by: 3)));
        await ExpectRefusedAsync(auditor, "接续文件的签名无效", "handover/001");
        _log.Write("handover/001", Note(SecondEntry + 1, by: 3));
        await ExpectRefusedAsync(auditor, "没有旧公钥为其担保", "handover");
        // Of the time before the entry, of another tree, none at all.
        _log.Write("handover/001", Note(SecondEntry, by: 1));
        await ExpectRefusedAsync(auditor, "没有旧公钥为其担保", "handover");
        _log.Write("handover/001", Note(SecondEntry + 1, by: 1, Merkle.EmptyRoot));
        await ExpectRefusedAsync(auditor, "接续文件属于另一棵树", "handover/001");
        _log.Write("handover/001", "no note"u8);
        await ExpectRefusedAsync(auditor, "接续文件无法识别", "handover/001");
        _log.Delete("handover/001");
        await ExpectRefusedAsync(auditor, "没有旧公钥为其担保", "handover");
        _log.Write("handover/001", _log.Read("handover/000"));
        _log.Write("handover/000", second);
        await ExpectRefusedAsync(auditor, "接续文件的次序有误", "handover/000");
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task A_copy_without_its_oldest_contents_is_good_where_the_log_says_so_and_nowhere_else()
    {
        await using ConsoleReader auditor = await _chromium.OpenAsync(_demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log/whole");
        ILocator key = auditor.Page.GetByRole(AriaRole.Textbox, new() { Name = "日志公钥" });
        await Expect(key).Not.ToHaveValueAsync("");
        await auditor.Page.Context.SetOfflineAsync(true);
        await key.FillAsync(Key(1).ToString());

        // Below 256 by the log's word; the way from the second key, which is named there, is found all the same.
        _log.Delete("tile/entries/000");
        await PickAsync(auditor);
        await Expect(auditor.Page.GetByText(Good)).ToBeVisibleAsync(new() { Timeout = WholeMs });
        await Expect(auditor.Page.GetByText("条目 256 之前仅存哈希")).ToBeVisibleAsync();
        if (EveryPageTests.Pictures is { } pictures) { await auditor.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "auditor-log-pruned.png"), FullPage = true }); }

        // One more than the log says; with the key that signs now, because the one before is named there.
        await key.FillAsync(Key(2).ToString());
        byte[] second = _log.Read("tile/entries/001");
        _log.Delete("tile/entries/001");
        await ExpectRefusedAsync(auditor, "缺少文件", "tile/entries/001");
        _log.Write("tile/entries/001", second);
        byte[] hashes = _log.Read("tile/0/000");
        hashes[7] ^= 1;
        _log.Write("tile/0/000", hashes);
        await PickAsync(auditor);
        await Expect(auditor.Page.GetByText("日志未通过验证")).ToBeVisibleAsync(new() { Timeout = WholeMs });
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task The_key_that_the_browser_keeps_is_followed_at_the_gateway_and_no_forged_word_for_another_is_believed()
    {
        await using ConsoleReader auditor = await _chromium.OpenAsync(_demo.Site);
        await auditor.SignInAsync("auditor");
        await GrpcWeb.AnswerAsync(auditor.Page, "Audit/Query", new QueryResponse { Entries = { Named(FirstEntry), Named(SecondEntry) } });
        await auditor.Page.RouteAsync("**/secure.v1.Audit/GetInclusionProof", async route =>
        {
            GetInclusionProofRequest asked = GetInclusionProofRequest.Parser.ParseFrom(route.Request.PostDataBuffer![5..]);
            IReadOnlyList<LogHash> hashes = await InclusionProof.BuildAsync(Tiles, (long)asked.Index, (long)asked.Size, CancellationToken.None);
            GetInclusionProofResponse answer = new() { Index = asked.Index, Size = asked.Size, Hashes = { hashes.Select(h => ByteString.CopyFrom(h.Bytes)) } };
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(answer) });
        });
        const string changed = "日志公钥与此浏览器首次见到的不同";

        // The entry is in the log; the word for it is not the key's before.
        await VisitAsync(auditor, Note(SecondEntry + 1, by: 3));
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(changed);
        Assert.Equal(Key(0).ToString(), await KeptAsync(auditor));
        // A true word for a tree in which the entry is not.
        await VisitAsync(auditor, Note(SecondEntry + 1, by: 1, Merkle.EmptyRoot));
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(changed);
        Assert.Equal(Key(0).ToString(), await KeptAsync(auditor));

        await VisitAsync(auditor, _log.Read("handover/001"));
        await Expect(auditor.Page.GetByText("旧公钥为新公钥作了担保")).ToBeVisibleAsync();
        Assert.Equal(Key(2).ToString(), await KeptAsync(auditor));
        await Expect(auditor.Page.GetByText(changed)).ToHaveCountAsync(0);
        Assert.Empty(auditor.Complaints);
    }

    private TileHashReader Tiles => new(_log.Folder, Size);

    private static Task<string> KeptAsync(ConsoleReader auditor) => auditor.Page.EvaluateAsync<string>("() => localStorage.getItem('log-key')");

    /// <summary>Of a browser that keeps the first key, where the gateway shows the third and this as the second's word.</summary>
    private async Task VisitAsync(ConsoleReader auditor, byte[] second)
    {
        await auditor.Page.UnrouteAsync("**/secure.v1.Audit/GetVerifierKey");
        await GrpcWeb.AnswerAsync(auditor.Page, "Audit/GetVerifierKey", new GetVerifierKeyResponse { VerifierKey = Key(2).ToString(), Handovers = { ByteString.CopyFrom(_log.Read("handover/000")), ByteString.CopyFrom(second) } });
        await auditor.Page.EvaluateAsync("key => { localStorage.setItem('log-key', key); localStorage.removeItem('log-tree'); window.location.hash = '#/log/whole'; }", Key(0).ToString());
        await auditor.Page.ReloadAsync();
    }

    private async Task PickAsync(ConsoleReader auditor) => await auditor.Page.GetByLabel("选择文件夹").And(auditor.Page.Locator("input")).SetInputFilesAsync(_log.Root);

    private async Task ExpectRefusedAsync(ConsoleReader auditor, string words, string path)
    {
        await PickAsync(auditor);
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words, new() { Timeout = WholeMs });
        await Expect(auditor.Page.Locator(".facts code").First).ToHaveTextAsync(path);
        await Expect(auditor.Page.GetByText(Good)).ToHaveCountAsync(0);
    }

    private byte[] Entry(int index) => index switch { FirstEntry => Announce(1), SecondEntry => Announce(2), PruningEntry => Encoding.UTF8.GetBytes("""{"v":1,"kind":"log.pruned","details":{"below":"256"}}"""), _ => MemoryHashes.Entry(index) };

    private byte[] Announce(int key) => Encoding.UTF8.GetBytes($$"""{"v":1,"kind":"log.next_key","details":{"origin":"x","verifier_key":"{{Key(key)}}"} }""");

    private LogEntry Named(int index) => new() { Index = (ulong)index, Entry = ByteString.CopyFrom(Entry(index)) };

    private VerifierKey Key(int index) => new NoteSigner(LogFiles.Origin, _keys[index]).VerifierKey;

    private void Handover(int number, int size, int by) => _log.Write(TileFolder.HandoverPath(number), Note(size, by));

    private byte[] Note(int size, int by, LogHash? root = null)
    {
        byte[] body = new Checkpoint(LogFiles.Origin, size, root ?? RootOf(size)).ToBody();
        return SignedNote.Create(body, new NoteSigner(LogFiles.Origin, _keys[by]).Sign(body)).ToBytes();
    }

    /// <summary>The note's one signature, said to be that key's.</summary>
    private static byte[] InTheNameOf(VerifierKey key, byte[] note)
    {
        string text = Encoding.UTF8.GetString(note);
        int at = text.LastIndexOf(' ') + 1;
        byte[] line = [.. Convert.FromHexString(key.ToString().Split('+')[1]), .. Convert.FromBase64String(text[at..].TrimEnd()).AsSpan(4)];
        return Encoding.UTF8.GetBytes($"{text[..at]}{Convert.ToBase64String(line)}\n");
    }

    private LogHash RootOf(int size) => Tiles.RootAsync(size, default).AsTask().GetAwaiter().GetResult();
}
