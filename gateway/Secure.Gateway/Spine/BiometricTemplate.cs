using System.Security.Cryptography;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What an engine makes of a face or a finger. Names nobody, yet is personal: kept short, never shown, zeroed when disposed.</summary>
public sealed class BiometricTemplate : IDisposable
{
    private readonly byte[] _bytes;

    /// <param name="bytes">Taken over, not copied.</param>
    public BiometricTemplate(byte[] bytes) => _bytes = bytes;

    /// <summary>The engine's own form, which carries its model: another model refuses it. All zero after disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    public override string ToString() => "(template)";
}

/// <summary>A template and whose it is.</summary>
public sealed record GalleryTemplate(PersonId Person, BiometricTemplate Template);
