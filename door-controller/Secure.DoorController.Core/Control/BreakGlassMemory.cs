using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>What is kept of break-glass codes over restarts.</summary>
/// <param name="Signed">The gateway's signed record; null: none yet.</param>
/// <param name="Used">First verifiers of the pairs that are spent.</param>
/// <param name="Tries">Codes that were tried at each door within the hour.</param>
public sealed record BreakGlassMemory(byte[]? Signed, IReadOnlyList<string> Used, IReadOnlyDictionary<DoorId, int> Tries)
{
    public static BreakGlassMemory Empty { get; } = new(null, [], new Dictionary<DoorId, int>());
}

/// <summary>Compares codes with their verifiers, which takes a good part of a second: never on the controller's own thread.</summary>
public interface ISlowCodes
{
    /// <summary>The answer where comparing failed, so that nobody knows which verifier fits.</summary>
    const int NotCompared = -1;

    /// <summary>False: comparing failed for a code whose answer is known.</summary>
    bool Works { get; }

    /// <param name="code">ASCII digits; zeroed once it has been compared.</param>
    /// <param name="answer">Called later on the controller's thread: the index of the verifier that fits, null where none does, or <see cref="NotCompared"/>.</param>
    void Check(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer);
}
