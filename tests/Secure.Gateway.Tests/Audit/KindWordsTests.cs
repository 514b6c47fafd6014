using System.Reflection;
using System.Text.RegularExpressions;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.StepUp;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Audit;

/// <summary>Nobody has to read a code where the log is shown.</summary>
public sealed partial class KindWordsTests
{
    /// <summary>What the gateway's sources name in the same form and is no kind of entry. A new name is a kind, which needs words, or stands here.</summary>
    private static readonly HashSet<string> Others = [.. (
        // Alarms, which are entries of the kind "alarm".
        """
        backup.failed biometrics.enrolled_twice device.foreign_topic device.message_refused device.queue_broken device.queue_replayed device.queue_restarted
        device.retained_message door.bad_cards door.battery_low door.box_opened door.break_glass door.break_glass_refused door.clock_wrong door.controller_silent door.event_forged
        door.event_wrong_agent door.fault door.fire door.forced door.held door.jammed door.journal_ door.journal_forked door.journal_gap door.journal_lost door.line_fault
        door.mains_lost door.pin_locked door.reader_attack door.reader_offline door.reader_power door.reader_swapped door.refusals door.tailgating
        door.tailgating_uncounted door.tampered door.was_offline entry.bad_signature entry.badge_unreadable entry.duress entry.malformed entry.pin_invalid
        entry.replayed entry.waiting_invalid entry.wrong_agent entry.wrong_door entry.wrong_reader evidence.nearly_full evidence.tampered factor.last_officer_delayed
        fleet.keys_end_soon log.broken log.rolled_back officer.recovery officer.sign_in_failures passkey.counter_back sensor.library_differs sensor.not_erased
        site.tampered stepup.failed stepup.not_secured store.full store.restored store.space_80 store.space_90 store.tampered witness.answer witness.refused
        """ +
        // Tables of the store.
        """
         biometrics.consents biometrics.sensors biometrics.templates fleet.devices fleet.enrollments fleet.rotations identity.accounts identity.pins officers.recovery
        officers.roles people.badges people.origin people.persons stepup.counters stepup.disabled stepup.shown
        """ +
        // Files.
        """
         acl.template authorities.pem backup.json broker.key broker.pem gateway.key gateway.pem index.html issuing.pem master.key mosquitto.conf mosquitto.conf.template
        restored.json revoked.pem root.key root.pem
        """ +
        // Tables of reports, fields of requests and of the site's file, gauges, what a passkey signs.
        """
         alerts.lines alerts.summary drills.steps drills.summary entries.lines entries.rooms handover.alerts handover.inside handover.modes handover.trouble review.alarms
        review.decisions review.kinds review.reads review.reasons review.rooms review.total unused.lines unused.persons unused.roles certificate.certificate_request
        certificate.code certificate.device certificate.kind certificate.signing_key certificate.witness_key retention.clip_bytes_max retention.clip_days
        retention.picture_days place.address place.badge place.present_in place.room place.workstation policy.tier_three_max_age resources.room
        secure.alerts.open secure.decisions secure.doors secure.grpc.failures secure.log.checkpoint secure.log.entries secure.sessions secure.store.ready
        webauthn.create webauthn.get
        """).Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Read by the store's reserve for older logs; the gateway writes neither.</summary>
    private static readonly string[] Unwritten = [AuditKinds.Failure, AuditKinds.Revoked];

    [Fact]
    public void Every_cause_for_which_a_proof_fails_has_words()
    {
        IEnumerable<string> causes = typeof(ChallengeRefusal).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<ChallengeRefusal>().Select(c => c.Code).Append(StepUpVerdicts.WrongPerson);
        Assert.Equal(causes.Order(StringComparer.Ordinal), ProofCauseWords.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_that_the_gateway_writes_has_words()
    {
        HashSet<string> named = [.. Sources().SelectMany(text => Dotted().Matches(text).Select(m => m.Groups[1].Value))];
        Assert.True(named.Count > 200, $"Only {named.Count} names were found in the sources.");
        string[] constants = [.. typeof(AuditKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];
        string[] wordless = [.. named.Concat(constants).Except(Others).Except(Unwritten).Except(KindWords.All.Keys)];
        Assert.Empty(wordless);
    }

    [Fact]
    public void No_words_are_for_a_kind_that_is_never_written()
    {
        string[] sources = [.. Sources()];
        string[] whole = [.. typeof(AuditKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];
        string[] unwritten = [.. KindWords.All.Keys.Except(whole).Where(kind => !sources.Any(text => IsWritten(text, kind)))];
        Assert.Empty(unwritten);
        string[] both = [.. Others.Intersect(KindWords.All.Keys)];
        Assert.Empty(both);
    }

    [Fact]
    public void Its_words_are_in_both_languages_and_no_two_kinds_share_them()
    {
        Assert.All(KindWords.All.Values, words =>
        {
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", words.Zh);
            Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", words.En);
            Assert.Matches("^[A-Z]", words.En);
        });
        foreach (Func<Sentence, string> language in (Func<Sentence, string>[])[words => words.Zh, words => words.En])
        {
            string[] shared = [.. KindWords.All.Values.GroupBy(language).Where(same => same.Count() > 1).Select(same => same.Key)];
            Assert.Empty(shared);
        }
    }

    [Fact]
    public void Everything_that_can_happen_at_a_door_has_words_on_the_page()
    {
        string words = File.ReadAllText(Path.Combine(Checkout.Root, "gateway", "console", "src", "app", "words", "doorDetail.ts"));
        string[] wordless = [.. Enum.GetNames<DoorEventKind>().Where(happened => !words.Contains($"  event{happened}: ['", StringComparison.Ordinal))];
        Assert.Empty(wordless);
    }

    private static bool IsWritten(string text, string kind) =>
        text.Contains($"\"{kind}\"", StringComparison.Ordinal)
        || (kind.StartsWith(AuditKinds.DoorEvent + ".", StringComparison.Ordinal) && text.Contains($"AuditKinds.DoorEvent + \"{kind[AuditKinds.DoorEvent.Length..]}\"", StringComparison.Ordinal));

    private static IEnumerable<string> Sources() =>
        from folder in (string[])[Path.Combine("gateway", "Secure.Gateway"), Path.Combine("protos", "Secure.TransparencyLog")]
        from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories)
        let parts = Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar)
        where !parts.Contains("obj") && !parts.Contains("bin") && parts[^1] != "KindWords.cs"
        select File.ReadAllText(file);

    [GeneratedRegex("\"([a-z_]+(?:\\.[a-z0-9_]+)+)\"")]
    private static partial Regex Dotted();
}
