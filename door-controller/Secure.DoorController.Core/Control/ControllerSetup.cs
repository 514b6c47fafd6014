using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>What a controller starts with.</summary>
/// <param name="BootId">128 random bits, new at every start.</param>
/// <param name="BootEpoch">Counts the starts; persisted before this one.</param>
/// <param name="RootFingerprint">32 bytes that a fitter installed; null before the first enrolment.</param>
/// <param name="Code">The fitter's enrolment code; null when there is none to use.</param>
/// <param name="KeyList">The signed list from disk; looked at as if it came from a stranger.</param>
/// <param name="IsAccepted">The gateway has registered this controller's key.</param>
/// <param name="TimeFloorMs">Unix milliseconds; see <see cref="Verification.TrustedTime"/>.</param>
/// <param name="Plans">The doors' signed plans from disk; looked at as if they came from a stranger.</param>
public sealed record ControllerSetup(
    DeviceId Id, Ed25519PrivateKey Key, Token128 BootId, ulong BootEpoch, IReadOnlyList<DoorSettings> Doors, IReadOnlyDictionary<ReaderId, DoorId> Readers,
    byte[]? RootFingerprint, EnrollmentCode? Code, byte[]? KeyList, bool IsAccepted, CommandMemory Commands, long TimeFloorMs,
    IReadOnlyList<byte[]>? Plans = null)
{
    /// <summary>The lease from disk; looked at as if it came from a stranger.</summary>
    public byte[]? Lease { get; init; }

    /// <summary>Who was inside which area, from disk; looked at as if it came from a stranger.</summary>
    public byte[]? Places { get; init; }

    /// <summary>What is kept of break-glass codes; its record is looked at as if it came from a stranger.</summary>
    public BreakGlassMemory BreakGlass { get; init; } = BreakGlassMemory.Empty;

    /// <summary>The box was opened, and nobody who may has said since that all is well.</summary>
    public bool IsBoxTampered { get; init; }

    /// <summary>When the program was put here, Unix milliseconds: no true time is earlier, whoever says so. 0: not known.</summary>
    public long BuiltMs { get; init; }

    /// <summary>The machine has a real-time clock that the site trusts after a restart. Default: it is not believed.</summary>
    public bool TrustsRealTimeClock { get; init; }
}
