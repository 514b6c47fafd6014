using System.Security.Cryptography;
using Secure.Gateway.Identity.Passkeys;

namespace Secure.Gateway.Tests.Passkeys;

/// <summary>Web Authentication Level 2, sections 7.1 and 7.2: each step refuses what it is there for.</summary>
public sealed class CeremonyStepTests : IDisposable
{
    private static readonly RelyingParty Party = new(TestAuthenticator.Origin);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly byte[] _challenge = RandomNumberGenerator.GetBytes(32), _user = RandomNumberGenerator.GetBytes(32);
    private readonly TestAuthenticator _key = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_registered_passkey_signs_in_and_its_counter_is_kept()
    {
        Passkey passkey = Register();
        _key.Count = 7;
        Assert.Equal(7u, Sign(passkey, _key.Assert(_challenge)).Count);
        Assert.Equal(7u, Sign(passkey, _key.Assert(_challenge, _user)).Count);
    }

    [Fact]
    public void An_authenticator_that_does_not_count_stays_at_nought()
    {
        _key.Count = 0;
        Passkey passkey = Register();
        Assert.Equal(0u, Sign(Sign(passkey, _key.Assert(_challenge)), _key.Assert(_challenge)).Count);
    }

    public static TheoryData<string, string> WrongRegistrations() => new()
    {
        { "origin", nameof(PasskeyFault.WrongOrigin) }, { "port", nameof(PasskeyFault.WrongOrigin) }, { "frame", nameof(PasskeyFault.Malformed) }, { "page", nameof(PasskeyFault.WrongRelyingParty) },
        { "untouched", nameof(PasskeyFault.NotPresent) }, { "unverified", nameof(PasskeyFault.NotVerified) }, { "extension", nameof(PasskeyFault.Malformed) },
        { "RS256", nameof(PasskeyFault.WrongAlgorithm) }, { "EdDSA", nameof(PasskeyFault.WrongAlgorithm) }, { "packed", nameof(PasskeyFault.Attestation) }, { "type", nameof(PasskeyFault.WrongType) },
    };

    [Theory]
    [MemberData(nameof(WrongRegistrations))]
    public void A_registration_that_is_not_as_asked_is_refused(string wrong, string fault)
    {
        string type = wrong == "type" ? "webauthn.get" : "webauthn.create";
        Do(wrong);
        Assert.Equal(fault, Fault(() => PasskeyCeremonies.Register(_key.ClientData(type, _challenge), _key.Attestation(), _challenge, _user, Party, Now)));
    }

    [Theory]
    [InlineData("origin", nameof(PasskeyFault.WrongOrigin))]
    [InlineData("port", nameof(PasskeyFault.WrongOrigin))]
    [InlineData("frame", nameof(PasskeyFault.Malformed))]
    [InlineData("page", nameof(PasskeyFault.WrongRelyingParty))]
    [InlineData("untouched", nameof(PasskeyFault.NotPresent))]
    [InlineData("unverified", nameof(PasskeyFault.NotVerified))]
    [InlineData("extension", nameof(PasskeyFault.Malformed))]
    [InlineData("same count", nameof(PasskeyFault.CounterBack))]
    [InlineData("lower count", nameof(PasskeyFault.CounterBack))]
    [InlineData("no count", nameof(PasskeyFault.CounterBack))]
    public void A_sign_in_that_is_not_as_asked_is_refused(string wrong, string fault)
    {
        _key.Count = 5;
        Passkey passkey = Register();
        _key.Count = 6;
        Do(wrong);
        Assert.Equal(fault, Fault(() => Sign(passkey, _key.Assert(_challenge))));
    }

    [Fact]
    public void Another_challenge_another_credential_or_another_user_is_refused()
    {
        Passkey passkey = Register();
        _key.Count = 2;
        using TestAuthenticator other = new() { Count = 2 }, impostor = new() { Id = _key.Id, Count = 2 };
        Assert.Equal(nameof(PasskeyFault.WrongChallenge), Fault(() => Sign(passkey, _key.Assert(RandomNumberGenerator.GetBytes(32)))));
        Assert.Equal(nameof(PasskeyFault.OtherCredential), Fault(() => Sign(passkey, other.Assert(_challenge))));
        Assert.Equal(nameof(PasskeyFault.OtherCredential), Fault(() => Sign(passkey, _key.Assert(_challenge, RandomNumberGenerator.GetBytes(32)))));
        Assert.Equal(nameof(PasskeyFault.WrongSignature), Fault(() => Sign(passkey, impostor.Assert(_challenge))));
    }

    [Fact]
    public void Any_altered_bit_of_a_sign_in_is_refused()
    {
        Passkey passkey = Register();
        _key.Count = 2;
        Assertion good = _key.Assert(_challenge);
        Assert.Equal(2u, Sign(passkey, good).Count);
        foreach (byte[] part in (byte[][])[good.Signature, good.AuthenticatorData, good.ClientData, good.CredentialId])
        {
            for (int bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Throws<PasskeyFaultException>(() => Sign(passkey, good));
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void A_registration_cut_off_or_grown_anywhere_is_refused_and_never_throws_anything_else()
    {
        byte[] whole = _key.Attestation(), said = _key.ClientData("webauthn.create", _challenge);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.Throws<PasskeyFaultException>(() => PasskeyCeremonies.Register(said, cut, _challenge, _user, Party, Now));
        }
        Assert.Throws<PasskeyFaultException>(() => PasskeyCeremonies.Register(said, [.. whole, 0], _challenge, _user, Party, Now));
        Assert.Throws<PasskeyFaultException>(() => PasskeyCeremonies.Register(said, [0xA4, .. whole[1..], 0x63, (byte)'f', (byte)'m', (byte)'t', 0x60], _challenge, _user, Party, Now));
    }

    [Fact]
    public void Every_altered_byte_of_a_registration_is_refused_or_makes_another_passkey_and_nothing_worse()
    {
        byte[] whole = _key.Attestation(), said = _key.ClientData("webauthn.create", _challenge);
        foreach (byte[] part in (byte[][])[whole, said])
        {
            for (int at = 0; at < part.Length; at++)
            {
                byte kept = part[at];
                foreach (byte other in (byte[])[0x00, 0xFF, (byte)(kept ^ 0x01), (byte)(kept ^ 0x80)])
                {
                    part[at] = other;
                    try { PasskeyCeremonies.Register(said, whole, _challenge, _user, Party, Now); }
                    catch (PasskeyFaultException) { }
                }
                part[at] = kept;
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"webauthn.get"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"type\":\"webauthn.get\",\"type\":\"webauthn.create\"}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    public void What_is_no_client_data_is_refused(string json)
    {
        Assert.Equal(nameof(PasskeyFault.Malformed), Fault(() => ClientData.Verify(System.Text.Encoding.UTF8.GetBytes(json), ClientData.Get, _challenge, Party)));
        Assert.Equal(nameof(PasskeyFault.Malformed), Fault(() => ClientData.Verify(new byte[4097], ClientData.Get, _challenge, Party)));
    }

    [Theory]
    [InlineData("https://console.example", true)]
    [InlineData("https://localhost:7443", true)]
    [InlineData("http://console.example", false)]
    [InlineData("https://10.0.0.1:7443", false)]
    [InlineData("https://[::1]:7443", false)]
    [InlineData("https://console.example/", false)]
    [InlineData("https://console.example/page", false)]
    [InlineData("console.example", false)]
    public void A_page_that_can_have_passkeys_has_a_name_and_TLS(string origin, bool can) => Assert.Equal(can, RelyingParty.IsOrigin(origin));

    private void Do(string wrong)
    {
        switch (wrong)
        {
            case "origin": _key.AtOrigin = "https://elsewhere.example:7443"; break;
            case "port": _key.AtOrigin = "https://console.example:9999"; break;
            case "frame": _key.More = ",\"crossOrigin\":true"; break;
            case "page": _key.RpId = "elsewhere.example"; break;
            case "untouched": _key.Flags = 0x04; break;
            case "unverified": _key.Flags = 0x01; break;
            case "extension": _key.Flags = 0x85; break;
            case "RS256": _key.Algorithm = -257; break;
            case "EdDSA": _key.Algorithm = -8; break;
            case "packed": _key.Format = "packed"; break;
            case "same count": _key.Count = 5; break;
            case "lower count": _key.Count = 4; break;
            case "no count": _key.Count = 0; break;
            default: break;
        }
    }

    private Passkey Register() => PasskeyCeremonies.Register(_key.ClientData("webauthn.create", _challenge), _key.Attestation(), _challenge, _user, Party, Now);

    private Passkey Sign(Passkey passkey, Assertion said) => PasskeyCeremonies.Assert(said, _challenge, passkey, Party, Now);

    private static string Fault(Action act) => Assert.Throws<PasskeyFaultException>(act).Fault.ToString();
}
