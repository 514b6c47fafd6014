using Secure.Signatures;

namespace Secure.TransparencyLog;

/// <summary>Signs notes as a log does. The private key stays the caller's to dispose. Safe for many threads.</summary>
public sealed class NoteSigner(string name, Ed25519PrivateKey key)
{
    /// <summary>What the verifiers need; its text form is published.</summary>
    public VerifierKey VerifierKey { get; } = VerifierKey.Create(name, NoteKeyKind.Ed25519, key.PublicKey);

    /// <summary>Signs a text that ends in a newline.</summary>
    public NoteSignature Sign(ReadOnlySpan<byte> text) => new(VerifierKey.Name, VerifierKey.Id, key.Sign(text));
}
