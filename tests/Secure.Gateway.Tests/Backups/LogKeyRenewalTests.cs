using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Backups;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Officers;
using Secure.Signatures;
using Secure.TestKit;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Backups;

/// <summary>The whole gateway over years: the log's key is renewed, and whoever pinned an earlier one verifies on.</summary>
public sealed class LogKeyRenewalTests : IAsyncLifetime
{
    // Keys count 366 days and are renewed in their last 60.
    private const int FirstRenewal = 310, FirstEnded = 400, SecondRenewal = 620, SecondEnded = 720;

    private readonly string _temp = Directory.CreateTempSubdirectory("secure-renewal-").FullName;
    private readonly WholeGateway _gateway;

    public LogKeyRenewalTests() => _gateway = new WholeGateway { More = ["--Backups:Folder", Backup, "--Backups:EveryHours", "0"] };

    private string Backup => Path.Combine(_temp, "backup");

    private string Log => Path.Combine(_gateway.Data, "log");

    private VerifierKey Newest => _gateway.Service<LogKeys>().Signer.VerifierKey;

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_temp, recursive: true);
    }

    [Fact]
    public async Task The_first_key_verifies_the_log_of_two_renewals_later_and_so_does_a_backup_put_back()
    {
        VerifierKey first = Newest;
        WitnessRecord cosigned = await CosignAsync();
        await OnAsync(FirstRenewal);
        VerifierKey second = Newest;
        Assert.NotEqual(first, second);
        // As long as both count, nobody has to follow anything.
        Assert.All((VerifierKey[])[first, second], key => Assert.True(Verify(key) is { IsGood: true, KeySteps.Count: 0 }));
        Assert.Equal([second.Id, first.Id], Checkpoint().Signatures.Select(s => s.KeyId));
        Assert.Equal([first.Id], Handover(0).Signatures.Select(s => s.KeyId));
        await GoVerifiesAsync(first);
        await GoVerifiesAsync(second);

        await OnAsync(FirstEnded);
        Assert.Equal([second.Id], Checkpoint().Signatures.Select(s => s.KeyId));
        KeyStep step = Assert.Single(GoodUnder(first).KeySteps);
        Assert.Equal((first, second, "handover/000"), (step.From, step.To, step.Handover));
        Assert.Equal(second, Assert.Single(await NamedAsync(), n => n.Index == step.Entry).Key);
        // A witness that was away all the while shows what only the first key signed.
        Assert.Equal(HelloVerdict.Ancestor, await JudgeAsync(cosigned));

        await OnAsync(SecondRenewal);
        await OnAsync(SecondEnded);
        VerifierKey third = Newest;
        Assert.Equal([second, third], GoodUnder(first).KeySteps.Select(s => s.To));
        Assert.Equal([third], GoodUnder(second).KeySteps.Select(s => s.To));
        Assert.Empty(GoodUnder(third).KeySteps);

        Assert.NotNull(await _gateway.Service<BackupDesk>().MakeAsync(null, CancellationToken.None));
        Assert.Equal(2, GoodUnder(first, Path.Combine(Backup, "log")).KeySteps.Count);
        await RestoreAsync(SecondEnded);
        Assert.Equal([second, third], GoodUnder(first).KeySteps.Select(s => s.To));
    }

    [Fact]
    public async Task A_renewal_that_is_newer_than_the_backup_put_back_is_recorded_again()
    {
        VerifierKey first = Newest;
        await _gateway.Service<BackupDesk>().MakeAsync(null, CancellationToken.None);
        await OnAsync(FirstRenewal);
        VerifierKey second = Newest;
        await RestoreAsync(FirstRenewal + 1);

        await OnAsync(FirstEnded);

        Assert.Equal(second, Newest);
        Assert.Equal([second], GoodUnder(first).KeySteps.Select(s => s.To));
        Assert.Single(await NamedAsync());
    }

    [Fact]
    public async Task A_renewal_broken_off_before_the_list_was_written_goes_on_with_the_key_that_the_log_names()
    {
        VerifierKey first = Newest;
        string inTheWay = Path.Combine(_gateway.Data, "keys", ".key-list.new");
        Directory.CreateDirectory(inTheWay);
        await OnAsync(FirstRenewal);
        Assert.Equal(first, Newest);
        Assert.Equal([first.Id], Checkpoint().Signatures.Select(s => s.KeyId));
        Directory.Delete(inTheWay);

        Assert.True(await _gateway.Service<KeyListUpkeep>().BringUpToDateAsync(CancellationToken.None));

        (long, VerifierKey Key)[] named = await NamedAsync();
        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.Equal(Newest, n.Key));
        // The same entries, now with the new signature too: nobody waits for the next thing to happen.
        await Eventually.True(() => Checkpoint().Signatures.Select(s => s.KeyId).SequenceEqual([Newest.Id, first.Id]));
        await OnAsync(FirstEnded);
        Assert.Equal(Newest, GoodUnder(first).KeySteps[0].To);
    }

    [Fact]
    public async Task The_sites_next_log_has_renewals_of_its_own()
    {
        await OnAsync(FirstRenewal);
        await _gateway.StopAsync();
        using StringWriter said = new();
        Roles[] three = [Roles.SystemAdministrator, Roles.SecurityOfficer, Roles.SecurityAuditor];
        using StringReader typed = new(string.Concat(three.Select(r => $"{WholeGateway.AccountOf(r)}\n{WholeGateway.PasswordOfAll}\n")));
        Assert.True(await NewOrigin.RunAsync(["--reason", "disk lost", .. _gateway.Arguments], _gateway.Clock, typed, said, said) == 0, said.ToString());
        await OnAsync(FirstRenewal + 1);
        VerifierKey begun = Newest;
        Assert.Empty(GoodUnder(begun).KeySteps);

        await OnAsync(SecondRenewal + FirstRenewal);
        await OnAsync(SecondRenewal + FirstEnded);

        Assert.EndsWith("/log-2", Newest.Name, StringComparison.Ordinal);
        Assert.Equal([Newest], GoodUnder(begun).KeySteps.Select(s => s.To));
    }

    /// <summary>Starts again that many days after the beginning, and waits until all is published.</summary>
    private async Task OnAsync(int day)
    {
        await _gateway.StopAsync();
        _gateway.Clock = new MovedTime(TimeSpan.FromDays(day));
        await _gateway.StartAgainAsync();
        await _gateway.Service<IAudit>().RecordAsync(new AuditEvent("test"), CancellationToken.None);
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
    }

    private async Task RestoreAsync(int day)
    {
        await _gateway.StopAsync();
        foreach (string part in new[] { "store", "log", "evidence" })
        {
            if (Directory.Exists(Path.Combine(_gateway.Data, part))) { Directory.Delete(Path.Combine(_gateway.Data, part), recursive: true); }
        }
        using StringWriter said = new();
        Assert.True(BackupRestore.Run(["--from", Backup, "--data", _gateway.Data], said, said) == 0, said.ToString());
        await OnAsync(day);
    }

    private LogReport Verify(VerifierKey pinned, string? folder = null) => new LogVerifier(pinned, [], 0).Verify(folder ?? Log, CancellationToken.None);

    private LogReport GoodUnder(VerifierKey pinned, string? folder = null)
    {
        LogReport report = Verify(pinned, folder);
        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        return report;
    }

    private SignedNote Checkpoint() => NoteOf("checkpoint");

    private SignedNote Handover(int number) => NoteOf(TileFolder.HandoverPath(number));

    private SignedNote NoteOf(string path) => SignedNote.TryParse(File.ReadAllBytes(Path.Combine(Log, path)), out SignedNote? note) ? note : throw new InvalidDataException(path);

    private async Task<WitnessRecord> CosignAsync()
    {
        await _gateway.Service<Publisher>().PublishAsync(CancellationToken.None);
        PublishedLog latest = _gateway.Service<Publisher>().Current!;
        return new WitnessRecord(latest.Checkpoint.Origin, latest.Size, latest.Checkpoint.Root, SignedNote.Create(latest.Note.Text, [.. latest.Note.Signatures, WitnessPen().Sign(latest.Note.Text)]));
    }

    private async Task<HelloVerdict> JudgeAsync(WitnessRecord cosigned)
    {
        Publisher publisher = _gateway.Service<Publisher>();
        TileHashReader hashes = new(publisher.Tiles, publisher.Current!.Size);
        return (await HelloRules.JudgeAsync(cosigned.Note.ToBytes(), WitnessPen().VerifierKey, _gateway.Service<LogKeys>().Logs, cosignedBefore: true, publisher.Current.Size, hashes, CancellationToken.None)).Verdict;
    }

    private static Cosigner WitnessPen() => new("site/witness/agent", Ed25519PrivateKey.FromSeed(new byte[32]), TimeProvider.System);

    private async Task GoVerifiesAsync(VerifierKey key)
    {
        if (!ForeignVerifier.Exists) { return; }
        (int exit, string said) = await ForeignVerifier.RunAsync(Log, key);
        Assert.True(exit == 0, said);
    }

    /// <summary>The entries that name a key, with their indices.</summary>
    private async Task<(long Index, VerifierKey Key)[]> NamedAsync() =>
    [
        .. from entry in await _gateway.Service<IStore>().ReadLogAsync(0, 4_096, CancellationToken.None)
           let key = KeyAnnouncement.Read(entry.Entry, _gateway.Service<LogKeys>().Origin)
           where key is not null
           select (entry.Index, key),
    ];

    private sealed class MovedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
