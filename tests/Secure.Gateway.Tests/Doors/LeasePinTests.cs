using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.DoorMessages;
using Secure.Gateway.Alerts;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Doors;
using Secure.Gateway.Identity;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>Rooms that ask for a PIN, in the leases of controllers that lose the gateway.</summary>
public sealed class LeasePinTests : IAsyncLifetime
{
    private const string Pin = "402917", Duress = "730184";

    private static readonly byte[] Key = SHA256.HashData("lease key"u8);

    private DoorsRig _rig = null!;

    private PersonPins Pins => _rig.Services.GetRequiredService<PersonPins>();

    public async ValueTask InitializeAsync()
    {
        _rig = await DoorsRig.StartAsync();
        SiteSnapshot site = _rig.Site.Current;
        _rig.Site.Replace(site with
        {
            Rooms = site.Rooms.ToDictionary(r => r.Key, r => r.Key.Text == "archive" ? r.Value with { Entry = [Factor.Badge, Factor.Pin] } : r.Value),
            Doors = site.Doors.ToDictionary(d => d.Key, d => d.Key.Text == "archive" ? d.Value with { Offline = true } : d.Value),
        });
        await WriteAsync(Pins.Write(DoorsRig.WangFang, Pin, Duress, 0));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_lease_lets_pass_with_a_pin_whoever_has_one_and_nobody_without()
    {
        (Lease lease, LeasePins? apart) = await AskAsync();
        LeasePinBadge badge = Assert.Single(apart!.Groups.SelectMany(g => g.Badges));
        Assert.Equal((lease.Number, lease.Request), (apart.Number, apart.Request));
        Assert.Equal(["archive-in"], apart.Groups.SelectMany(g => g.Rights).Select(r => r.Reader.Text));
        Assert.DoesNotContain("archive-in", lease.Groups.SelectMany(g => g.Rights).Select(r => r.Reader.Text));
        Assert.Equal(LeaseKey.HashOf(Key, DoorsRig.Wang), badge.Badge.Hash);
        Assert.Equal(lease.Groups.SelectMany(g => g.Badges).Single(b => b.Hash.SequenceEqual(badge.Badge.Hash)).Handle, badge.Badge.Handle);

        PinVerifiers verifiers = PinVerifiers.Open(Key, lease.Number, badge.Badge.Handle, badge.Verifiers)!;
        Assert.True(Argon2.Verify(verifiers.Pin, Pin) && Argon2.Verify(verifiers.Duress, Duress));
        Assert.False(Argon2.Verify(verifiers.Pin, Duress) || Argon2.Verify(verifiers.Duress, Pin));
        JsonElement entry = (await _rig.EntriesAsync()).Last(e => e.GetProperty("kind").GetString() == LeaseIssuer.Kind);
        Assert.Equal("archive,lobby", entry.GetProperty("details").GetProperty("doors").GetString());
    }

    [Fact]
    public async Task A_pin_that_is_disabled_or_taken_away_is_in_no_lease()
    {
        await WriteAsync(new RowWrite(StepUpTables.Disabled, StepUpTables.KeyOf(DoorsRig.WangFang, Factor.Pin), [1]));
        Assert.Null((await AskAsync()).Pins);
        await WriteAsync(new RowWrite(StepUpTables.Disabled, StepUpTables.KeyOf(DoorsRig.WangFang, Factor.Pin), null));
        Assert.NotNull((await AskAsync()).Pins);
        await WriteAsync(PersonPins.Remove(DoorsRig.WangFang, await Pins.VersionAsync(DoorsRig.WangFang, CancellationToken.None)));
        Assert.Null((await AskAsync()).Pins);
    }

    [Theory]
    [InlineData(StepUpTables.Counters, "/door:archive")]
    [InlineData(StepUpTables.Counters, "/door:vault")]
    [InlineData(StepUpTables.Disabled, "")]
    public async Task A_pin_of_which_a_record_of_failures_was_altered_past_the_store_is_in_no_lease_until_it_is_gone(string table, string place)
    {
        string key = StepUpTables.KeyOf(DoorsRig.WangFang, Factor.Pin) + place;
        await WriteAsync(new RowWrite(table, key, StepUpTables.ToRow(FactorCounter.Clean)));
        await _rig.RestartAsync(folder => DoorsRig.Alter(folder, $"UPDATE rows SET value = x'7b7d' WHERE key = '{key}'"));
        await _rig.TakeAsync(_rig.House.Beat());
        Assert.Null((await AskAsync()).Pins);
        Assert.Equal(["store.tampered"], await _rig.AlarmsAsync());
        await WriteAsync(new RowWrite(table, key, null));
        Assert.NotNull((await AskAsync()).Pins);
    }

    [Fact]
    public async Task Somebody_elses_altered_count_and_one_of_another_factor_keep_no_pin_out()
    {
        string[] keys = [StepUpTables.KeyOf(PersonId.Parse("wang-fang-2"), Factor.Pin, "door:archive"), StepUpTables.KeyOf(DoorsRig.WangFang, Factor.Face, "door:archive")];
        foreach (string key in keys) { await WriteAsync(new RowWrite(StepUpTables.Counters, key, StepUpTables.ToRow(FactorCounter.Clean))); }
        await _rig.RestartAsync(folder => DoorsRig.Alter(folder, "UPDATE rows SET value = x'7b7d' WHERE key LIKE 'wang-fang%/door:archive'"));
        await _rig.TakeAsync(_rig.House.Beat());
        Assert.NotNull((await AskAsync()).Pins);
        Assert.Empty(await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task A_controller_is_told_to_ask_anew_when_somebodys_pin_has_changed()
    {
        LeaseHints hints = _rig.Services.GetServices<IHostedService>().OfType<LeaseHints>().Single();
        await hints.StartAsync(CancellationToken.None);
        Pins.TellChanged();
        for (int i = 0; i < 2_000 && !_rig.Broker.Down.Any(d => d.Message.MessageCase == ToController.MessageOneofCase.LeaseDue); i++)
        {
            _rig.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        Assert.Contains(_rig.Broker.Down, d => d.Message.MessageCase == ToController.MessageOneofCase.LeaseDue);
        await hints.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_entry_by_a_duress_pin_is_told_as_any_other_and_only_alerts_know()
    {
        (Lease lease, LeasePins? apart) = await AskAsync();
        LeasePinBadge badge = apart!.Groups.SelectMany(g => g.Badges).Single();
        await EnterAsync(LeaseEntry.IdOf(lease.Number, badge.Passed));
        Assert.Empty(_rig.Services.GetRequiredService<AlertBook>().Open());
        await EnterAsync(LeaseEntry.IdOf(lease.Number, badge.Forced));

        List<JsonElement> log = await _rig.EntriesAsync();
        JsonElement[] told = [.. log.Where(e => e.TryGetProperty("details", out JsonElement details) && details.TryGetProperty("event", out JsonElement kind) && kind.GetString() == "EntryOffline")];
        Assert.Equal(["wang-fang", "wang-fang"], told.Select(e => e.GetProperty("person").GetString()));
        Assert.All(told, e => Assert.Equal(LeaseEntry.IdOf(lease.Number, badge.Badge.Handle), e.GetProperty("details").GetProperty("decision_id").GetString()));
        Assert.Single(told.Select(e => e.GetProperty("details").GetProperty("note").GetString()!.Length).Distinct());
        string forced = badge.Forced.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), passed = badge.Passed.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        Assert.DoesNotContain(log, e => e.ToString().Contains(forced, StringComparison.Ordinal) || e.ToString().Contains(passed, StringComparison.Ordinal) || e.ToString().Contains("duress", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await _rig.AlarmsAsync());
        Gateway.Alerts.Alert alert = Assert.Single(_rig.Services.GetRequiredService<AlertBook>().Open());
        Assert.Equal((DuressNotes.Code, true, "wang-fang", "archive"), (alert.Code, alert.Silent, alert.About.Person, alert.About.Door));
    }

    [Fact]
    public async Task Duress_at_a_door_that_then_refused_calls_for_help_and_too_many_wrong_pins_alarm()
    {
        (Lease lease, LeasePins? apart) = await AskAsync();
        LeasePinBadge badge = apart!.Groups.SelectMany(g => g.Badges).Single();
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.EntryUnanswered, "archive", "archive-in", decision: LeaseEntry.IdOf(lease.Number, badge.Badge.Handle), reason: "lease_pin_locked"));
        Assert.Equal(["door.pin_locked"], await _rig.AlarmsAsync());
        await _rig.TakeAsync(_rig.House.Tell(DoorEventKind.EntryUnanswered, "archive", "archive-in", decision: LeaseEntry.IdOf(lease.Number, badge.Forced), reason: "occupancy_full"));
        Assert.Contains(_rig.Services.GetRequiredService<AlertBook>().Open(), a => a.Code == DuressNotes.Code);
    }

    [Fact]
    public void Many_badges_with_pins_are_cut_into_parts_that_fit()
    {
        Door door = _rig.Site.Current.Doors[DoorId.Parse("archive")];
        Decisions.PassRight[] rights = [new(door, door.Readers[0], [new Decisions.PassSpan(TimeSpan.Zero, TimeSpan.FromHours(4))])];
        BadgeNumber[] badges = [.. Enumerable.Range(0, 200).Select(i => BadgeNumber.H10301(1, (ushort)i))];
        PinVerifiers verifiers = new(new string('a', 97), new string('b', 97));
        IReadOnlyList<IReadOnlyList<LeasePinGroup>> parts = LeasePacking.PinParts(
            [new Decisions.PassGroup(rights, badges), new Decisions.PassGroup(rights, badges)],
            b => b == badges[7] ? null : new LeasePinBadge(new LeaseBadge(LeaseKey.HashOf(Key, b), 1), 2, 3, verifiers.Seal(Key, 1, 1)));
        Assert.Equal(2 * 199, parts.SelectMany(p => p).Sum(g => g.Badges.Count));
        Assert.True(parts.Count > 1);
        foreach (IReadOnlyList<LeasePinGroup> part in parts)
        {
            byte[] signed = new LeasePins(DeviceId.Parse(new string('c', 63)), ulong.MaxValue, Token128.NewRandom(), 0, 1, part).Sign(_rig.Keys.Lease);
            Assert.True(Record.TryVerify(signed, [_rig.Keys.Lease.PublicKey], out LeasePins? _));
        }
        Assert.Empty(LeasePacking.PinParts([], b => null));
    }

    private Task EnterAsync(string id) => _rig.TakeAsync(
        _rig.House.Tell(DoorEventKind.EntryOffline, "archive", "archive-in", decision: id), _rig.House.Tell(DoorEventKind.Opened, "archive", "archive-in", decision: id));

    private async Task WriteAsync(RowWrite row) =>
        Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(new Gateway.Audit.AuditEvent("test"), CancellationToken.None, row));

    private async Task<(Lease Lease, LeasePins? Pins)> AskAsync()
    {
        int before = _rig.Broker.Down.Count();
        Token128 request = Token128.NewRandom();
        LeaseRequest asked = new(_rig.House.Id, _rig.House.Boot, request, _rig.House.Time, LeaseRequest.Seal(_rig.Keys.Sealing.ExportSubjectPublicKeyInfo(), request, Key));
        Assert.True(await _rig.Services.GetRequiredService<LeaseIssuer>().AnswerAsync(asked, CancellationToken.None));
        byte[][] sent = [.. _rig.Broker.Down.Skip(before).Where(d => d.Message.MessageCase == ToController.MessageOneofCase.LeaseRecord).Select(d => d.Message.LeaseRecord.ToByteArray())];
        return (One<Lease>(sent)!, One<LeasePins>(sent));
    }

    private T? One<T>(byte[][] sent) where T : class, IRecord<T> =>
        sent.Select(s => Record.TryVerify(s, [_rig.Keys.Lease.PublicKey], out T? read) ? read : null).SingleOrDefault(r => r is not null);
}
