using System.Text.Json;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Json;

namespace Secure.DoorController.State;

/// <summary>A reader as the file of readers holds it.</summary>
/// <param name="Key">Sealed: nonce, ciphertext, tag.</param>
/// <param name="Next">Sealed; on its way to the reader.</param>
/// <param name="NextUnsent">The key on its way has not been sent: the reader cannot hold it. Left out of the file where it is false.</param>
/// <param name="WasErased">It had a key, and may not be talked to in plain text. Left out of the file where it is false.</param>
internal sealed record StoredReader(string Id, ReaderIdentity? Identity, byte[]? Key, byte[]? Next, bool WasErased = false, bool NextUnsent = false)
{
    /// <exception cref="JsonException">The file is not what <see cref="WriteAll"/> wrote.</exception>
    internal static StoredReader[] ReadAll(byte[] utf8) => JsonFields.Read(utf8, file => file.List("Readers", Read));

    internal static byte[] WriteAll(IEnumerable<StoredReader> readers)
    {
        using MemoryStream utf8 = new();
        using (Utf8JsonWriter json = new(utf8))
        {
            json.WriteStartObject();
            json.WriteStartArray("Readers");
            foreach (StoredReader reader in readers) { reader.Write(json); }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return utf8.ToArray();
    }

    private static StoredReader Read(JsonFields json) => new(json.Text(nameof(Id)), json.ObjectOrNull(nameof(Identity), Known), json.BytesOrNull("Key"), json.BytesOrNull("Next"), json.Flag(nameof(WasErased), false), json.Flag(nameof(NextUnsent), false));

    private static ReaderIdentity Known(JsonFields json) => new(
        json.Natural("Vendor"), checked((byte)json.Natural("Model")), checked((byte)json.Natural("Version")), json.Natural("Serial"), json.Natural("Firmware"));

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString(nameof(Id), Id);
        if (Identity is { } known)
        {
            json.WriteStartObject(nameof(Identity));
            json.WriteNumber("Vendor", known.Vendor);
            json.WriteNumber("Model", known.Model);
            json.WriteNumber("Version", known.Version);
            json.WriteNumber("Serial", known.Serial);
            json.WriteNumber("Firmware", known.Firmware);
            json.WriteEndObject();
        }
        Write(json, "Key", Key);
        Write(json, "Next", Next);
        if (WasErased) { json.WriteBoolean(nameof(WasErased), true); }
        if (NextUnsent) { json.WriteBoolean(nameof(NextUnsent), true); }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, byte[]? box)
    {
        if (box is null) { json.WriteNull(name); }
        else { json.WriteBase64String(name, box); }
    }
}
