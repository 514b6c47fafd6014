using System.Runtime.InteropServices;

namespace Secure.Biometrics.Face;

/// <summary>
/// A stored face: form 1, the first 16 bytes of the model set's hash, 512 numbers of 4 bytes, little-endian. Templates of
/// different models cannot be compared, so one of another model is refused.
/// </summary>
internal static class FaceTemplate
{
    internal const int Numbers = 512;

    internal const int Bytes = Head + Numbers * sizeof(float);

    private const byte Form = 1;
    private const int HashBytes = 16;
    private const int Head = 1 + HashBytes;

    internal static byte[] Encode(ReadOnlySpan<float> embedding, ReadOnlySpan<byte> modelHash)
    {
        byte[] template = new byte[Bytes];
        template[0] = Form;
        modelHash[..HashBytes].CopyTo(template.AsSpan(1));
        MemoryMarshal.AsBytes(embedding).CopyTo(template.AsSpan(Head));
        return template;
    }

    /// <summary>False: of another model, another form, or altered so that its length is no longer 1.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> template, ReadOnlySpan<byte> modelHash, Span<float> embedding)
    {
        if (template.Length != Bytes || template[0] != Form || !template[1..Head].SequenceEqual(modelHash[..HashBytes])) { return false; }
        template[Head..].CopyTo(MemoryMarshal.AsBytes(embedding));
        float length = Similarity.Dot(embedding, embedding);
        return length is > 0.999f and < 1.001f;
    }
}
