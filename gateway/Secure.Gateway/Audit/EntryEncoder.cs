using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>
/// Writes an event as the one JSON object that is hashed into the log: fields in a fixed order, absent ones left out,
/// text as UTF-8. A reader needs no schema; <c>v</c> counts up if the meaning of a field ever changes.
/// </summary>
internal static class EntryEncoder
{
    private const int Version = 1;
    private const int DetailsMax = 32;
    private const byte LeafPrefix = 0; // RFC 6962, section 2.1

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };

    [ThreadStatic]
    private static Scratch? t_scratch;

    /// <summary>The entry with its leaf hash and search keys.</summary>
    /// <exception cref="ArgumentException">The event has too many details, or more text than an entry holds.</exception>
    public static LogAppend Encode(AuditEvent happened, DateTimeOffset now)
    {
        Scratch scratch = t_scratch ??= new Scratch();
        scratch.Begin();
        Write(scratch.Json, happened, now);
        scratch.Json.Flush();
        ReadOnlySpan<byte> prefixed = scratch.Bytes.WrittenSpan;
        if (prefixed.Length - 1 > StoreLimits.EntryBytes) { throw new ArgumentException("The event has more text than an entry holds.", nameof(happened)); }
        byte[] kept = new byte[StoreLimits.HashBytes + prefixed.Length - 1];
        SHA256.HashData(prefixed, kept);
        prefixed[1..].CopyTo(kept.AsSpan(StoreLimits.HashBytes));
        SearchKeys keys = new(happened.Kind, Cut(happened.Subject), Cut(happened.Person), Cut(happened.Room), Cut(happened.Door), Cut(happened.Resource), Cut(happened.Decision));
        return new LogAppend(kept.AsMemory(StoreLimits.HashBytes), kept.AsMemory(0, StoreLimits.HashBytes), now.ToUnixTimeMilliseconds(), keys);
    }

    private static string? Cut(string? key) => string.IsNullOrEmpty(key) ? null : key;

    private static void Write(Utf8JsonWriter json, AuditEvent e, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        json.WriteString("kind"u8, e.Kind);
        Time(json, "time"u8, now);
        Text(json, "subject"u8, e.Subject);
        Text(json, "person"u8, e.Person);
        Text(json, "session"u8, e.Session);
        Text(json, "device"u8, e.Device);
        Text(json, "door"u8, e.Door);
        Text(json, "room"u8, e.Room);
        Text(json, "workstation"u8, e.Workstation);
        Text(json, "resource"u8, e.Resource);
        Text(json, "action"u8, e.Action);
        Text(json, "decision"u8, e.Decision);
        Texts(json, "reasons"u8, e.Reasons);
        Text(json, "policy"u8, e.Policy);
        Texts(json, "factors"u8, e.Factors);
        Hashes(json, e.Evidence);
        if (e.EventTime is { } at) { Time(json, "event_time"u8, at); }
        Text(json, "clock"u8, e.ClockQuality);
        if (e.SourceSequence is { } sequence) { json.WriteNumber("source_seq"u8, sequence); }
        Details(json, e.Details);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (!string.IsNullOrEmpty(text)) { json.WriteString(name, text); }
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) { return; }
        json.WriteStartArray(name);
        for (int i = 0; i < texts.Count; i++) { json.WriteStringValue(texts[i]); }
        json.WriteEndArray();
    }

    private static void Hashes(Utf8JsonWriter json, IReadOnlyList<byte[]> hashes)
    {
        if (hashes.Count == 0) { return; }
        json.WriteStartArray("evidence"u8);
        for (int i = 0; i < hashes.Count; i++) { json.WriteStringValue(Convert.ToHexStringLower(hashes[i])); }
        json.WriteEndArray();
    }

    private static void Details(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> details)
    {
        if (details.Count == 0) { return; }
        if (details.Count > DetailsMax) { throw new ArgumentException($"An event has at most {DetailsMax} details."); }
        json.WriteStartObject("details"u8);
        for (int i = 0; i < details.Count; i++) { json.WriteString(details[i].Key, details[i].Value); }
        json.WriteEndObject();
    }

    // RFC 3339 in UTC with milliseconds.
    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[24];
        time.UtcDateTime.TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    /// <summary>Used again by the same thread: an entry costs the bytes that are kept and no more.</summary>
    private sealed class Scratch
    {
        public Scratch() => Json = new Utf8JsonWriter(Bytes, Options);

        public ArrayBufferWriter<byte> Bytes { get; } = new(1_024);

        public Utf8JsonWriter Json { get; }

        public void Begin()
        {
            Bytes.ResetWrittenCount();
            Bytes.GetSpan(1)[0] = LeafPrefix;
            Bytes.Advance(1);
            Json.Reset();
        }
    }
}
