using System.Security.Cryptography;

namespace Secure.Biometrics.Fingerprints;

/// <summary>
/// A template's outer form: a mark, SHA-256, libfprint's own bytes. libfprint ends the process over a damaged one, so
/// damage is found before it sees any. Against forgers templates are guarded where they are kept, not here.
/// </summary>
internal static class PrintEnvelope
{
    private static ReadOnlySpan<byte> Mark => "SFP1"u8;

    internal static byte[] Wrap(ReadOnlySpan<byte> print) => [.. Mark, .. SHA256.HashData(print), .. print];

    internal static bool TryOpen(ReadOnlySpan<byte> template, out ReadOnlySpan<byte> print)
    {
        int head = Mark.Length + SHA256.HashSizeInBytes;
        print = template.Length > head && template.StartsWith(Mark) ? template[head..] : [];
        return print.Length > 0 && SHA256.HashData(print).AsSpan().SequenceEqual(template[Mark.Length..head]);
    }
}
