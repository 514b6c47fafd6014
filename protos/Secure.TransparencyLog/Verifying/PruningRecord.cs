using System.Globalization;

namespace Secure.TransparencyLog;

/// <summary>
/// The entry in which a log says that the contents of its oldest entries are no longer kept: a JSON object with <c>kind</c>
/// <c>log.pruned</c> and in <c>details.below</c> the first index that is kept, in decimal. Their hashes stay, and with them
/// every proof; a bundle that is gone without such an entry, or above it, is missing.
/// </summary>
public static class PruningRecord
{
    public const string Kind = "log.pruned";

    /// <summary>Name of the detail that holds the first index that is kept: a multiple of 256, so that no bundle is kept in part.</summary>
    public const string BelowDetail = "below";

    /// <summary>The first index that is kept; null for every other entry. Never throws on what a stranger wrote.</summary>
    public static long? Read(ReadOnlyMemory<byte> entry) =>
        long.TryParse(EntryDetail.Read(entry, Kind, BelowDetail), NumberStyles.None, CultureInfo.InvariantCulture, out var below) ? below : null;
}
