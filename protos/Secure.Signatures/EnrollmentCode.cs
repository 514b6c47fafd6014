using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Secure.Signatures;

/// <summary>
/// What a fitter types or scans at a device: a 128-bit secret, good once, and the fingerprint of the site's root, so
/// that the device checks the gateway before it says anything. Text form: SEC1-&lt;hex of code&gt;-&lt;hex of fingerprint&gt;.
/// </summary>
public sealed class EnrollmentCode
{
    public const int CodeLength = 16;
    private const string Prefix = "SEC1-";

    public EnrollmentCode(byte[] code, byte[] rootFingerprint)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(code.Length, CodeLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rootFingerprint.Length, SHA256.HashSizeInBytes);
        (Code, RootFingerprint) = (code, rootFingerprint);
    }

    /// <summary>16 secret bytes.</summary>
    public byte[] Code { get; }

    /// <summary>32 bytes; not secret.</summary>
    public byte[] RootFingerprint { get; }

    /// <summary>The text that is shown once. It holds the secret.</summary>
    public string Reveal() => $"{Prefix}{Convert.ToHexString(Code)}-{Convert.ToHexString(RootFingerprint)}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrollmentCode? code)
    {
        code = null;
        string[] parts = (text ?? "").Trim().Split('-');
        if (parts is not ["SEC1", { Length: CodeLength * 2 } secret, { Length: SHA256.HashSizeInBytes * 2 } fingerprint]) { return false; }
        try { code = new EnrollmentCode(Convert.FromHexString(secret), Convert.FromHexString(fingerprint)); }
        catch (FormatException) { return false; }
        return true;
    }

    /// <summary>What an agent's key signs to show that the enroller holds it: for `signing` or `witness`.</summary>
    public static byte[] ProofText(string device, string role, ReadOnlySpan<byte> code, ReadOnlySpan<byte> publicKey) =>
        new CanonicalWriter().Fixed("secure/agent-proof/v1\n"u8).Text(device).Text(role).Bytes(code).Bytes(publicKey).ToArray();

    public override string ToString() => "enrolment code";
}
