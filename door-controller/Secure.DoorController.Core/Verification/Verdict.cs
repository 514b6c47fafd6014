using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Verification;

/// <summary>What the controller makes of a grant or command that it was handed.</summary>
internal abstract record Verdict
{
    private Verdict() { }

    /// <summary>It may act.</summary>
    /// <param name="Extended">The person needs more time.</param>
    /// <param name="Nonce">The nonce that it used up; null for a command that secures.</param>
    public sealed record Accepted(DoorId Door, Authority By, DoorCommand Order, TimeSpan Hold, Token128? Nonce, bool Extended = false) : Verdict;

    /// <summary>The clock is to stand at this time.</summary>
    /// <param name="WallMs">Unix milliseconds.</param>
    public sealed record ClockSet(DoorId Door, Authority By, long WallMs) : Verdict;

    /// <summary>It must not, and the record says why.</summary>
    /// <param name="Door">As it claims, where that is a door of ours.</param>
    /// <param name="By">Who signed for it; null where nobody whom we know did.</param>
    public sealed record Refused(string Reason, DoorId? Door, Authority? By) : Verdict;
}
