using System.Collections.Frozen;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>One denial per reason, made once.</summary>
public static class Denials
{
    private static readonly FrozenDictionary<DenyReason, Decision.Deny> Made = DenyReason.All.ToFrozenDictionary(r => r, r => new Decision.Deny(r));

    public static Decision.Deny Of(DenyReason reason) => Made[reason];
}
