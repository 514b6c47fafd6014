using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>A controller's own bytes, or bytes for it, carried unopened.</summary>
/// <param name="Sequence">For <see cref="PayloadKind.ControllerEvent"/> the journal sequence that its frame claims, a hint; else 0.</param>
/// <param name="Bytes">A signed record upward; a ToController message downward.</param>
public sealed record Relayed(DeviceId Controller, ulong Sequence, byte[] Bytes)
{
    public byte[] Encode() => new CanonicalWriter().Text(Controller.Text).U64(Sequence).Bytes(Bytes).ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out Relayed? relayed)
    {
        relayed = null;
        try
        {
            CanonicalReader reader = new(payload);
            Relayed read = new(DeviceId.Parse(reader.Text()), reader.U64(), reader.Bytes());
            reader.End();
            relayed = read;
            return true;
        }
        catch (FormatException) { return false; }
    }
}
