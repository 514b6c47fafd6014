using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Register;

/// <summary>One certificate that was issued. Kept until it is past renewing.</summary>
/// <param name="Serial">Upper-case hex.</param>
/// <param name="RevokedAtMs">Unix milliseconds; null while it counts.</param>
internal sealed record IssuedCertificate(string Serial, long NotAfterMs, long? RevokedAtMs);

/// <summary>Whoever holds, or held, a certificate or a place in the register. Its id is unique across kinds, since the broker knows it by its id alone.</summary>
internal sealed record EnrolledDevice(string Id, CertificateKind Kind)
{
    public required long EnrolledAtMs { get; init; }

    /// <summary>Unix milliseconds; null while it is not revoked.</summary>
    public long? RevokedAtMs { get; init; }

    /// <summary>Unix milliseconds; null while it is not suspended.</summary>
    public long? SuspendedAtMs { get; init; }

    /// <summary>Raw Ed25519, of agents and controllers.</summary>
    public byte[]? SigningKey { get; init; }

    /// <summary>Raw Ed25519, of agents that the site marks as witness.</summary>
    public byte[]? WitnessKey { get; init; }

    public IReadOnlyList<IssuedCertificate> Certificates { get; init; } = [];

    [JsonIgnore]
    internal bool Trusted => RevokedAtMs is null && SuspendedAtMs is null;

    /// <summary>What nobody is to accept, with Unix milliseconds since when.</summary>
    [JsonIgnore]
    internal IEnumerable<(string Serial, DateTimeOffset Since)> EndedCertificates =>
        from certificate in Certificates
        let since = certificate.RevokedAtMs ?? SuspendedAtMs
        where since is not null
        select (certificate.Serial, DateTimeOffset.FromUnixTimeMilliseconds(since.Value));

    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, FleetRows.Default.EnrolledDevice);

    internal static EnrolledDevice FromRow(byte[] value) =>
        JsonSerializer.Deserialize(value, FleetRows.Default.EnrolledDevice) ?? throw new JsonException("An enrolled device's row is null.");

    /// <summary>As it is once every certificate so far has ended at this time.</summary>
    internal EnrolledDevice WithCertificatesRevoked(long nowMs) => this with { Certificates = [.. Certificates.Select(c => c with { RevokedAtMs = c.RevokedAtMs ?? nowMs })] };

    public override string ToString() => $"{Kind} {Id}";
}

/// <summary>An open enrolment code. Only its hash is kept.</summary>
/// <param name="UsedBy">Null until it was used: then it is good for nobody but the holder of these keys, see EnrollmentClaim.Holder.</param>
internal sealed record OpenEnrollment(byte[] CodeHash, CertificateKind Kind, long ExpiresAtMs, byte[]? UsedBy = null)
{
    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, FleetRows.Default.OpenEnrollment);

    internal static OpenEnrollment FromRow(byte[] value) =>
        JsonSerializer.Deserialize(value, FleetRows.Default.OpenEnrollment) ?? throw new JsonException("An enrolment's row is null.");

    public override string ToString() => $"enrolment of a {Kind}";
}

// Not the fast path: it writes a null byte array as an empty one.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EnrolledDevice))]
[JsonSerializable(typeof(OpenEnrollment))]
internal sealed partial class FleetRows : JsonSerializerContext;
