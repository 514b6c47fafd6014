using System.Text;
using Microsoft.Extensions.Logging;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site;
using Secure.Gateway.Storage;
using Secure.Gateway.Storage.Sqlite;
using Secure.Gateway.Tests.Grpc;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Site;

/// <summary>What becomes of a site file over several starts of the gateway, on a real store.</summary>
public sealed class SiteKeeperTests : IAsyncDisposable
{
    private static readonly string Changed = SiteFileTests.Replace(DemoSite.Text, "zh: 大厅,", "zh: 门厅,");

    private readonly TempStore _store = TempStore.Open(null, SiteKeeper.Table);
    private readonly string _file = Path.GetTempFileName();
    private readonly LogLines _log = new();
    private readonly ManualTime _clock = new();

    [Fact]
    public async Task An_empty_store_takes_the_file_and_records_it()
    {
        SiteKeeper site = await StartAsync(DemoSite.Text);
        Assert.Equal("demo", site.Current.Name);
        Assert.Equal(1UL, site.Current.Revision);
        Assert.Single(await EntriesAsync(AuditKinds.SiteApplied));
        Assert.Null(site.Status.Pending);
    }

    [Fact]
    public async Task The_next_start_needs_no_file()
    {
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync(null);
        Assert.Equal(4, site.Current.Persons.Count);
        Assert.Single(await EntriesAsync(AuditKinds.SiteApplied));
    }

    [Fact]
    public async Task A_later_difference_waits_is_shown_and_recorded_once()
    {
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync(Changed);
        Assert.Equal(1UL, site.Current.Revision);
        Assert.Equal(["- rooms.lobby.name.zh: 大厅", "+ rooms.lobby.name.zh: 门厅"], site.Status.Pending!.Changes.Select(c => c.ToString()));
        Assert.Equal("大厅", site.Current.Rooms[Vocabulary.RoomId.Parse("lobby")].Name.Zh);
        DateTimeOffset since = site.Status.Pending.Since;
        _clock.Advance(TimeSpan.FromDays(1));
        site = await RestartAsync(Changed);
        Assert.Equal(since, site.Status.Pending!.Since);
        Assert.Single(await EntriesAsync(AuditKinds.SitePending));
    }

    [Fact]
    public async Task The_log_names_what_would_change_and_not_into_what()
    {
        await StartAsync(DemoSite.Text);
        await RestartAsync(Changed);
        string entry = Assert.Single(await EntriesAsync(AuditKinds.SitePending));
        Assert.Contains("rooms.lobby.name", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("门厅", entry, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.All, l => l.Contains("门厅", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name: 张伟", "name: 张小伟")]
    [InlineData("  - {person: zhang-wei, facility: 1, number: 1001}", "  - {person: zhang-wei, facility: 1, number: 2001}")]
    public async Task A_later_difference_in_persons_or_badges_counts_for_nothing(string old, string now)
    {
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync(SiteFileTests.Replace(DemoSite.Text, old, now));
        Assert.Null(site.Status.Pending);
        Assert.Empty(await EntriesAsync(AuditKinds.SitePending));
        Assert.DoesNotContain(_log.All, l => l.Contains('张'));
    }

    [Fact]
    public async Task The_people_on_record_stand_in_for_the_files()
    {
        SiteKeeper site = await StartAsync(DemoSite.Text);
        Person zhang = site.Current.Persons[Vocabulary.PersonId.Parse("zhang-wei")];
        SiteSnapshot? told = null;
        site.Replaced += s => told = s;
        site.UsePeople(new Dictionary<Vocabulary.PersonId, Person> { [zhang.Id] = zhang with { Active = false } }, new Dictionary<string, Badge>());
        Assert.Same(site.Current, told);
        Assert.False(Assert.Single(site.Current.Persons.Values).Active);
        Assert.Empty(site.Current.Badges);
        Assert.Equal((1UL, 5), (site.Current.Revision, site.Current.Rooms.Count));
    }

    [Fact]
    public async Task A_rule_may_name_who_has_joined_since_and_nobody_who_is_on_no_record()
    {
        string named = SiteFileTests.Replace(DemoSite.Text, "who: {departments: [research]}", "who: {departments: [research], persons: [newcomer]}");
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync(named);
        Assert.Null(site.Status.Pending);
        Assert.Contains("names person newcomer", Assert.Single(site.Status.FileFaults).Text.En, StringComparison.Ordinal);

        Person joined = new(Vocabulary.PersonId.Parse("newcomer"), "新人", null, [], Vocabulary.Classification.Public, Active: true, null);
        site.UsePeople(new Dictionary<Vocabulary.PersonId, Person>(site.Current.Persons) { [joined.Id] = joined }, new Dictionary<string, Badge>());
        await site.LookAsync(CancellationToken.None);
        Assert.Empty(site.Status.FileFaults);
        Assert.Contains(site.Status.Pending!.Changes, c => c.ToString().Contains("newcomer", StringComparison.Ordinal));

        // Approved with him, it is in force again at the next start, before anybody's record has been read.
        StoredSite approved = new(2, _clock.GetUtcNow(), named);
        site.Take(approved);
        Assert.Contains(site.Current.Rules, r => r.Persons.Contains(joined.Id));
    }

    [Fact]
    public async Task Comments_and_layout_are_no_difference()
    {
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync("# looked through in March\n" + DemoSite.Text.Replace("site: demo", "site:   \"demo\"", StringComparison.Ordinal));
        Assert.Null(site.Status.Pending);
    }

    [Fact]
    public async Task A_withdrawn_change_waits_no_longer()
    {
        await StartAsync(DemoSite.Text);
        await RestartAsync(Changed);
        SiteKeeper site = await RestartAsync(DemoSite.Text);
        Assert.Null(site.Status.Pending);
        Assert.Equal(2, (await EntriesAsync(AuditKinds.SitePending)).Count);
        Assert.Null((await RestartAsync(null)).Status.Pending);
    }

    [Fact]
    public async Task A_faulty_file_stops_a_first_start_and_changes_nothing_later()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("site: demo"));
        Assert.Contains("rooms", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, _store.Store.LogSize);
        await StartAsync(DemoSite.Text);
        SiteKeeper site = await RestartAsync("site: demo");
        Assert.Equal("demo", site.Current.Name);
        Assert.NotEmpty(site.Status.FileFaults);
        Assert.Null(site.Status.Pending);
    }

    [Fact]
    public async Task Without_a_file_an_empty_store_denies_all()
    {
        SiteKeeper site = await StartAsync(null);
        Assert.Equal(0UL, site.Current.Revision);
        Assert.False(site.Current.Tampered);
        Assert.Empty(site.Current.Persons);
    }

    [Theory]
    [InlineData("UPDATE rows SET value = CAST(replace(CAST(value AS TEXT), 'everyone: true', 'persons: [x] ') AS BLOB) WHERE tbl = 'site'")]
    [InlineData("DELETE FROM rows WHERE tbl = 'site'")]
    public async Task A_site_changed_behind_the_gateways_back_denies_all_and_alarms(string behind)
    {
        await StartAsync(DemoSite.Text);
        await TamperAsync(behind);
        SiteKeeper site = await RestartAsync(Changed, reopen: false);
        Assert.True(site.Current.Tampered);
        Assert.True(site.Status.Tampered);
        Assert.Empty(site.Current.Rules);
        Assert.Contains("site.tampered", Assert.Single(await EntriesAsync(AuditKinds.Alarm)), StringComparison.Ordinal);
        SessionFacts facts = new("s", Vocabulary.PersonId.Parse("zhang-wei"), null, WorkstationSource.None, new Dictionary<Vocabulary.Factor, DateTimeOffset>(), false);
        Verdict verdict = SessionRules.Decide(site.Current, new SessionQuestion("material", "canteen-menu", "read", ObligationSet.All, facts, PresenceFact.NeverSeen, _clock.GetUtcNow()));
        site.UsePeople(DemoSite.Snapshot().Persons, DemoSite.Snapshot().Badges);
        Assert.Empty(site.Current.Persons);
        Assert.Equal(Vocabulary.DenyReason.IntegrityFailure, Assert.IsType<Vocabulary.Decision.Deny>(verdict.Decision).Reason);
    }

    [Fact]
    public async Task Checking_a_file_tells_all_its_faults_and_counts_them()
    {
        await File.WriteAllTextAsync(_file, DemoSite.Text.Replace("tier: 1", "tier: 7", StringComparison.Ordinal).Replace("agent: agent-01", "agent: x", StringComparison.Ordinal));
        StringWriter output = new();
        Assert.Equal(1, await SiteCheck.RunAsync(_file, output, CancellationToken.None));
        Assert.Contains("rooms.lobby.tier", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 faults", output.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, DemoSite.Text);
        Assert.Equal(0, await SiteCheck.RunAsync(_file, output, CancellationToken.None));
        Assert.Equal(2, await SiteCheck.RunAsync(_file + ".absent", output, CancellationToken.None));
        Assert.Equal(1, await SiteCheck.RunAsync("/dev/zero", output, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        File.Delete(_file);
    }

    private async Task<SiteKeeper> StartAsync(string? text)
    {
        if (text is not null) { await File.WriteAllTextAsync(_file, text); }
        Recorder recorder = new(_store.Store, _clock);
        using ILoggerFactory factory = LoggerFactory.Create(b => b.AddProvider(_log));
        SiteKeeper keeper = new(_store.Store, recorder, recorder, new SiteOptions { File = text is null ? null : _file }, _clock, factory.CreateLogger<SiteKeeper>());
        await keeper.LoadAsync(CancellationToken.None);
        return keeper;
    }

    private async Task<SiteKeeper> RestartAsync(string? text, bool reopen = true)
    {
        if (reopen) { await _store.ReopenAsync(); }
        return await StartAsync(text);
    }

    private async Task TamperAsync(string sql)
    {
        await _store.Store.DisposeAsync();
        using (Connection database = Connection.OpenWriter(Path.Combine(_store.Folder, "store.db"))) { database.Execute(sql); }
        await _store.ReopenAsync();
    }

    private async Task<IReadOnlyList<string>> EntriesAsync(string kind)
    {
        LogPage page = await _store.Store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Kind: kind), NewestFirst = false }, CancellationToken.None);
        return [.. page.Entries.Select(e => Encoding.UTF8.GetString(e.Entry))];
    }
}
