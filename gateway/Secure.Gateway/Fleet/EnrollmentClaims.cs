using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Signatures;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>Reads enrolment requests of strangers: every length and signature is checked before anything else looks.</summary>
internal static class EnrollmentClaims
{
    internal static CertificateKind? KindOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Agent => CertificateKind.Agent,
        DeviceKind.Controller => CertificateKind.Controller,
        DeviceKind.Service => CertificateKind.Service,
        DeviceKind.Workstation => CertificateKind.Workstation,
        DeviceKind.Unspecified => null,
        _ => null,
    };

    /// <exception cref="RefusedException">Names the field at fault.</exception>
    internal static EnrollmentClaim Read(CertificateEnrollment request)
    {
        if (!DeviceId.TryParse(request.Device, out _)) { throw Fault("certificate.device", "not an identifier"); }
        if (KindOf(request.Kind) is not { } kind || kind == CertificateKind.Controller) { throw Fault("certificate.kind", "agent, service or workstation"); }
        if (request.Code.Length != EnrollmentCode.CodeLength) { throw Fault("certificate.code", "16 bytes"); }
        if (!DeviceRequest.TryRead(request.CertificateRequest.ToByteArray(), out PublicKey? key)) { throw Fault("certificate.certificate_request", "PKCS#10 with an ECDSA P-256 key, signed by it"); }
        if (kind != CertificateKind.Agent)
        {
            bool more = request.SigningKey.Length + request.WitnessKey.Length + request.SigningProof.Length + request.WitnessProof.Length > 0;
            return more ? throw Fault("certificate.signing_key", "only agents have one") : new EnrollmentClaim(request.Device, kind, request.Code.ToByteArray(), key, null, null);
        }
        byte[] signing = Proven(request, "signing", request.SigningKey, request.SigningProof), witness = Proven(request, "witness", request.WitnessKey, request.WitnessProof);
        return signing.AsSpan().SequenceEqual(witness)
            ? throw Fault("certificate.witness_key", "must differ from signing_key")
            : new EnrollmentClaim(request.Device, kind, request.Code.ToByteArray(), key, signing, witness);
    }

    /// <summary>A controller's request, signed with the key that it registers and its code sealed to us.</summary>
    /// <exception cref="RefusedException">It is not, in whatever way.</exception>
    internal static EnrollmentClaim Read(byte[] controller, RSA sealing)
    {
        if (!Record.TryPeek(controller, out ControllerEnrollment? claimed)
            || !Ed25519PublicKey.TryParse(claimed.PublicKey, out Ed25519PublicKey? key)
            || !Record.TryVerify(controller, [key], out ControllerEnrollment? request)) { throw Fault("controller", "a ControllerEnrollment signed with its own key"); }
        byte[] code = request.OpenCode(sealing) ?? throw new RefusedException(FleetRefusals.EnrollmentFailed);
        return code.Length == EnrollmentCode.CodeLength
            ? new EnrollmentClaim(request.Controller.Text, CertificateKind.Controller, code, null, request.PublicKey, null)
            : throw new RefusedException(FleetRefusals.EnrollmentFailed);
    }

    private static byte[] Proven(CertificateEnrollment request, string role, ByteString key, ByteString proof)
    {
        byte[] text = EnrollmentCode.ProofText(request.Device, role, request.Code.Span, key.Span);
        return Ed25519PublicKey.TryParse(key.Span, out Ed25519PublicKey? read) && read.Verify(text, proof.Span)
            ? key.ToByteArray()
            : throw Fault($"certificate.{role}_proof", $"Ed25519 signature of the {role} key over its proof text");
    }

    private static RefusedException Fault(string field, string message) => new(FleetRefusals.Invalid(field, message));
}
