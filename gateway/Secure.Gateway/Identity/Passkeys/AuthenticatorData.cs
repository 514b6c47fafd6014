using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>What the authenticator signs (Web Authentication Level 2, section 6.1): whose page, who was there, how often.</summary>
internal readonly ref struct AuthenticatorData
{
    private const int HashBytes = 32, HeadBytes = HashBytes + 1 + 4, AaguidBytes = 16, LengthBytes = 2;
    private const int BytesMax = 4096;
    private const byte UserPresent = 0x01, UserVerified = 0x04, AttestedCredential = 0x40, Extensions = 0x80;

    private AuthenticatorData(ReadOnlySpan<byte> bytes)
    {
        Count = BinaryPrimitives.ReadUInt32BigEndian(bytes[(HashBytes + 1)..]);
        Rest = bytes[HeadBytes..];
    }

    /// <summary>Signatures so far; 0 at every one where the authenticator does not count.</summary>
    internal uint Count { get; }

    private ReadOnlySpan<byte> Rest { get; }

    /// <summary>Of a registration: steps 13 to 15 and 17 of section 7.1.</summary>
    /// <exception cref="PasskeyFaultException">A step failed.</exception>
    internal static AuthenticatorData OfRegistration(ReadOnlySpan<byte> bytes, RelyingParty party) => Read(bytes, AttestedCredential, party);

    /// <summary>Of an assertion: steps 15 to 18 of section 7.2.</summary>
    /// <exception cref="PasskeyFaultException">A step failed.</exception>
    internal static AuthenticatorData OfAssertion(ReadOnlySpan<byte> bytes, RelyingParty party)
    {
        AuthenticatorData read = Read(bytes, 0, party);
        return read.Rest.IsEmpty ? read : throw new PasskeyFaultException(PasskeyFault.Malformed);
    }

    /// <summary>The new credential's id and its key as the authenticator wrote it (section 6.5.1).</summary>
    /// <exception cref="PasskeyFaultException">It is cut off, or the id longer than the standard allows.</exception>
    internal void Credential(out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> key)
    {
        if (Rest.Length < AaguidBytes + LengthBytes) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        int length = BinaryPrimitives.ReadUInt16BigEndian(Rest[AaguidBytes..]);
        ReadOnlySpan<byte> behind = Rest[(AaguidBytes + LengthBytes)..];
        if (length is < 1 or > Passkey.IdBytesMax || length > behind.Length) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        id = behind[..length];
        key = behind[length..];
    }

    private static AuthenticatorData Read(ReadOnlySpan<byte> bytes, byte contents, RelyingParty party)
    {
        if (bytes.Length is < HeadBytes or > BytesMax) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        byte flags = bytes[HashBytes];
        if (!CryptographicOperations.FixedTimeEquals(bytes[..HashBytes], party.IdHash)) { throw new PasskeyFaultException(PasskeyFault.WrongRelyingParty); }
        if ((flags & UserPresent) == 0) { throw new PasskeyFaultException(PasskeyFault.NotPresent); }
        if ((flags & UserVerified) == 0) { throw new PasskeyFaultException(PasskeyFault.NotVerified); }
        // No extension is asked for, so none is taken.
        return (flags & (AttestedCredential | Extensions)) == contents ? new AuthenticatorData(bytes) : throw new PasskeyFaultException(PasskeyFault.Malformed);
    }
}
