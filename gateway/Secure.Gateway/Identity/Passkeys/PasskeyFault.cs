namespace Secure.Gateway.Identity.Passkeys;

/// <summary>Why a passkey's word was not taken. Stands in the log; a stranger hears only that it was refused.</summary>
internal enum PasskeyFault
{
    /// <summary>Too long, not the form that it must have, or with something in it that nobody asked for.</summary>
    Malformed = 1,

    WrongType,
    WrongChallenge,
    WrongOrigin,
    WrongRelyingParty,

    /// <summary>Nobody touched the authenticator (flag UP).</summary>
    NotPresent,

    /// <summary>The authenticator did not verify who touched it (flag UV).</summary>
    NotVerified,

    /// <summary>Not ES256.</summary>
    WrongAlgorithm,

    /// <summary>Another format than "none", or a statement where there must be none.</summary>
    Attestation,

    /// <summary>Not the credential that was asked for, or somebody else's.</summary>
    OtherCredential,

    WrongSignature,

    /// <summary>The signature counter did not grow: there may be a second copy of the key.</summary>
    CounterBack,

    /// <summary>Unknown, used before, or out of time.</summary>
    ChallengeUnknown,

    /// <summary>The account changed between the password and the passkey.</summary>
    AccountChanged,
}

/// <summary>A refusal on the way through the steps; caught where the steps begin.</summary>
internal sealed class PasskeyFaultException(PasskeyFault fault) : Exception($"passkey refused: {fault}")
{
    internal PasskeyFault Fault => fault;
}
