namespace Secure.Gateway.ConsolePage;

/// <summary>One file of the page.</summary>
/// <param name="Packed">The same in Brotli (RFC 7932), as it was built; null where packing gains nothing.</param>
internal sealed record ConsoleFile(string ContentType, byte[] Content, byte[]? Packed)
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".txt"] = "text/plain; charset=utf-8",
    };

    /// <summary>Null for a file of a kind that the page does not consist of: it is not served.</summary>
    internal static ConsoleFile? Read(string path)
    {
        if (!Types.TryGetValue(Path.GetExtension(path), out string? type)) { return null; }
        string packed = path + ".br";
        return new ConsoleFile(type, File.ReadAllBytes(path), File.Exists(packed) ? File.ReadAllBytes(packed) : null);
    }
}
