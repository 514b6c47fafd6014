using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>One signature line of a note, not yet checked: <c>— name base64(id ‖ blob)</c>.</summary>
public sealed class NoteSignature
{
    // Em dash and space.
    private static readonly byte[] Prefix = [0xE2, 0x80, 0x94, 0x20];

    private readonly byte[] _blob;

    internal NoteSignature(string name, uint keyId, byte[] blob)
    {
        Name = name;
        KeyId = keyId;
        _blob = blob;
    }

    public string Name { get; }

    public uint KeyId { get; }

    /// <summary>What follows the key id; at least one byte.</summary>
    public ReadOnlySpan<byte> Blob => _blob;

    /// <summary>The line with its newline.</summary>
    public byte[] ToBytes()
    {
        var signed = new byte[sizeof(uint) + _blob.Length];
        BinaryPrimitives.WriteUInt32BigEndian(signed, KeyId);
        _blob.CopyTo(signed, sizeof(uint));
        return [.. Prefix, .. Encoding.UTF8.GetBytes($"{Name} {Convert.ToBase64String(signed)}\n")];
    }

    public override string ToString() => $"{Name} {KeyId:x8}";

    /// <summary>Reads one line, without its newline.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(Prefix))
        {
            return false;
        }

        line = line[Prefix.Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0 || !StrictText.TryDecodeBase64(line[(space + 1)..], out var signed) || signed.Length <= sizeof(uint))
        {
            return false;
        }

        var name = Encoding.UTF8.GetString(line[..space]);
        if (!NoteText.IsName(name))
        {
            return false;
        }

        signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(signed), signed[sizeof(uint)..]);
        return true;
    }
}
