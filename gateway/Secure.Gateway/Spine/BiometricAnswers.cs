using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What came of a question to an engine: an answer, a refusal of this very input, or nothing.</summary>
public abstract record BiometricAnswer<T>
{
    private BiometricAnswer() { }

    /// <summary>The engine has answered.</summary>
    public sealed record Answered(T Reading) : BiometricAnswer<T>;

    /// <summary>The input cannot be used; the same will be refused again.</summary>
    public sealed record Refused(BiometricFault Fault, Sentence Words) : BiometricAnswer<T>;

    /// <summary>Off, down, busy or too slow: nothing is known, so nothing is permitted.</summary>
    public sealed record Unavailable(Sentence Words) : BiometricAnswer<T>;

    public TResult Match<TResult>(Func<T, TResult> answered, Func<Refused, TResult> refused, Func<Unavailable, TResult> unavailable) => this switch
    {
        Answered a => answered(a.Reading),
        Refused r => refused(r),
        Unavailable u => unavailable(u),
        _ => throw new InvalidOperationException("There is no fourth answer."),
    };
}

/// <summary>Why an input cannot be used.</summary>
public enum BiometricFault
{
    NotAnImage,
    ImageTooLarge,
    ImageTooSmall,

    /// <summary>Of another model, or damaged: the person must be enrolled anew.</summary>
    UnusableTemplate,

    /// <summary>Not held under this revision: put it, then ask again.</summary>
    UnknownGallery,

    GalleryTooLarge,
    Malformed,
    Failed,
}

/// <summary>Which engines can be asked.</summary>
public sealed record BiometricsStatus(EngineStatus Face, EngineStatus Fingerprint);

/// <summary>One engine.</summary>
/// <param name="On">It can be asked.</param>
/// <param name="Why">Why it is off; null where it is on.</param>
/// <param name="Model">Name and version of the model set; empty where it is off.</param>
/// <param name="ModelHash">SHA-256 over its files; empty where it is off. Part of what a stored template is bound to.</param>
/// <param name="VerifyThreshold">Lowest similarity (face) or score (fingerprint) that matches one to one.</param>
/// <param name="IdentifyThreshold">The same, one to many.</param>
/// <param name="LivenessThreshold">Lowest passive liveness score, 0 to 1; face only.</param>
public sealed record EngineStatus(bool On, Sentence? Why, string Model, ReadOnlyMemory<byte> ModelHash, float VerifyThreshold, float IdentifyThreshold, float LivenessThreshold)
{
    public static EngineStatus Off(Sentence why) => new(false, why, "", default, 0, 0, 0);
}
