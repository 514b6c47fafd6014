using System.Security.Cryptography;
using Secure.Signatures;

namespace Secure.Signatures.Tests;

public class EnrollmentCodeTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private static readonly byte[] Fingerprint = SHA256.HashData("root"u8);

    [Fact]
    public void A_code_is_read_back_as_it_was_shown_also_with_spaces_around()
    {
        string shown = new EnrollmentCode(Secret, Fingerprint).Reveal();

        Assert.StartsWith("SEC1-000102030405060708090A0B0C0D0E0F-", shown, StringComparison.Ordinal);
        Assert.True(EnrollmentCode.TryParse(" " + shown + "\n", out EnrollmentCode? read));
        Assert.Equal(Secret, read.Code);
        Assert.Equal(Fingerprint, read.RootFingerprint);
    }

    [Fact]
    public void Anything_else_is_no_code()
    {
        string shown = new EnrollmentCode(Secret, Fingerprint).Reveal();
        string[] wrong = ["", "SEC1", "SEC1--", "SEC2" + shown[4..], shown[..^1], shown + "0", shown + "-", shown.Replace('F', 'G'), shown.Replace("-", "", StringComparison.Ordinal), shown[1..]];

        Assert.All([.. wrong, null], text => Assert.False(EnrollmentCode.TryParse(text, out _)));
    }

    [Fact]
    public void A_code_does_not_print_itself()
    {
        EnrollmentCode code = new(Secret, Fingerprint);
        Assert.DoesNotContain("0001", code.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnrollmentCode(new byte[15], Fingerprint));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EnrollmentCode(Secret, new byte[31]));
    }

    [Fact]
    public void A_proof_speaks_for_one_device_one_role_one_code_and_one_key()
    {
        byte[] key = SHA256.HashData("key"u8);
        byte[][] texts =
        [
            EnrollmentCode.ProofText("a", "signing", Secret, key), EnrollmentCode.ProofText("a", "witness", Secret, key), EnrollmentCode.ProofText("b", "signing", Secret, key),
            EnrollmentCode.ProofText("as", "igning", Secret, key), EnrollmentCode.ProofText("a", "signing", Secret.AsSpan(1), key), EnrollmentCode.ProofText("a", "signing", Secret, Secret),
        ];

        Assert.Equal(texts.Length, texts.Select(Convert.ToHexString).Distinct().Count());
    }
}
