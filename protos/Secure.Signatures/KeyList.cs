using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Secure.Signatures;

/// <summary>
/// The site's numbered key list, signed by the site root (ECDSA P-256, SHA-256). Whoever knows the root's fingerprint
/// can check it alone. A holder accepts a new list only with a higher number, and persists it before use.
/// </summary>
public sealed record KeyList(ulong Number, string Site, long SignedAt, IReadOnlyList<ListedKey> Keys)
{
    private const string Label = "secure/key-list/v1\n";

    // Owner's name of the keys of the site's second and later logs; those of its first bear the owner's name alone.
    private const string LaterLog = "gateway/log-";
    private const int KeysMax = 256;

    /// <summary>Fingerprint of a site root: SHA-256 over its SubjectPublicKeyInfo, 32 bytes.</summary>
    public static byte[] Fingerprint(ReadOnlySpan<byte> rootSpki) => SHA256.HashData(rootSpki);

    /// <summary>Signs with the root key. The result carries the root's public key, the list and the signature.</summary>
    public byte[] Sign(ECDsa root)
    {
        byte[] body = Encode();
        byte[] signature = root.SignData(Signed(body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new CanonicalWriter().Bytes(root.ExportSubjectPublicKeyInfo()).Bytes(body).Bytes(signature).ToArray();
    }

    /// <summary>False for anything that this root did not sign. Never throws on a stranger's bytes.</summary>
    /// <param name="rootFingerprint">32 bytes, as a fitter installed them.</param>
    public static bool TryVerify(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> rootFingerprint, [NotNullWhen(true)] out KeyList? list)
    {
        list = null;
        try
        {
            CanonicalReader reader = new(signed);
            byte[] spki = reader.Bytes(), body = reader.Bytes(), signature = reader.Bytes();
            reader.End();
            if (!CryptographicOperations.FixedTimeEquals(Fingerprint(spki), rootFingerprint)) { return false; }
            using ECDsa root = ECDsa.Create();
            root.ImportSubjectPublicKeyInfo(spki, out int read);
            if (read != spki.Length || !root.VerifyData(Signed(body), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)) { return false; }
            list = Decode(body);
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException) { return false; }
    }

    /// <summary>Keys of one purpose that are still in use at a time, Unix milliseconds.</summary>
    public IEnumerable<ListedKey> Current(KeyPurpose purpose, long now) => Keys.Where(k => k.Purpose == purpose && now <= k.NotAfter);

    /// <summary>Which of the site's logs is in use, from 1: another begins where history was lost, by the word of the root.</summary>
    public int LogNumber => Keys.Where(k => k.Purpose == KeyPurpose.Log).Select(NumberOf).DefaultIfEmpty(1).Max();

    /// <summary>The origin of that log, as in its checkpoints.</summary>
    public string LogOrigin => OriginOf(Site, LogNumber);

    /// <summary>The origin of a site's log.</summary>
    /// <param name="number">From 1.</param>
    public static string OriginOf(string site, int number) => number == 1 ? site + "/log" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{site}/log-{number}");

    /// <summary>Every key of that log, also those that sign no more.</summary>
    public IEnumerable<ListedKey> AllLog => Keys.Where(k => k.Purpose == KeyPurpose.Log && NumberOf(k) == LogNumber);

    /// <summary>Keys that may sign for that log at a time, Unix milliseconds.</summary>
    public IEnumerable<ListedKey> CurrentLog(long now) => Current(KeyPurpose.Log, now).Where(k => NumberOf(k) == LogNumber);

    /// <summary>The name under which the keys of a log stand in a list.</summary>
    /// <param name="number">From 1.</param>
    public static string LogKeyName(int number) => number == 1 ? "gateway" : LaterLog + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int NumberOf(ListedKey key) =>
        key.Name.StartsWith(LaterLog, StringComparison.Ordinal)
        && int.TryParse(key.Name.AsSpan(LaterLog.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number > 1
            ? number
            : 1;

    private static byte[] Signed(byte[] body) => [.. System.Text.Encoding.ASCII.GetBytes(Label), .. body];

    private byte[] Encode()
    {
        CanonicalWriter writer = new CanonicalWriter().U64(Number).Text(Site).I64(SignedAt).U16((ushort)Keys.Count);
        foreach (ListedKey key in Keys) { writer.U8((byte)key.Purpose).Text(key.Name).Bytes(key.PublicKey).I64(key.NotAfter); }
        return writer.ToArray();
    }

    private static KeyList Decode(byte[] body)
    {
        CanonicalReader reader = new(body);
        ulong number = reader.U64();
        string site = reader.Text();
        long signedAt = reader.I64();
        int count = reader.U16();
        if (count > KeysMax) { throw new FormatException("Too many keys."); }
        List<ListedKey> keys = new(count);
        for (int i = 0; i < count; i++) { keys.Add(new ListedKey(reader.Enumeration<KeyPurpose>(), reader.Text(), reader.Bytes(), reader.I64())); }
        reader.End();
        return new KeyList(number, site, signedAt, keys);
    }
}
