using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>
/// The encrypted word about duress in the entries of the log: AES-256-GCM of one byte, bound to its decision. A person who reads the log
/// sees one in every entry by PIN, and cannot tell them apart.
/// </summary>
/// <param name="key">32 bytes, derived from the site master key.</param>
internal sealed class DuressNotes(Lazy<byte[]> key)
{
    internal const string Code = "entry.duress";
    private const string Detail = "note";
    private const string Decision = "decision_id";
    private const int NonceBytes = 12, TagBytes = 16;

    internal KeyValuePair<string, string> Make(string decisionId, bool duress)
    {
        byte[] box = new byte[NonceBytes + TagBytes + 1];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(key.Value, TagBytes);
        cipher.Encrypt(box.AsSpan(0, NonceBytes), [duress ? (byte)1 : (byte)0], box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(decisionId));
        return new(Detail, Convert.ToBase64String(box));
    }

    /// <summary>The entry holds such a word, whichever it says.</summary>
    internal static bool IsNoted(AuditEvent happened)
    {
        if (happened.Kind is not (AuditKinds.EntryGranted or AuditKinds.EntryDenied or AuditKinds.DoorEvent)) { return false; }
        foreach (KeyValuePair<string, string> detail in happened.Details) { if (detail.Key == Detail) { return true; } }
        return false;
    }

    /// <summary>The alarm that an entry's note stands for; null where it has none, or says that all is well.</summary>
    internal AuditEvent? AlarmOf(AuditEvent happened)
    {
        if (!IsNoted(happened)) { return null; }
        string? note = null, decision = null;
        foreach (KeyValuePair<string, string> detail in happened.Details)
        {
            if (detail.Key == Detail) { note = detail.Value; }
            if (detail.Key == Decision) { decision = detail.Value; }
        }
        if (note is null || decision is null || !Says(note, decision)) { return null; }
        return new AuditEvent(AuditKinds.Alarm)
        {
            Person = happened.Person,
            Device = happened.Device,
            Door = happened.Door,
            Room = happened.Room,
            Reasons = [Code],
            Details = [new(AlarmEntries.Text, "胁迫报警：该人员被迫开门，请勿惊动现场 · duress: this person was forced to open; do nothing that shows"), new(AlarmEntries.DecisionId, decision)],
        };
    }

    private bool Says(string note, string decision)
    {
        byte[] box = new byte[NonceBytes + TagBytes + 1], said = new byte[1];
        if (!Convert.TryFromBase64String(note, box, out int length) || length != box.Length) { return false; }
        try
        {
            using AesGcm cipher = new(key.Value, TagBytes);
            cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), said, Encoding.UTF8.GetBytes(decision));
            return said[0] == 1;
        }
        catch (CryptographicException) { return false; }
    }
}

/// <summary>Duress as the other slices see it.</summary>
internal sealed class Duress(DuressNotes notes, AlertBook book) : IDuress
{
    public KeyValuePair<string, string> Note(string decisionId, bool duress) => notes.Make(decisionId, duress);

    public bool IsUnder(PersonId person) => book.IsUnderDuress(person.Text);
}
