using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.Gateway.Tests.Alerts;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Evidence;

public sealed class EvidenceTests : IAsyncLifetime
{
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 31 >> 3)), .. "SECRET FACE"u8];

    private AlertsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_picture_kept_with_an_alarm_is_shown_to_a_security_officer_and_every_view_is_recorded()
    {
        string id = await KeepAsync();
        Assert.Equal(id, Assert.Single((await _rig.OnlyAsync()).Evidence));
        Assert.Equal(id, Assert.Single(await _rig.EntriesAsync("alarm")).GetProperty("evidence")[0].GetString());
        (EvidenceHeader header, byte[] shown) = await ViewAsync(id, Officer);

        Assert.Equal(Picture, shown);
        Assert.Equal(("image/jpeg", (uint)Picture.Length, DateTimeOffset.UnixEpoch), (header.MediaType, header.Bytes, header.TakenAt.ToDateTimeOffset()));
        System.Text.Json.JsonElement viewed = Assert.Single(await _rig.EntriesAsync("evidence.viewed"));
        Assert.Equal((Officer, id, (await _rig.OnlyAsync()).Id), (viewed.GetProperty("subject").GetString(), viewed.GetProperty("evidence")[0].GetString(), viewed.GetProperty("details").GetProperty("of_alert_1").GetString()));
    }

    [Fact]
    public async Task Only_the_right_to_view_evidence_shows_it_and_without_a_record_nobody_sees_it()
    {
        string id = await KeepAsync();
        foreach (string who in new[] { Auditor, Administrator, Guard, Head, Staff }) { Assert.Equal("role_required", await RefusedAsync(id, who)); }
        Assert.Empty(await _rig.EntriesAsync("evidence.viewed"));
        ((BreakableAudit)_rig.Audit).Broken = true;
        Assert.Equal("record_unavailable", await RefusedAsync(id, Officer));
    }

    [Fact]
    public async Task What_lies_on_the_disk_is_named_by_its_hash_closed_to_others_and_tells_nothing()
    {
        string id = await KeepAsync();
        string other = await KeepAsync(new Alarm("test.other", "t"));
        string path = Assert.Single(Directory.GetFiles(_rig.EvidenceFolder), p => Path.GetFileName(p) == id);
        byte[] file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        Assert.NotEqual(id, other); // the same picture under a fresh key
        Assert.Equal(id, Convert.ToHexStringLower(SHA256.HashData(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_rig.EvidenceFolder));
        foreach (string inside in Directory.GetFiles(_rig.StoreFolder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            Assert.Equal(-1, (await ReadSharedAsync(inside)).AsSpan().IndexOf("SECRET FACE"u8));
        }
        Assert.Equal(-1, file.AsSpan().IndexOf("image/jpeg"u8));
    }

    [Fact]
    public async Task One_altered_byte_anywhere_and_nothing_is_shown_but_an_alarm_is_raised()
    {
        RigEvidenceKeys keys = _rig.Keys;
        using EvidenceRecipient recipient = new(keys.EvidencePublicKey, DateTimeOffset.UnixEpoch);
        byte[] file = EvidenceSeal.Seal(new EvidenceItem("image/png", Encoding.UTF8.GetBytes("a small picture"), DateTimeOffset.UnixEpoch), recipient);
        Assert.True(EvidenceSeal.TryOpen(file, keys, out EvidenceItem? whole));
        Assert.Equal("a small picture", Encoding.UTF8.GetString(whole.Content.Span));
        for (int at = 0; at < file.Length; at++)
        {
            file[at] ^= 1;
            Assert.False(EvidenceSeal.TryOpen(file, keys, out _), $"byte {at}");
            file[at] ^= 1;
        }
        for (int length = 0; length < file.Length; length += 7) { Assert.False(EvidenceSeal.TryOpen(file.AsSpan(0, length), keys, out _), $"{length} bytes"); }

        string id = await KeepAsync();
        string path = Path.Combine(_rig.EvidenceFolder, id);
        await using (FileStream altered = new(path, FileMode.Open)) { altered.Position = 900; altered.WriteByte(0x5a); }
        Assert.Equal("evidence_tampered", await RefusedAsync(id, Officer));
        File.Delete(path);
        Assert.Equal("evidence_tampered", await RefusedAsync(id, Officer));
        Assert.Equal(2, (await _rig.EntriesAsync("alarm")).Count(e => e.GetProperty("reasons")[0].GetString() == "evidence.tampered"));
        Assert.Empty(await _rig.EntriesAsync("evidence.viewed"));
    }

    [Fact]
    public async Task A_file_swapped_for_another_genuine_one_is_refused_and_so_is_a_row_written_past_the_store()
    {
        string one = await KeepAsync(), two = await KeepAsync(new Alarm("test.other", "t"));
        File.Copy(Path.Combine(_rig.EvidenceFolder, two), Path.Combine(_rig.EvidenceFolder, one), overwrite: true);
        Assert.Equal("evidence_tampered", await RefusedAsync(one, Officer));
        await _rig.RestartAsync(() => DoorsRig.Alter(_rig.StoreFolder, $"UPDATE rows SET value=replace(value,'jpeg','html') WHERE tbl='evidence' AND key='{two}'"));
        Assert.Equal("evidence_tampered", await RefusedAsync(two, Officer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../store/store.db")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public async Task What_was_never_kept_is_not_found(string id) => Assert.Equal("unknown_evidence", await RefusedAsync(id, Officer));

    [Fact]
    public async Task A_new_evidence_key_serves_what_comes_and_the_old_one_what_was()
    {
        string before = await KeepAsync();
        _rig.Keys.Renewed = true;
        string after = await KeepAsync(new Alarm("test.other", "t"));

        Assert.Equal(Picture, (await ViewAsync(before, Officer)).Shown);
        Assert.Equal(Picture, (await ViewAsync(after, Officer)).Shown);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_said_in_the_alarm_which_is_raised_all_the_same()
    {
        foreach ((EvidenceItem item, string code) in new (EvidenceItem, string)[]
        {
            (new("image/jpeg", new byte[EvidenceStore.ContentMax + 1], DateTimeOffset.UnixEpoch), "bad_item"), (new("image/jpeg", ReadOnlyMemory<byte>.Empty, DateTimeOffset.UnixEpoch), "bad_item"),
            (new("text/html\r\n", new byte[1], DateTimeOffset.UnixEpoch), "bad_item"),
        })
        {
            Assert.Equal(code, Assert.IsType<EvidenceKept.Lost>(await _rig.Evidence.KeepAsync(item, CancellationToken.None)).Code);
        }
        _rig.Keys.Gone = true;
        EvidenceKept lost = await _rig.Evidence.KeepAsync(new EvidenceItem("image/jpeg", Picture, DateTimeOffset.UnixEpoch), CancellationToken.None);
        await _rig.RaiseAsync(new Alarm("stepup.failed", "t") { Evidence = [lost] });

        V1.Alert alert = await _rig.OnlyAsync();
        Assert.Empty(alert.Evidence);
        Assert.Contains(alert.Why, w => w.Name == "evidence_lost" && w.Value.StartsWith("no_key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_full_disk_the_alarm_is_raised_and_says_so_and_no_half_file_is_left()
    {
        Assert.SkipUnless(await SmallDisk.CanBeMadeAsync(), SmallDisk.Absent);
        using TempFolder folder = new();
        string disk = Directory.CreateDirectory(folder["disk"]).FullName;
        const string Mount = "mount -t tmpfs -o size=1m tmpfs \"$1\" && exec dotnet \"$2\" evidence \"$3\" \"$1\"";
        using Process child = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", Mount, "sh", disk, EvidenceChild.Self, folder.Path]) { RedirectStandardOutput = true })!;
        string[] said = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, child.ExitCode);
        Assert.Equal(["disk_full", "Committed"], said[..2]);
        Assert.Contains("\"evidence_lost\":\"disk_full", said[2], StringComparison.Ordinal);
        Assert.InRange(said.Length - 3, 3, 5);
        Assert.All(said[3..], file => Assert.Matches("^[0-9a-f]{64} True$", file));
    }

    [Fact]
    public async Task Old_evidence_is_dropped_with_a_record_unless_an_open_alert_names_it()
    {
        string open = await KeepAsync(), closed = await KeepAsync(new Alarm("test.other", "t"));
        V1.Alert done = (await _rig.Client.ListAsync(new ListAlertsRequest { Code = "test.other" }, As(Officer))).Alerts[0];
        done = (await _rig.Client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = done.Id, Version = done.Version }, As(Officer))).Alert;
        await _rig.Client.MarkFalseAlarmAsync(new MarkFalseAlarmRequest { Id = done.Id, Version = done.Version, Reason = "r" }, As(Officer));
        EvidenceUpkeep upkeep = _rig.Services.GetServices<IHostedService>().OfType<EvidenceUpkeep>().Single();
        _rig.Clock.StepWall(TimeSpan.FromDays(179));
        await upkeep.LookAsync(CancellationToken.None);
        Assert.Equal(2, Directory.GetFiles(_rig.EvidenceFolder).Length);
        _rig.Clock.StepWall(TimeSpan.FromDays(1));
        await upkeep.LookAsync(CancellationToken.None);

        Assert.Equal(open, Path.GetFileName(Assert.Single(Directory.GetFiles(_rig.EvidenceFolder))));
        Assert.Equal(closed, Assert.Single(await _rig.EntriesAsync("evidence.dropped")).GetProperty("evidence")[0].GetString());
        Assert.Equal("unknown_evidence", await RefusedAsync(closed, Officer));
        Assert.Equal(Picture, (await ViewAsync(open, Officer)).Shown);
    }

    [Fact]
    public async Task What_no_alarm_ever_named_goes_after_a_day()
    {
        EvidenceKept.Kept unnamed = Assert.IsType<EvidenceKept.Kept>(await _rig.Evidence.KeepAsync(new EvidenceItem("image/jpeg", Picture, DateTimeOffset.UnixEpoch), CancellationToken.None));
        string path = Path.Combine(_rig.EvidenceFolder, unnamed.Id);
        EvidenceUpkeep upkeep = _rig.Services.GetServices<IHostedService>().OfType<EvidenceUpkeep>().Single();
        File.SetLastWriteTimeUtc(path, _rig.Clock.GetUtcNow().UtcDateTime.AddHours(-23));
        await upkeep.LookAsync(CancellationToken.None);
        Assert.True(File.Exists(path));
        File.SetLastWriteTimeUtc(path, _rig.Clock.GetUtcNow().UtcDateTime.AddHours(-24));
        await upkeep.LookAsync(CancellationToken.None);
        Assert.False(File.Exists(path));
    }

    private async Task<string> KeepAsync(Alarm? alarm = null)
    {
        EvidenceKept kept = await _rig.Evidence.KeepAsync(new EvidenceItem("image/jpeg", Picture, DateTimeOffset.UnixEpoch), CancellationToken.None);
        await _rig.RaiseAsync((alarm ?? new Alarm("stepup.failed", "t")) with { Evidence = [kept] });
        return Assert.IsType<EvidenceKept.Kept>(kept).Id;
    }

    private async Task<(EvidenceHeader Header, byte[] Shown)> ViewAsync(string id, string who)
    {
        using AsyncServerStreamingCall<ViewEvidenceResponse> call = _rig.Pictures.View(new ViewEvidenceRequest { Id = id }, As(who));
        List<ViewEvidenceResponse> parts = [];
        await foreach (ViewEvidenceResponse part in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) { parts.Add(part); }
        Assert.All(parts.Skip(1), p => Assert.InRange(p.Chunk.Length, 1, 256 * 1024));
        return (parts[0].Header, [.. parts.Skip(1).SelectMany(p => p.Chunk)]);
    }

    private async Task<string?> RefusedAsync(string id, string who)
    {
        using AsyncServerStreamingCall<ViewEvidenceResponse> call = _rig.Pictures.View(new ViewEvidenceRequest { Id = id }, As(who));
        return (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).ToRefusal()?.Code;
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] all = new byte[file.Length];
        await file.ReadExactlyAsync(all);
        return all;
    }
}
