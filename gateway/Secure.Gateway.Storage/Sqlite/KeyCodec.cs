using System.Text;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>Search keys as bytes: for each of the seven fields, in the order of <see cref="SearchKeys"/>, a length and that many bytes of UTF-8; length 0 is null.</summary>
internal static class KeyCodec
{
    public const int Fields = 7;
    public const int MaxBytes = Fields * (1 + StoreLimits.SearchKeyBytes);

    public static int Encode(SearchKeys keys, Span<byte> to)
    {
        int at = Put(keys.Kind, to);
        at += Put(keys.Subject, to[at..]);
        at += Put(keys.Person, to[at..]);
        at += Put(keys.Room, to[at..]);
        at += Put(keys.Door, to[at..]);
        at += Put(keys.Resource, to[at..]);
        return at + Put(keys.Decision, to[at..]);
    }

    /// <summary>The length of the first encoded set in <paramref name="from"/>.</summary>
    public static int LengthOf(ReadOnlySpan<byte> from)
    {
        int at = 0;
        for (int field = 0; field < Fields; field++) { at += 1 + from[at]; }
        return at;
    }

    /// <summary>True when every field that <paramref name="wanted"/> has is the same in <paramref name="found"/>.</summary>
    public static bool Matches(ReadOnlySpan<byte> wanted, ReadOnlySpan<byte> found)
    {
        for (int field = 0; field < Fields; field++)
        {
            ReadOnlySpan<byte> want = Take(ref wanted);
            if (!Take(ref found).SequenceEqual(want) && want.Length > 0) { return false; }
        }
        return true;
    }

    /// <summary>Writes a 64-bit hash of each field that is there (FNV-1a with the field's number, then mixed) and returns how many.</summary>
    public static int Terms(ReadOnlySpan<byte> keys, Span<ulong> to)
    {
        int count = 0;
        for (int field = 0; field < Fields; field++)
        {
            ReadOnlySpan<byte> word = Take(ref keys);
            if (word.Length > 0) { to[count++] = Hash(field, word); }
        }
        return count;
    }

    private static ulong Hash(int field, ReadOnlySpan<byte> word)
    {
        const ulong prime = 1_099_511_628_211;
        ulong hash = (14_695_981_039_346_656_037 ^ (uint)field) * prime;
        foreach (byte b in word) { hash = (hash ^ b) * prime; }
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from)
    {
        ReadOnlySpan<byte> word = from.Slice(1, from[0]);
        from = from[(1 + from[0])..];
        return word;
    }

    private static int Put(string? text, Span<byte> to)
    {
        int length = text is null ? 0 : Encoding.UTF8.GetBytes(text, to[1..]);
        to[0] = (byte)length;
        return 1 + length;
    }
}
