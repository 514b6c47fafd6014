using System.Security.Cryptography;

namespace Secure.EdgeAgent.Outboxes;

/// <summary>An entry of a controller's journal: its number, and the SHA-256 of its signed record, which tells it from another journal's entry of that number.</summary>
internal sealed record StoredEvent(ulong Sequence, byte[] Hash)
{
    /// <summary>Nothing is stored: number 0, no hash.</summary>
    public static readonly StoredEvent None = new(0, []);

    public static StoredEvent Of(ulong sequence, byte[] record) => new(sequence, SHA256.HashData(record));

    public bool Is(ulong sequence, byte[] record) => Sequence == sequence && Is(Of(sequence, record));

    public bool Is(StoredEvent other) => Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);
}
