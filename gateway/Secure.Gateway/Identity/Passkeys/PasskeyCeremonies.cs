using System.Buffers.Text;
using System.Security.Cryptography;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>What the browser sent for a sign-in.</summary>
internal sealed record Assertion(byte[] CredentialId, byte[] ClientData, byte[] AuthenticatorData, byte[] Signature, byte[] UserHandle)
{
    public override string ToString() => "assertion";
}

/// <summary>The two ceremonies of Web Authentication Level 2, step by step. They touch nothing: who calls keeps what comes out.</summary>
internal static class PasskeyCeremonies
{
    private const int AttestationBytesMax = 4096;

    /// <summary>Section 7.1 from step 5; steps 1 to 4 are the browser's, 22 and 23 the caller's.</summary>
    /// <exception cref="PasskeyFaultException">A step failed: nothing is registered (step 24).</exception>
    internal static Passkey Register(byte[] clientData, byte[] attestationObject, byte[] challenge, byte[] userHandle, RelyingParty party, DateTimeOffset now)
    {
        // 5 to 10: the browser's words. 11 is not needed: with attestation "none" nothing is signed over their hash.
        ClientData.Verify(clientData, ClientData.Create, challenge, party);
        // 12, 18, 19 and 21: attestation "none" is what was asked for, and all that is taken (section 8.7).
        ReadOnlySpan<byte> data = WithoutAttestation(attestationObject);
        // 13 to 15 and 17: the page, presence, verification, no extension.
        AuthenticatorData authenticator = AuthenticatorData.OfRegistration(data, party);
        authenticator.Credential(out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> cose);
        // 16: the one algorithm that was offered.
        Es256Key.Read(cose, out byte[] x, out byte[] y);
        return Passkey.Of(id, x, y, userHandle, authenticator.Count, now);
    }

    /// <summary>Section 7.2 from step 5; steps 1 to 4 are the browser's.</summary>
    /// <returns>The passkey as it is to be kept from now on.</returns>
    /// <exception cref="PasskeyFaultException">A step failed: nobody signs in.</exception>
    internal static Passkey Assert(Assertion said, byte[] challenge, Passkey passkey, RelyingParty party, DateTimeOffset now)
    {
        // 5 to 7: the one credential of the person whom the password named, and if the authenticator names a user, that one.
        bool own = CryptographicOperations.FixedTimeEquals(said.CredentialId, passkey.IdBytes);
        bool same = said.UserHandle.Length == 0 || CryptographicOperations.FixedTimeEquals(said.UserHandle, Base64Url.DecodeFromChars(passkey.UserHandle));
        if (!own || !same) { throw new PasskeyFaultException(PasskeyFault.OtherCredential); }
        // 8 to 14: the browser's words.
        ClientData.Verify(said.ClientData, ClientData.Get, challenge, party);
        // 15 to 18: the page, presence, verification, no extension.
        AuthenticatorData authenticator = AuthenticatorData.OfAssertion(said.AuthenticatorData, party);
        // 19 and 20: signed by the key of this credential.
        byte[] signed = [.. said.AuthenticatorData, .. SHA256.HashData(said.ClientData)];
        if (!passkey.Signed(signed, said.Signature)) { throw new PasskeyFaultException(PasskeyFault.WrongSignature); }
        // 21: a counter that is used must have grown. One that has not is a sign of a copy: refused, and somebody is told.
        bool counts = authenticator.Count != 0 || passkey.Count != 0;
        if (counts && authenticator.Count <= passkey.Count) { throw new PasskeyFaultException(PasskeyFault.CounterBack); }
        return passkey with { Count = authenticator.Count, UsedAtMs = now.ToUnixTimeMilliseconds() };
    }

    /// <summary>The authenticator's data out of an attestation object: "fmt", "attStmt" and "authData", in any order, each once.</summary>
    private static ReadOnlySpan<byte> WithoutAttestation(ReadOnlySpan<byte> attestation)
    {
        if (attestation.Length > AttestationBytesMax) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        string? format = null;
        int? statements = null;
        ReadOnlySpan<byte> data = default;
        try
        {
            StrictCbor reader = new(attestation);
            for (int left = reader.ReadMap(); left > 0; left--)
            {
                switch (reader.ReadText())
                {
                    case "fmt" when format is null: format = reader.ReadText(); break;
                    // Only an empty one can be read past.
                    case "attStmt" when statements is null && reader.ReadMap() == 0: statements = 0; break;
                    case "authData" when data.IsEmpty: data = reader.ReadBytes(); break;
                    default: throw new PasskeyFaultException(PasskeyFault.Attestation);
                }
            }
            if (!reader.AtEnd) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        }
        catch (FormatException) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        return format == "none" && statements == 0 ? data : throw new PasskeyFaultException(PasskeyFault.Attestation);
    }
}
