using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Secure.Grants;

/// <summary>
/// How a controller's record names an entry by the lease: with the lease's number and the badge's handle in it, which tell
/// the gateway whose badge it was and nobody else anything.
/// </summary>
public sealed record LeaseEntry(ulong Number, ulong Handle)
{

    public static string IdOf(ulong number, ulong handle) => string.Create(CultureInfo.InvariantCulture, $"lease-{number}-{handle:x16}");

    /// <summary>False for the id of any other decision.</summary>
    public static bool TryParse(string decisionId, [NotNullWhen(true)] out LeaseEntry? entry)
    {
        entry = null;
        string[] parts = decisionId.Split('-');
        if (parts is not ["lease", var number, { Length: 16 } handle]
            || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong n)
            || !ulong.TryParse(handle, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong h)) { return false; }
        entry = new LeaseEntry(n, h);
        return true;
    }
}
