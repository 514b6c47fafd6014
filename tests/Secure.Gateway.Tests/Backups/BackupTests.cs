using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Backups;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Officers;
using Secure.TransparencyLog;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using BackupsClient = Secure.V1.Backups.BackupsClient;

namespace Secure.Gateway.Tests.Backups;

/// <summary>The whole gateway, backed up while it works and put back where there is nothing.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _temp = Directory.CreateTempSubdirectory("secure-backup-").FullName;
    private readonly WholeGateway _gateway;

    public BackupTests() => _gateway = new WholeGateway { More = ["--Backups:Folder", Backup, "--Backups:EveryHours", "0"] };

    private string Backup => Path.Combine(_temp, "backup");

    private BackupsClient Backups => new(_gateway.Channel);

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_temp, recursive: true);
    }

    [Fact]
    public async Task A_backup_put_back_where_there_is_nothing_serves_again_and_says_so()
    {
        Backup made = await MakeAsync();
        Assert.Equal(2, Restore(Backup, _gateway.Data).Code); // What is there is never touched.
        await _gateway.StopAsync();
        LoseEverythingButTheKeys();

        (int code, string said) = Restore(Backup, _gateway.Data);
        Assert.True(code == 0, said);
        await _gateway.StartAgainAsync();

        string[] entries = await EntriesAsync();
        Assert.Contains(entries, e => e.Contains("\"log.restored\"", StringComparison.Ordinal) && e.Contains($"\"{made.LogSize}\"", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.Contains("\"store.restored\"", StringComparison.Ordinal));
        Assert.True(_gateway.Service<IStore>().LogSize > (long)made.LogSize);
        await _gateway.StopAsync();
        await _gateway.StartAgainAsync();
        Assert.Single(await EntriesAsync(), e => e.Contains("\"log.restored\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_restore_whoever_was_on_record_counts_as_having_had_a_face_and_a_finger()
    {
        PersonId[] persons = [.. _gateway.Service<ISite>().Current.Persons.Keys];
        Assert.NotEmpty(persons);
        Assert.All(await HadAsync(persons), Assert.False);
        await MakeAsync();
        await _gateway.StopAsync();
        LoseEverythingButTheKeys();
        Assert.Equal(0, Restore(Backup, _gateway.Data).Code);
        await _gateway.StartAgainAsync();

        Assert.All(await HadAsync(persons), Assert.True);
        PersonId newcomer = PersonId.Parse("newcomer");
        await _gateway.Service<IPersonRegister>().EnsureAsync(newcomer, "甲", CancellationToken.None);
        Assert.All(await HadAsync(newcomer), Assert.False);
        // Nothing to tell of a row of nothing when its person leaves, and nothing of it stays.
        PersonEnd end = await _gateway.Service<TemplateErasing>().PrepareAsync(persons[0], CancellationToken.None);
        Assert.Empty(end.Ended);
        Assert.Equal(2, end.Rows.Count(r => r.Table == EnrolmentTables.Templates && r.Value is null));
    }

    [Fact]
    public async Task Nothing_in_a_backup_is_a_template_an_approval_or_the_master_key()
    {
        const string template = "template-of-a-face";
        RowWrite row = new(EnrolmentTables.Templates, "zhang-wei/face", Encoding.UTF8.GetBytes(template));
        Assert.IsType<CommitOutcome.Committed>(await _gateway.Service<IStore>().CommitAsync(new StoreChange { Rows = [row] }, CancellationToken.None));

        await MakeAsync();

        byte[] master = await File.ReadAllBytesAsync(Path.Combine(_gateway.Data, "keys", "master.key"));
        foreach (string file in Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(template)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(master));
        }
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Backup, "keys"), "*.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Backup));
    }

    [Fact]
    public async Task A_second_backup_goes_on_from_the_first_and_anyone_can_verify_its_log()
    {
        Backup first = await MakeAsync();
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        Backup second = await MakeAsync();

        Assert.True(second.LogSize > first.LogSize);
        LogReport report = new LogVerifier(_gateway.Service<LogKeys>().Signer.VerifierKey, [], 0).Verify(Path.Combine(Backup, "log"), CancellationToken.None);
        Assert.True(report.IsGood);
        Assert.Equal((long)second.LogSize, report.EntriesRead);
        DescribeBackupsResponse told = await Backups.DescribeAsync(new DescribeBackupsRequest(), _gateway.As(Roles.SecurityAuditor));
        Assert.True(told.On);
        Assert.Equal(second, told.Last);
        Assert.Empty(told.Trouble);
    }

    [Fact]
    public async Task What_was_given_up_of_the_log_goes_from_the_backup_too()
    {
        IAudit audit = _gateway.Service<IAudit>();
        for (int i = 0; i < 300; i++) { await audit.RecordAsync(new AuditEvent("test"), CancellationToken.None); }
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        await MakeAsync();
        string oldest = Path.Combine(Backup, "log", "tile", "entries", "000");
        Assert.True(File.Exists(oldest));

        AuditEvent given = new(PruningRecord.Kind) { Details = [new(PruningRecord.BelowDetail, "256")] };
        await _gateway.Service<IStore>().CommitAsync(new StoreChange { Log = [EntryEncoder.Encode(given, TimeProvider.System.GetUtcNow())], PruneLogBelow = 256 }, CancellationToken.None);
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        await MakeAsync();

        Assert.False(File.Exists(oldest));
        LogReport report = new LogVerifier(_gateway.Service<LogKeys>().Signer.VerifierKey, [], 0).Verify(Path.Combine(Backup, "log"), CancellationToken.None);
        Assert.True(report is { IsGood: true, PrunedBelow: 256 }, string.Join(' ', report.Faults));
    }

    [Fact]
    public async Task A_backup_whose_caller_has_gone_is_finished()
    {
        using CancellationTokenSource browser = new();
        using BackupDesk desk = new(
            _gateway.Service<BackupMaker>(), _gateway.Service<BackupOptions>(), new AuditOfOneWhoLeaves(_gateway.Service<IAudit>(), browser), _gateway.Service<IAlarms>(),
            _gateway.Service<IHostApplicationLifetime>(), NullLogger<BackupDesk>.Instance);

        BackupLabel made = await desk.MakeAsync(null, browser.Token);

        Assert.True(browser.IsCancellationRequested);
        Assert.Equal(made, desk.Last);
        Assert.False(desk.Making);
        Assert.Contains(await EntriesAsync(), e => e.Contains("\"backup.made\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_with_another_history_is_never_written_over()
    {
        await MakeAsync();
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(Backup, SqliteStore.FileName));
        await _gateway.StopAsync();
        // As where the disk was lost and somebody starts afresh under the same name.
        LoseEverythingButTheKeys();
        await using WholeGateway afresh = new() { More = ["--Backups:Folder", Backup, "--Backups:EveryHours", "0"] };
        await afresh.InitializeAsync();

        await Refused.AsAsync("backup_failed", async () => await new BackupsClient(afresh.Channel).MakeAsync(new MakeBackupRequest(), afresh.As(Roles.SystemAdministrator)));

        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Backup, SqliteStore.FileName)));
        Assert.Equal(0, Restore(Backup, _gateway.Data).Code);
    }

    [Fact]
    public async Task A_backup_that_fails_raises_one_alarm_and_says_why_until_one_succeeds()
    {
        await MakeAsync();
        string log = Path.Combine(Backup, "log");
        Directory.Move(log, log + ".away");
        await File.WriteAllTextAsync(log, "in the way");

        for (int i = 0; i < 2; i++) { await Refused.AsAsync("backup_failed", async () => await MakeAsync()); }

        Assert.Single(await EntriesAsync(), e => e.Contains("\"backup.failed\"", StringComparison.Ordinal));
        DescribeBackupsResponse told = await Backups.DescribeAsync(new DescribeBackupsRequest(), _gateway.As(Roles.SystemAdministrator));
        Assert.NotEmpty(told.Trouble);
        File.Delete(log);
        Directory.Move(log + ".away", log);
        await MakeAsync();
        Assert.Empty((await Backups.DescribeAsync(new DescribeBackupsRequest(), _gateway.As(Roles.SystemAdministrator))).Trouble);
    }

    [Fact]
    public async Task A_backup_broken_off_at_any_point_leaves_one_that_can_be_put_back()
    {
        // The very first one, broken off: nothing is called a backup, and the next one goes on.
        Directory.CreateDirectory(Path.Combine(Backup, SqliteStore.FileName + ".new"));
        await Refused.AsAsync("backup_failed", async () => await MakeAsync());
        Assert.Equal(1, Restore(Backup, Path.Combine(_temp, "none")).Code);
        Directory.Delete(Path.Combine(Backup, SqliteStore.FileName + ".new"));
        await MakeAsync();

        // A later one: tiles, evidence and keys are newer then than database and checkpoint.
        await _gateway.Service<IAudit>().RecordAsync(new AuditEvent("test"), CancellationToken.None);
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(Backup, SqliteStore.FileName + ".new"));
        await Refused.AsAsync("backup_failed", async () => await MakeAsync());
        await _gateway.StopAsync();
        LoseEverythingButTheKeys();

        (int code, string said) = Restore(Backup, _gateway.Data);
        Assert.True(code == 0, said);
        await _gateway.StartAgainAsync();
        Assert.Contains(await EntriesAsync(), e => e.Contains("\"log.restored\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_has_lost_a_tile_is_not_backed_up_and_stops_nobody()
    {
        // A full tile is never written again.
        IAudit audit = _gateway.Service<IAudit>();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => audit.RecordAsync(new AuditEvent("test"), CancellationToken.None).AsTask()));
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        File.Delete(Path.Combine(_gateway.Data, "log", "tile", "0", "000"));

        await Refused.AsAsync("backup_failed", async () => await MakeAsync());

        Assert.Single(await EntriesAsync(), e => e.Contains("\"backup.failed\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_and_leaves_nothing_behind()
    {
        await MakeAsync();
        foreach ((string lost, string why) in new[] { ("log/tile/entries/000.p", "The backup's log is not good"), ("store.db", "lacks store.db"), ("backup.json", "holds no whole backup") })
        {
            string path = Path.Combine(Backup, lost);
            Directory.Move(path, path + ".away");
            string target = Path.Combine(_temp, "target");

            (int code, string said) = Restore(Backup, target);

            Assert.Equal(1, code);
            Assert.Contains(why, said, StringComparison.Ordinal);
            Assert.False(Directory.Exists(target));
            Directory.Move(path + ".away", path);
        }
    }

    /// <summary>Of each, face and finger: whether the next one takes two officers.</summary>
    private async Task<IReadOnlyList<bool>> HadAsync(params PersonId[] persons)
    {
        Templates templates = _gateway.Service<Templates>();
        List<bool> had = [];
        foreach (PersonId person in persons)
        {
            foreach (Factor factor in EnrolmentTables.Factors) { had.Add(await templates.HasHadAsync(person, factor, CancellationToken.None)); }
        }
        return had;
    }

    private static (int Code, string Said) Restore(string from, string data)
    {
        using StringWriter said = new();
        return (BackupRestore.Run(["--from", from, "--data", data], said, said), said.ToString());
    }

    private void LoseEverythingButTheKeys()
    {
        foreach (string part in new[] { "store", "log", "evidence" })
        {
            if (Directory.Exists(Path.Combine(_gateway.Data, part))) { Directory.Delete(Path.Combine(_gateway.Data, part), recursive: true); }
        }
    }

    /// <summary>Whoever asked goes while the backup is being made, before it is on record.</summary>
    private sealed class AuditOfOneWhoLeaves(IAudit audit, CancellationTokenSource browser) : IAudit
    {
        public ValueTask<CommitOutcome> RecordAsync(AuditEvent happened, CancellationToken cancellation, params RowWrite[] rows) => RecordAsync([happened], cancellation, rows);

        public async ValueTask<CommitOutcome> RecordAsync(IReadOnlyList<AuditEvent> happened, CancellationToken cancellation, params RowWrite[] rows)
        {
            await browser.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return await audit.RecordAsync(happened, cancellation, rows);
        }
    }

    private async Task<Backup> MakeAsync() => (await Backups.MakeAsync(new MakeBackupRequest(), _gateway.As(Roles.SystemAdministrator))).Made;

    private async Task<string[]> EntriesAsync()
    {
        IStore store = _gateway.Service<IStore>();
        return [.. (await store.ReadLogAsync(0, 4_096, CancellationToken.None)).Select(e => Encoding.UTF8.GetString(e.Entry))];
    }
}
