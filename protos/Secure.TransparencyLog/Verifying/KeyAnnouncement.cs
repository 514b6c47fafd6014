namespace Secure.TransparencyLog;

/// <summary>
/// The entry in which a log names the key that will sign for it next: a JSON object with <c>kind</c> <c>log.next_key</c> and
/// the key's text in <c>details.verifier_key</c>. By itself it proves nothing: an earlier key must have signed a tree that holds it.
/// </summary>
public static class KeyAnnouncement
{
    public const string Kind = "log.next_key";

    /// <summary>Name of the detail that holds the next key's text.</summary>
    public const string KeyDetail = "verifier_key";

    /// <summary>The key that an entry names for the log of this origin; null for every other entry. Never throws on what a stranger wrote.</summary>
    public static VerifierKey? Read(ReadOnlyMemory<byte> entry, string origin) =>
        EntryDetail.Read(entry, Kind, KeyDetail) is { } text && VerifierKey.TryParse(text, out var key) && key.Name == origin && key.Kind == NoteKeyKind.Ed25519
            ? key
            : null;
}
