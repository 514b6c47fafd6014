using System.Security.Cryptography;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests;

/// <summary>The far side: a site root, the gateway's keys, and what the gateway signs.</summary>
internal sealed class TestGateway : IDisposable
{
    private const long Year = 365L * 24 * 3600 * 1000;
    // Making an RSA key takes a good part of a second: one serves all tests.
    private static readonly RSA Shared = RSA.Create(3072);

    private readonly ECDsa _root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly long _now;

    public TestGateway(long nowMs) => _now = nowMs;

    public Ed25519PrivateKey GrantKey { get; } = Ed25519PrivateKey.Generate();

    public Ed25519PrivateKey CommandKey { get; } = Ed25519PrivateKey.Generate();

    public Ed25519PrivateKey LeaseKey { get; } = Ed25519PrivateKey.Generate();

    public RSA SealingKey { get; } = Shared;

    public byte[] RootFingerprint => Signatures.KeyList.Fingerprint(_root.ExportSubjectPublicKeyInfo());

    public EnrollmentCode NewCode() => new(RandomNumberGenerator.GetBytes(EnrollmentCode.CodeLength), RootFingerprint);

    public byte[] KeyList(ulong number = 1, long? notAfter = null, ECDsa? root = null) => new KeyList(number, "site", _now,
    [
        new ListedKey(KeyPurpose.Grant, "gateway", GrantKey.PublicKey.Bytes.ToArray(), notAfter ?? _now + Year),
        new ListedKey(KeyPurpose.Command, "gateway", CommandKey.PublicKey.Bytes.ToArray(), notAfter ?? _now + Year),
        new ListedKey(KeyPurpose.Lease, "gateway", LeaseKey.PublicKey.Bytes.ToArray(), notAfter ?? _now + Year),
        new ListedKey(KeyPurpose.Sealing, "gateway", SealingKey.ExportSubjectPublicKeyInfo(), notAfter ?? _now + Year),
    ]).Sign(root ?? _root);

    public static Grant GrantFor(Presentation presentation, TimeSpan? hold = null) => new(
        presentation.Door, presentation.BootId, presentation.Nonce, presentation.Time.MonotonicNs + 3_000_000_000, (uint)(hold ?? TimeSpan.FromSeconds(5)).TotalMilliseconds,
        7, PersonId.Parse("wang"), "decision-1");

    public static Command CommandFor(NonceIssued nonce, ulong number, DoorCommand order, uint holdMs = 5000) => new(
        nonce.Door, number, order, nonce.BootId, nonce.Nonce, nonce.Time.MonotonicNs + 3_000_000_000, order == DoorCommand.Unlock ? holdMs : 0, PersonId.Parse("li"), "decision-2");

    public static Command Securing(DoorId door, ulong number, DoorCommand order) =>
        new(door, number, order, Token128.None, Token128.None, 0, 0, PersonId.Parse("li"), "decision-3");

    public void Dispose()
    {
        _root.Dispose();
        GrantKey.Dispose();
        CommandKey.Dispose();
        LeaseKey.Dispose();
    }
}
