using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;

namespace Secure.Grants;

/// <summary>One kind of signed record: how its body is written and read.</summary>
public interface IRecord<TSelf> where TSelf : class, IRecord<TSelf>
{
    static abstract RecordKind Kind { get; }

    void Write(CanonicalWriter writer);

    /// <exception cref="FormatException">The bytes do not fit.</exception>
    static abstract TSelf Read(ref CanonicalReader reader);
}

/// <summary>Signs and verifies records by their type.</summary>
public static class Record
{
    public static byte[] Sign<T>(this T record, Ed25519PrivateKey key) where T : class, IRecord<T>
    {
        CanonicalWriter writer = new();
        record.Write(writer);
        return SignedRecord.Sign(T.Kind, writer.Written, key);
    }

    /// <summary>The record where one of the keys signed it; false for anything else, in whatever way it is wrong.</summary>
    public static bool TryVerify<T>(ReadOnlySpan<byte> signed, IEnumerable<Ed25519PublicKey> keys, [NotNullWhen(true)] out T? record) where T : class, IRecord<T>
    {
        record = null;
        return SignedRecord.TryVerify(signed, T.Kind, keys, out byte[]? body) && TryRead(body, out record);
    }

    /// <summary>
    /// What the record claims, its signature not looked at. Use it only to find the key to verify with, never to act.
    /// </summary>
    public static bool TryPeek<T>(ReadOnlySpan<byte> signed, [NotNullWhen(true)] out T? record) where T : class, IRecord<T>
    {
        record = null;
        return SignedRecord.TrySplit(signed, T.Kind, out byte[]? body, out _) && TryRead(body, out record);
    }

    private static bool TryRead<T>(byte[] body, [NotNullWhen(true)] out T? record) where T : class, IRecord<T>
    {
        try
        {
            CanonicalReader reader = new(body);
            T read = T.Read(ref reader);
            reader.End();
            record = read;
            return true;
        }
        catch (FormatException) { record = null; return false; }
    }
}
